import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { showToast } from "@/ui/toast";
import { CallMenu } from "./ChatCallButtons";
import { useMyCalls } from "./engine/mine";
import type { CallKind } from "./engine/wire";

/** The chat with somebody comes first: in it the call will stand. */
async function openChat(userId: string): Promise<string> {
  const { openPrivateChat } = await import("@/features/chats");
  return openPrivateChat(userId);
}

/** Calls somebody from their profile. */
export function PersonCallButtons({ userId, name }: { userId: string; name: string }) {
  const { t } = useTranslation("calls");
  const explain = useExplain();
  const mine = useMyCalls();
  if (mine === null) return null;
  const start = async (kind: CallKind) => {
    try {
      await mine.calls.call(await openChat(userId), kind);
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
    }
  };
  return (
    <CallMenu
      label={t("call.person", { name })}
      variant="secondary"
      onStart={(kind) => {
        void start(kind);
      }}
    />
  );
}
