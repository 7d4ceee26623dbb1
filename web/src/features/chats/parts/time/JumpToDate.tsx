import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { localDay } from "./moments";

type Props = {
  open: boolean;
  onClose: () => void;
  /** The day that is offered; today where none is. */
  from?: string | undefined;
  /** The first moment of a day, in the time of this device. */
  onChoose: (at: Date) => void;
};

/** Goes back to what was said on a day. */
export function JumpToDate({ open, onClose, from, onChoose }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("jump.title")}>
      <Day
        from={from}
        onChoose={(at) => {
          onChoose(at);
          onClose();
        }}
      />
    </Dialog>
  );
}

function Day({ from, onChoose }: Pick<Props, "from" | "onChoose">) {
  const { t } = useTranslation("chatParts");
  const [today] = useState(() => localDay(new Date()));
  const [day, setDay] = useState(from === undefined ? today : localDay(new Date(from)));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onChoose(new Date(`${day}T00:00`));
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        type="date"
        label={t("jump.day")}
        max={today}
        value={day}
        onChange={({ target }) => {
          setDay(target.value);
        }}
      />
      <Button type="submit" variant="primary" wide disabled={day === ""}>
        {t("jump.go")}
      </Button>
    </form>
  );
}
