import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextArea } from "@/ui/TextArea";
import type { FeedCard } from "./queries";
import { useLast } from "./useLast";

const LONGEST = 300;

type Props = {
  card: FeedCard | null;
  onClose: () => void;
  onSend: (card: FeedCard, note: string | null) => void;
};

/** A superlike, with a few words that are read beside it. */
export function NoteDialog({ card, onClose, onSend }: Props) {
  const { t } = useTranslation("discovery");
  const shown = useLast(card);
  return (
    <Dialog
      open={card !== null}
      onClose={onClose}
      title={t("note.title", { name: shown?.user.displayName ?? "" })}
      description={t("note.text")}
    >
      {shown !== null && <NoteForm key={shown.user.id} card={shown} onSend={onSend} />}
    </Dialog>
  );
}

function NoteForm({ card, onSend }: { card: FeedCard; onSend: Props["onSend"] }) {
  const { t } = useTranslation("discovery");
  const [note, setNote] = useState("");
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(card, note.trim() === "" ? null : note.trim());
      }}
    >
      <TextArea
        label={t("note.label")}
        maxLength={LONGEST}
        value={note}
        onChange={({ target }) => {
          setNote(target.value);
        }}
      />
      <div className="flex justify-end">
        <Button variant="primary" type="submit">
          {t("note.send")}
        </Button>
      </div>
    </form>
  );
}
