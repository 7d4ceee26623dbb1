import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AlertDialog, Dialog } from "@/ui/Dialog";
import { useMessageActions } from "./actions";
import type { Message } from "./engine/types";
import { ReactionPicker } from "./parts";

/** What one has begun to do with a message, and is asked about. */
export type Asked = { kind: "delete" | "hide" | "react"; message: Message };

/** They stand beside the history: a row may leave the page while one is asked about it. */
export function MessageDialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  const { t } = useTranslation("chats");
  const { remove, react } = useMessageActions();
  const [isBusy, setIsBusy] = useState(false);
  const confirm = async (onlyMe: boolean) => {
    if (asked === null) return;
    setIsBusy(true);
    if (await remove(asked.message, onlyMe)) onClose();
    setIsBusy(false);
  };
  return (
    <>
      <AlertDialog
        open={asked?.kind === "delete"}
        onClose={onClose}
        title={t("menu.deleteTitle")}
        description={t("menu.deleteText")}
        confirmLabel={t("menu.deleteConfirm")}
        danger
        busy={isBusy}
        onConfirm={() => void confirm(false)}
      />
      <AlertDialog
        open={asked?.kind === "hide"}
        onClose={onClose}
        title={t("menu.hideTitle")}
        description={t("menu.hideText")}
        confirmLabel={t("menu.deleteConfirm")}
        danger
        busy={isBusy}
        onConfirm={() => void confirm(true)}
      />
      <Dialog open={asked?.kind === "react"} onClose={onClose} title={t("menu.react")}>
        <ReactionPicker
          chosen={asked?.message.reactions.filter(({ mine }) => mine).map(({ emoji }) => emoji) ?? []}
          onPick={(emoji) => {
            if (asked !== null) void react(asked.message, emoji);
            onClose();
          }}
        />
      </Dialog>
    </>
  );
}
