import { useMutation } from "@tanstack/react-query";
import { Check, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { ChatFace, useChatTitle } from "../ChatFace";
import { leads } from "../info/rights";
import type { Chat } from "../types";
import { useExplain } from "../useExplain";

type Props = {
  open: boolean;
  onClose: () => void;
  /** One's chats, the liveliest first. */
  chats: readonly Chat[];
  /** How many messages are to be passed on. */
  count: number;
  onForward: (chatIds: readonly string[]) => Promise<void> | void;
};

const MOST = 10;

/** Whether one may write there: in a channel only those who lead it do. */
export const mayWrite = (chat: Pick<Chat, "type" | "role">) => chat.type !== "channel" || leads(chat);

/** Passes messages on into other chats. */
export function ForwardDialog({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("forward.title", { count: rest.count })}>
      <Choice {...rest} onClose={onClose} />
    </Dialog>
  );
}

function Choice({ chats, onForward, onClose }: Omit<Props, "open">) {
  const { t } = useTranslation("chatParts");
  const title = useChatTitle();
  const explain = useExplain();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      await onForward(chosen);
    },
    onSuccess: onClose,
  });
  const wanted = text.trim().toLocaleLowerCase();
  const offered = chats.filter((chat) => mayWrite(chat) && title(chat).toLocaleLowerCase().includes(wanted));
  const toggle = (id: string) => {
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  };
  return (
    <>
      <TextField
        type="search"
        icon={Search}
        label={t("forward.search")}
        labelHidden
        placeholder={t("forward.search")}
        required={false}
        autoComplete="off"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <ul aria-label={t("forward.chats")} className="-mx-2 h-72 overflow-y-auto overscroll-contain px-2">
        {offered.map((chat) => {
          const isChosen = chosen.includes(chat.id);
          return (
            <li key={chat.id}>
              <button
                type="button"
                aria-pressed={isChosen}
                disabled={!isChosen && chosen.length >= MOST}
                onClick={() => {
                  toggle(chat.id);
                }}
                className="flex min-h-14 w-full items-center gap-3 rounded-button px-2 text-start not-disabled:hover:bg-ink/5 disabled:opacity-50"
              >
                <ChatFace chat={chat} />
                <bdi className="min-w-0 grow truncate font-strong">{title(chat)}</bdi>
                <span
                  aria-hidden
                  className={cx(
                    "grid size-6 shrink-0 place-items-center rounded-full border",
                    isChosen ? "border-ember bg-ember text-on-ember" : "border-edge",
                  )}
                >
                  {isChosen && <Check className="size-4" strokeWidth={2.5} />}
                </span>
              </button>
            </li>
          );
        })}
        {offered.length === 0 && (
          <li className="px-2 py-6 text-center text-soft">{t("forward.nothing", { name: text.trim() })}</li>
        )}
      </ul>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {explain(error)}
        </p>
      )}
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button
          variant="primary"
          loading={isPending}
          disabled={chosen.length === 0}
          onClick={() => {
            mutate();
          }}
        >
          {t("forward.send")}
        </Button>
      </div>
    </>
  );
}
