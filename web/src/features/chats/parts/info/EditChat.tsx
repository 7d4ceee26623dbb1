import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { errorsOf } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextArea } from "@/ui/TextArea";
import { TextField } from "@/ui/TextField";
import type { Chat } from "../types";
import { changeChat } from "./queries";

type Props = { open: boolean; onClose: () => void; chat: Chat; onChanged: (chat: Chat) => void };

/** The name of a group or channel, and what it is about. */
export function EditChat({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("edit.title")}>
      <Form {...rest} onClose={onClose} />
    </Dialog>
  );
}

function Form({ chat, onChanged, onClose }: Omit<Props, "open">) {
  const { t } = useTranslation("chatParts");
  const [name, setName] = useState(chat.name ?? "");
  const [description, setDescription] = useState(chat.description ?? "");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => changeChat(chat.id, { name: name.trim(), description: description.trim() || null }),
    onSuccess: (changed) => {
      onChanged(changed);
      onClose();
    },
  });
  const { byField, others } = errorsOf(error, ["name", "description"]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t("create.name")}
        maxLength={100}
        autoComplete="off"
        value={name}
        error={byField.name}
        onChange={({ target }) => {
          setName(target.value);
        }}
      />
      <TextArea
        label={t("create.description")}
        required={false}
        maxLength={1000}
        value={description}
        error={byField.description}
        onChange={({ target }) => {
          setDescription(target.value);
        }}
      />
      {others.length > 0 && (
        <p role="alert" className="text-sm text-danger">
          {others.join(" ")}
        </p>
      )}
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" loading={isPending} disabled={name.trim() === ""}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
