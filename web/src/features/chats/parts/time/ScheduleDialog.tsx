import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { boundsAt, localInput, soon } from "./moments";

type Props = { open: boolean; onClose: () => void; onChoose: (at: Date) => void };

/** When a message is to go out: one of a few moments, or any within a year. */
export function ScheduleDialog({ open, onClose, onChoose }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("schedule.title")} description={t("schedule.text")}>
      <Moments
        onChoose={(at) => {
          onChoose(at);
          onClose();
        }}
      />
    </Dialog>
  );
}

function Moments({ onChoose }: Pick<Props, "onChoose">) {
  const { t, i18n } = useTranslation("chatParts");
  const [now] = useState(() => new Date());
  const [text, setText] = useState(() => localInput(new Date(now.getTime() + 3_600_000)));
  const [isPast, setIsPast] = useState(false);
  const words = new Intl.DateTimeFormat(i18n.language, {
    weekday: "long",
    hour: "numeric",
    minute: "2-digit",
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const at = new Date(text);
    // The dialog may have been open for a while.
    if (at.getTime() > Date.now()) onChoose(at);
    else setIsPast(true);
  };
  return (
    <>
      <ul className="-mx-2">
        {soon(now).map(({ name, at }) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => {
                onChoose(at);
              }}
              className="flex min-h-touch w-full items-center justify-between gap-3 rounded-button px-2 text-start hover:bg-ink/5"
            >
              <span className="font-strong">{t(`schedule.soon.${name}`)}</span>
              <span className="text-sm text-soft">{words.format(at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="flex flex-col gap-4 border-t pt-4">
        <TextField
          type="datetime-local"
          label={t("schedule.at")}
          {...boundsAt(now)}
          value={text}
          error={isPast ? t("schedule.past") : undefined}
          onChange={({ target }) => {
            setText(target.value);
            setIsPast(false);
          }}
        />
        <Button type="submit" variant="primary" wide>
          {t("schedule.choose")}
        </Button>
      </form>
    </>
  );
}
