import { Bookmark, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Picture, type MediaFile } from "@/features/media";
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
export const faceOf = ({ id, displayName, photo, isDemo }: Person): Face => ({
  id,
  name: displayName,
  isDemo,
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
  const initials = <Avatar person={face} size={size} decorative />;
  // What this device has kept from before there were pictures says nothing of one.
  return chat.picture ? <RoundPicture file={chat.picture} size={size} instead={initials} /> : initials;
}

/** What stands for a group or channel that has neither a picture nor, yet, a name. */
export function NoPicture({ icon: Icon }: { icon: LucideIcon }) {
  return (
    <span className="grid size-24 place-items-center rounded-full bg-ember-wash text-ember-ink">
      <Icon aria-hidden className="size-10" strokeWidth={1.75} />
    </span>
  );
}

const WIDTHS = { sm: "2rem", md: "2.75rem", lg: "4rem", xl: "6rem" };

type RoundProps = { file: MediaFile; size: keyof typeof SIZES; instead?: ReactNode };

/** The picture of a group or channel; its name stands beside it. */
export function RoundPicture({ file, size, instead }: RoundProps) {
  return (
    <span className={cx("block shrink-0 overflow-clip rounded-full", SIZES[size])}>
      <Picture file={file} alt="" fill sizes={WIDTHS[size]} instead={instead} />
    </span>
  );
}
