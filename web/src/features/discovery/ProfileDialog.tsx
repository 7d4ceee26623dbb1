import { useQuery } from "@tanstack/react-query";
import { Flag, Heart, Sparkles, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { personQuery, ProfileShown } from "@/features/people";
import { Button, IconButton } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Modal } from "@/ui/Modal";
import type { Doing } from "./Meeting";
import type { FeedCard } from "./queries";
import { useLast } from "./useLast";
import { useReasons } from "./useReasons";

const PANEL =
  "modal m-auto h-full max-h-dvh w-full max-w-full overflow-clip bg-paper text-ink sm:h-[calc(100dvh-3rem)] sm:w-[min(56rem,calc(100vw-3rem))] sm:rounded-card sm:border sm:shadow-lifted";

type Props = Omit<Doing, "onOpen"> & {
  card: FeedCard | null;
  onClose: () => void;
  onReport: (card: FeedCard) => void;
};

/** All that the person on top shows at this moment, with what one can say of them. */
export function ProfileDialog({ card, onClose, onSay, onNote, onReport }: Props) {
  const { t } = useTranslation("discovery");
  const shown = useLast(card);
  // The card may have lain in the deck for long.
  const { data: newest } = useQuery({ ...personQuery(shown?.user.id ?? ""), enabled: card !== null });
  return (
    <Modal open={card !== null} onClose={onClose} labelledBy="meet-profile" className={PANEL}>
      {shown !== null && (
        <div className="flex h-full flex-col">
          <h2 id="meet-profile" className="sr-only">
            {t("profileOf", { name: shown.user.displayName })}
          </h2>
          <div className="min-h-0 grow overflow-y-auto overscroll-contain p-5 sm:p-8">
            <Reasons card={shown} />
            <ProfileShown card={newest?.view === "card" ? newest : shown.user} heading={2} />
            <div className="mt-8 flex justify-center">
              <Button
                size="sm"
                variant="quiet"
                icon={Flag}
                onClick={() => {
                  onReport(shown);
                }}
              >
                {t("report", { name: shown.user.displayName })}
              </Button>
            </div>
          </div>
          <footer className="flex items-center justify-center gap-3 border-t px-5 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
            <Button
              icon={X}
              onClick={() => {
                onSay(shown, "pass");
              }}
            >
              {t("action.pass")}
            </Button>
            <IconButton
              variant="secondary"
              icon={Sparkles}
              label={t("action.superlike")}
              onClick={() => {
                onNote(shown);
              }}
            />
            <Button
              variant="primary"
              icon={Heart}
              onClick={() => {
                onSay(shown, "like");
              }}
            >
              {t("action.like")}
            </Button>
          </footer>
          <div className="absolute end-3 top-3">
            <IconButton variant="secondary" icon={X} label={t("closeProfile")} onClick={onClose} />
          </div>
        </div>
      )}
    </Modal>
  );
}

function Reasons({ card }: { card: FeedCard }) {
  const { t } = useTranslation("discovery");
  const reasons = useReasons()(card);
  if (reasons.length === 0) return null;
  return (
    <ul aria-label={t("reasons")} className="mb-5 flex flex-wrap gap-2 pe-12">
      {reasons.map((reason) => (
        <li key={reason}>
          <Chip tone="ember">{reason}</Chip>
        </li>
      ))}
    </ul>
  );
}
