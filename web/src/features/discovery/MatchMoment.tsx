import { useQuery } from "@tanstack/react-query";
import { Heart } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Face, meQuery } from "@/features/people";
import { onLive } from "@/lib/live";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { Modal } from "@/ui/Modal";
import { showToast } from "@/ui/toast";
import { onDeck } from "./myDeck";
import type { Match } from "./queries";

const PANEL =
  "modal m-auto w-[min(26rem,calc(100vw-2rem))] rounded-card text-on-picture shadow-lifted evening-light";

/** It is told twice, by the answer and by the server's own word. */
const celebrated = new Set<string>();

/** Two people like each other: the one moment here that is celebrated, wherever it was the other's turn. */
export function MatchMoment() {
  const { t } = useTranslation("discovery");
  const explain = useExplain();
  const [match, setMatch] = useState<Match | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const celebrate = (found: Match) => {
      if (celebrated.has(found.id)) return;
      celebrated.add(found.id);
      setMatch(found);
      setIsOpen(true);
    };
    const ends = [
      onDeck({
        matched: celebrate,
        refused: (error) => {
          showToast({ message: explain(error), tone: "problem" });
        },
      }),
      onLive("match:new", ({ match: told }) => {
        celebrate(told);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [explain]);
  const close = () => {
    setIsOpen(false);
  };
  return (
    <Modal open={isOpen} onClose={close} labelledBy="match-moment" className={PANEL}>
      {match !== null && (
        <div className="flex flex-col items-center gap-6 px-6 py-9 text-center">
          <Faces match={match} />
          <div>
            <h2 id="match-moment" className="font-title text-3xl wrap-anywhere">
              {t("moment.title", { name: match.user.displayName })}
            </h2>
            <p className="mt-2">{t("moment.text")}</p>
          </div>
          <div className="flex w-full flex-col gap-2.5">
            {match.chatId !== null && (
              <ButtonLink
                to="/chats/$chatId"
                params={{ chatId: match.chatId }}
                variant="primary"
                size="lg"
                onClick={close}
              >
                {t("moment.write", { name: match.user.displayName })}
              </ButtonLink>
            )}
            <Button size="lg" onClick={close}>
              {t("moment.on")}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

function Faces({ match }: { match: Match }) {
  const { data: me } = useQuery(meQuery);
  return (
    <div aria-hidden className="relative flex">
      {me !== undefined && (
        <span className="-me-4 block size-28 animate-rise overflow-clip rounded-full border-4 border-night">
          <Face person={{ ...me, portrait: null }} sizes="7rem" eager />
        </span>
      )}
      <span className="block size-28 animate-rise overflow-clip rounded-full border-4 border-night">
        <Face person={match.user} sizes="7rem" eager />
      </span>
      <span className="absolute -bottom-3 left-1/2 grid size-12 -translate-x-1/2 place-items-center rounded-full bg-ember text-on-ember">
        <Heart className="size-6" fill="currentColor" strokeWidth={1.75} />
      </span>
    </div>
  );
}
