import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { useMyCalls } from "./engine/mine";
import type { CallKind } from "./engine/wire";

/** Beside the line of a call in a chat: calls again, in the same way. */
export function CallBack({ chatId, kind }: { chatId: string; kind: CallKind }) {
  const { t } = useTranslation("calls");
  const mine = useMyCalls();
  const isBusy = mine !== null && mine.view.own !== null && mine.view.own.stage !== "over";
  if (mine === null || isBusy) return null;
  return (
    <Button
      size="sm"
      variant="quiet"
      onClick={() => {
        void mine.calls.call(chatId, kind);
      }}
    >
      {t("line.callBack")}
    </Button>
  );
}
