import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { useExplain } from "../useExplain";
import { draftOf, withRoom, type PollDraft } from "./poll";

type Props = {
  open: boolean;
  onClose: () => void;
  onSend: (poll: PollDraft) => Promise<void> | void;
};

const QUESTION_LENGTH = 300;
const OPTION_LENGTH = 100;

/** A question with two to ten answers to choose from. */
export function PollComposer({ open, onClose, onSend }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("poll.new")}>
      <Form onClose={onClose} onSend={onSend} />
    </Dialog>
  );
}

function Form({ onClose, onSend }: Omit<Props, "open">) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState<readonly string[]>(withRoom([]));
  const [isMultiple, setIsMultiple] = useState(false);
  const [isAnonymous, setIsAnonymous] = useState(false);
  const draft = draftOf({ question, options: [...options], isMultiple, isAnonymous });
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (poll: PollDraft) => {
      await onSend(poll);
    },
    onSuccess: onClose,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (draft !== null) mutate(draft);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t("poll.question")}
        maxLength={QUESTION_LENGTH}
        autoComplete="off"
        value={question}
        onChange={({ target }) => {
          setQuestion(target.value);
        }}
      />
      <fieldset>
        <legend className="mb-1.5 text-sm font-strong">{t("poll.options")}</legend>
        <div className="flex flex-col gap-2">
          {options.map((option, index) => (
            <TextField
              key={index}
              label={t("poll.option", { number: index + 1 })}
              labelHidden
              placeholder={t("poll.option", { number: index + 1 })}
              required={false}
              maxLength={OPTION_LENGTH}
              autoComplete="off"
              value={option}
              onChange={({ target }) => {
                setOptions(withRoom(options.map((one, at) => (at === index ? target.value : one))));
              }}
            />
          ))}
        </div>
      </fieldset>
      <div>
        <Switch
          label={t("poll.multiple")}
          checked={isMultiple}
          onChange={({ target }) => {
            setIsMultiple(target.checked);
          }}
        />
        <Switch
          label={t("poll.anonymous")}
          hint={t("poll.anonymousHint")}
          checked={isAnonymous}
          onChange={({ target }) => {
            setIsAnonymous(target.checked);
          }}
        />
      </div>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {explain(error)}
        </p>
      )}
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" loading={isPending} disabled={draft === null}>
          {t("poll.send")}
        </Button>
      </div>
    </form>
  );
}
