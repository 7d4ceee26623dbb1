import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isCelebrated } from "@/lib/celebrated";
import { onLive } from "@/lib/live";
import { showToast } from "@/ui/toast";

/** Somebody was found while one is elsewhere: said in passing, so that what one is writing stays before one's eyes. */
export function MatchNotice() {
  const { t } = useTranslation("discovery");
  const navigate = useNavigate();
  const isMeeting = useRouterState({ select: ({ location }) => location.pathname.startsWith("/meet") });
  // Meet's own pages celebrate it.
  const isQuiet = useRef(isMeeting);
  useEffect(() => {
    isQuiet.current = isMeeting;
  }, [isMeeting]);
  useEffect(
    () =>
      onLive("match:new", ({ match: { user, chatId } }) => {
        if (isQuiet.current || isCelebrated(user.id)) return;
        const name = user.displayName;
        showToast({
          message: t("moment.title", { name }),
          tone: "done",
          ...(chatId !== null && {
            action: {
              label: t("moment.write", { name }),
              onSelect: () => void navigate({ to: "/chats/$chatId", params: { chatId } }),
            },
          }),
        });
      }),
    [navigate, t],
  );
  return null;
}
