import { useTranslation } from "react-i18next";
import type { Schemas } from "@/lib/api";
import { useExplain } from "@/lib/useExplain";
import { showToast } from "@/ui/toast";
import { CallMenu, useDateWith } from "./ChatCallButtons";
import { useMyCalls } from "./engine/mine";
import type { CallKind } from "./engine/wire";

/** The chat with somebody comes first: in it the call will stand. */
async function openChat(userId: string): Promise<string> {
  const { openPrivateChat } = await import("@/features/chats");
  return openPrivateChat(userId);
}

/** Calls somebody from their profile, or asks them for a date. */
export function PersonCallButtons({ person }: { person: Schemas["PersonView"] }) {
  const { t } = useTranslation("calls");
  const explain = useExplain();
  const mine = useMyCalls();
  const askToDate = useDateWith(person);
  if (mine === null) return null;
  const start = async (kind: CallKind) => {
    try {
      await mine.calls.call(await openChat(person.id), kind);
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
    }
  };
  return (
    <CallMenu
      label={t("call.person", { name: person.displayName })}
      variant="secondary"
      onDate={askToDate}
      onStart={(kind) => {
        void start(kind);
      }}
    />
  );
}
