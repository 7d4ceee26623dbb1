import { Bookmark, Megaphone, UsersRound } from "lucide-react";
import { Avatar } from "@/ui/Avatar";
import { cx } from "@/ui/cx";
import type { Chat } from "./engine/types";
import { isSaved } from "./words";

/** The picture of a chat; its name stands beside it. */
export function Face({ chat, size = "md" }: { chat: Chat; size?: "sm" | "md" }) {
  if (chat.peer !== null)
    return <Avatar person={{ id: chat.peer.id, name: chat.peer.displayName }} size={size} decorative />;
  if (chat.name !== null && chat.type === "group")
    return <Avatar person={{ id: chat.id, name: chat.name }} size={size} decorative />;
  const Icon = isSaved(chat) ? Bookmark : chat.type === "channel" ? Megaphone : UsersRound;
  return (
    <span
      aria-hidden
      className={cx(
        "grid shrink-0 place-items-center rounded-full bg-ember-wash text-ember-ink",
        size === "md" ? "size-11" : "size-8",
      )}
    >
      <Icon className={size === "md" ? "size-5" : "size-4"} strokeWidth={1.75} />
    </span>
  );
}
