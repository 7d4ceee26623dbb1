import { useState } from "react";
import { useTranslation } from "react-i18next";
import { faceOf, useLast } from "@/features/calls";
import { Face, personOf } from "@/features/people";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import type { DatePerson } from "./engine/wire";
import { Trouble } from "./Invited";
import { Lengths } from "./Lengths";
import type { Present } from "./queries";
import { Why } from "./Reel";
import { useDates } from "./useDates";
import { limitsIn, usualLengths } from "./useLength";

/** Somebody of the reel, or somebody with whom one can also write. */
export type Wanted = { present: Present } | { person: DatePerson };

type Props = { wanted: Wanted | null; onClose: () => void };

/** Whom one is about to invite, and for how long. */
export function InviteSheet({ wanted, onClose }: Props) {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const shown = useLast(wanted);
  const limits = limitsIn(view);
  const [wish, setWish] = useState<number | null>(null);
  const seconds = wish ?? limits.usualSeconds;
  const person = shown === null ? null : "person" in shown ? shown.person : personOf(shown.present.card);
  const name = person?.displayName ?? "";
  const send = async (whom: DatePerson, canWrite: boolean) => {
    // It stays where camera or microphone cannot be used, and says why.
    if (await dates.invite(whom, seconds, canWrite)) onClose();
  };
  return (
    <Sheet open={wanted !== null} onClose={onClose} title={t("invite.title", { name })}>
      {shown !== null && person !== null && (
        <div className="flex flex-col gap-6">
          {"present" in shown ? <Seen present={shown.present} /> : <Known person={person} />}
          <Lengths
            legend={t("length.legend")}
            value={seconds}
            onChange={setWish}
            choices={usualLengths(limits)}
            limits={limits}
          />
          <p className="text-sm text-soft">{t("invite.text", { name })}</p>
          {view.problem !== null && <Trouble problem={view.problem} />}
          <Button
            variant="primary"
            size="lg"
            loading={view.isOpening}
            onClick={() => void send(person, "person" in shown)}
          >
            {t("invite.send", { name })}
          </Button>
        </div>
      )}
    </Sheet>
  );
}

/** Somebody of the reel: one has not met them. */
function Seen({ present }: { present: Present }) {
  const { card } = present;
  return (
    <>
      <div className="flex items-center gap-4">
        <span className="block h-28 w-24 shrink-0 overflow-clip rounded-button bg-line">
          <Face person={card} sizes="6rem" />
        </span>
        <p className="line-clamp-4 min-w-0 wrap-anywhere text-soft">
          {card.bio ?? card.prompts[0]?.answer ?? ""}
        </p>
      </div>
      <Why present={present} />
    </>
  );
}

/** Somebody with whom one writes. */
function Known({ person }: { person: DatePerson }) {
  const { t } = useTranslation("dates");
  return (
    <div className="flex items-center gap-4">
      <Avatar person={faceOf(person)} size="xl" decorative />
      <p className="min-w-0 text-soft">{t("invite.known", { name: person.displayName })}</p>
    </div>
  );
}
