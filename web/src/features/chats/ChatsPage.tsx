import { Outlet, useParams } from "@tanstack/react-router";
import { CloudOff, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLiveState } from "@/lib/live";
import { useOnline } from "@/lib/online";
import { Banner } from "@/ui/Banner";
import { cx } from "@/ui/cx";
import { ChatList } from "./ChatList";
import { useMyChats } from "./engine/mine";
import { ChatsContext } from "./useChats";

/** The list of chats, and beside it the open one; on phones one of the two. */
export function ChatsPage() {
  const chats = useMyChats();
  const { chatId } = useParams({ strict: false });
  // For the moment in which somebody leaves.
  if (chats === null) return null;
  return (
    <ChatsContext value={chats}>
      <div className="flex min-h-0 grow basis-0">
        <aside
          className={cx(
            "min-h-0 w-full flex-col rail:flex rail:w-88 rail:shrink-0 rail:border-e",
            chatId === undefined ? "flex" : "hidden",
          )}
        >
          <ChatList openId={chatId} />
        </aside>
        <section
          className={cx("min-h-0 min-w-0 grow flex-col rail:flex", chatId === undefined ? "hidden" : "flex")}
        >
          <AwayBanner isOpen={chatId !== undefined} />
          <Outlet />
        </section>
      </div>
    </ChatsContext>
  );
}

/** What it means for messages that nobody answers; that the device has no network, only an open chat says by itself. */
function AwayBanner({ isOpen }: { isOpen: boolean }) {
  const { t } = useTranslation("chats");
  const online = useOnline();
  const state = useLiveState();
  if (online ? state !== "offline" : !isOpen) return null;
  return (
    <div className="p-2">
      <Banner tone="honey" icon={online ? Unplug : CloudOff}>
        {t(online ? "away" : "offline")}
      </Banner>
    </div>
  );
}
