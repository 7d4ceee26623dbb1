import { Bookmark } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar, type Person as Face } from "@/ui/Avatar";
import { cx } from "@/ui/cx";
import type { Chat, Person } from "./types";

/** Whether it is the chat with oneself, which holds what one has saved. */
export const isSaved = ({ isSaved: holdsSaved }: Pick<Chat, "isSaved">) => holdsSaved;

/** What a chat is called: the other one of a private chat, the name of a group, or saved messages. */
export function useChatTitle() {
  const { t } = useTranslation("chatParts");
  return (chat: Pick<Chat, "isSaved" | "peer" | "name">): string =>
    chat.peer?.displayName ?? chat.name ?? t(isSaved(chat) ? "chat.saved" : "chat.unnamed");
}

/** Somebody, as `Avatar` shows them. */
export const faceOf = ({ id, displayName, photo }: Person): Face => ({
  id,
  name: displayName,
  ...(photo && { picture: photo.url }),
});

const SIZES = { sm: "size-8", md: "size-11", lg: "size-16", xl: "size-24" };

type Props = { chat: Chat; size?: keyof typeof SIZES };

/** The picture of a chat; its name stands beside it. */
export function ChatFace({ chat, size = "md" }: Props) {
  const title = useChatTitle();
  if (isSaved(chat))
    return (
      <span
        aria-hidden
        className={cx(
          "grid shrink-0 place-items-center rounded-full bg-ember-wash text-ember-ink",
          SIZES[size],
        )}
      >
        <Bookmark className="size-2/5" strokeWidth={1.75} />
      </span>
    );
  const face = chat.peer ? faceOf(chat.peer) : { id: chat.id, name: title(chat) };
  return <Avatar person={face} size={size} decorative />;
}
