import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { ChatFace, useChatTitle } from "../ChatFace";
import { leads } from "../info/rights";
import type { Chat } from "../types";
import { PickFooter } from "./PickFooter";
import { PickRow } from "./PickRow";

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
        {offered.map((chat) => (
          <PickRow
            key={chat.id}
            face={<ChatFace chat={chat} />}
            name={title(chat)}
            isChosen={chosen.includes(chat.id)}
            disabled={!chosen.includes(chat.id) && chosen.length >= MOST}
            onPick={() => {
              toggle(chat.id);
            }}
          />
        ))}
        {offered.length === 0 && (
          <li className="px-2 py-6 text-center text-soft">{t("forward.nothing", { name: text.trim() })}</li>
        )}
      </ul>
      <PickFooter
        label={t("forward.send")}
        isEmpty={chosen.length === 0}
        isBusy={isPending}
        error={error}
        onDone={() => {
          mutate();
        }}
        onClose={onClose}
      />
    </>
  );
}
