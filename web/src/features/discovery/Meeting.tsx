import { useState } from "react";
import { askToReport } from "@/lib/reporting";
import { useLeaving } from "./CardStack";
import { DeckView } from "./DeckView";
import { GridView } from "./GridView";
import { useDeck } from "./myDeck";
import { NoteDialog } from "./NoteDialog";
import { ProfileDialog } from "./ProfileDialog";
import type { FeedCard, Kind } from "./queries";
import type { View } from "./view";

/** What one can do about somebody. */
export type Doing = {
  onSay: (card: FeedCard, kind: Kind) => void;
  /** A superlike, for which one may write a few words. */
  onNote: (card: FeedCard) => void;
  onOpen: (card: FeedCard) => void;
};

/** People to meet, in either view, with what lies behind each of them. */
export function Meeting({ view }: { view: View }) {
  const { deck } = useDeck();
  const flight = useLeaving();
  const [opened, setOpened] = useState<FeedCard | null>(null);
  const [noteFor, setNoteFor] = useState<FeedCard | null>(null);
  const say = (card: FeedCard, kind: Kind, note: string | null = null) => {
    setOpened(null);
    setNoteFor(null);
    if (view === "deck") flight.leave(card, kind);
    void deck.judge(card, kind, note);
  };
  const report = ({ user }: FeedCard) => {
    askToReport({
      userId: user.id,
      name: user.displayName,
      subject: { kind: "profile" },
      onBlocked: () => {
        setOpened(null);
        deck.drop(user.id);
      },
    });
  };
  const doing: Doing = { onSay: say, onNote: setNoteFor, onOpen: setOpened };
  return (
    <>
      {view === "deck" ? <DeckView {...doing} flight={flight} /> : <GridView {...doing} />}
      <ProfileDialog
        {...doing}
        card={opened}
        onClose={() => {
          setOpened(null);
        }}
        onReport={report}
      />
      <NoteDialog
        card={noteFor}
        onClose={() => {
          setNoteFor(null);
        }}
        onSend={(card, note) => {
          say(card, "superlike", note);
        }}
      />
    </>
  );
}
