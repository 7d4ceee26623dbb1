import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLast } from "@/features/calls";
import { Face } from "@/features/people";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import type { DatePerson } from "./engine/wire";
import { Trouble } from "./Invited";
import { Lengths } from "./Lengths";
import type { Present } from "./queries";
import { Why } from "./Reel";
import { useDates } from "./useDates";
import { limitsIn, usualLengths } from "./useLength";

/** Somebody of whom one has seen the card, as they stand on the other side of an invitation. */
function personOf({ id, displayName, username, photos }: Present["card"]): DatePerson {
  const [thumbnail] = photos[0]?.thumbnails ?? [];
  const photo = thumbnail === undefined ? null : { url: thumbnail.url, width: null, height: null };
  return { id, displayName, username, photo };
}

type Props = { present: Present | null; onClose: () => void };

/** Whom one is about to invite, and for how long. */
export function InviteSheet({ present, onClose }: Props) {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const shown = useLast(present);
  const limits = limitsIn(view);
  const [wish, setWish] = useState<number | null>(null);
  const seconds = wish ?? limits.usualSeconds;
  const name = shown?.card.displayName ?? "";
  const send = async ({ card }: Present) => {
    // It stays where camera or microphone cannot be used, and says why.
    if (await dates.invite(personOf(card), seconds)) onClose();
  };
  return (
    <Sheet open={present !== null} onClose={onClose} title={t("invite.title", { name })}>
      {shown !== null && (
        <div className="flex flex-col gap-6">
          <div className="flex items-center gap-4">
            <span className="block h-28 w-24 shrink-0 overflow-clip rounded-button bg-line">
              <Face person={shown.card} sizes="6rem" />
            </span>
            <p className="line-clamp-4 min-w-0 wrap-anywhere text-soft">
              {shown.card.bio ?? shown.card.prompts[0]?.answer ?? ""}
            </p>
          </div>
          <Why present={shown} />
          <Lengths
            legend={t("length.legend")}
            value={seconds}
            onChange={setWish}
            choices={usualLengths(limits)}
            limits={limits}
          />
          <p className="text-sm text-soft">{t("invite.text", { name })}</p>
          {view.problem !== null && <Trouble problem={view.problem} />}
          <Button variant="primary" size="lg" loading={view.isOpening} onClick={() => void send(shown)}>
            {t("invite.send", { name })}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
