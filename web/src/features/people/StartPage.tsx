import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { IconButton } from "@/ui/Button";
import { Link } from "@/ui/Link";
import { ProgressBar } from "@/ui/Progress";
import { after, before, firstMissing, isStep, progressAt, STEPS, type Step } from "./onboarding";
import type { Me } from "./queries";
import { DoneStep } from "./DoneStep";
import { InterestsStep, PhotoStep, PlaceStep, VideoStep, WantedStep } from "./steps";
import { WithMe } from "./WithMe";
import { WordsStep } from "./WordsStep";

/** What a step is given: one's profile as it is now, and the way on. */
export type StepProps = { me: Me; onNext: () => void };

const PARTS: Record<Step, (props: StepProps) => ReactNode> = {
  photo: PhotoStep,
  wanted: WantedStep,
  place: PlaceStep,
  interests: InterestsStep,
  words: WordsStep,
  video: VideoStep,
  done: DoneStep,
};

/** From nothing to a profile that others see, one question at a time. One can leave, and goes on where one was. */
export function StartPage() {
  const { t } = useTranslation("people");
  useTitle(t("start.title"));
  return <WithMe>{(me) => <Steps me={me} />}</WithMe>;
}

function Steps({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const navigate = useNavigate();
  const { step: wanted } = useSearch({ strict: false });
  // What is answered meanwhile does not lead on by itself.
  const [first] = useState(() => firstMissing(me));
  const step = isStep(wanted) ? wanted : first;
  const page = useRef<HTMLDivElement>(null);
  const last = useRef(step);
  const go = (to: Step) => {
    void navigate({ to: "/start", search: { step: to } });
  };
  useEffect(() => {
    // Another question at the same address: its title takes the focus, as that of another page would.
    if (last.current !== step) {
      page.current?.querySelector("h1")?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    last.current = step;
  }, [step]);
  const back = before(step);
  const Part = PARTS[step];
  return (
    <div ref={page} className="mx-auto flex w-full max-w-xl flex-col gap-7">
      <div className="flex items-center gap-3">
        {back === null ? (
          <span className="size-touch" />
        ) : (
          <IconButton
            icon={ArrowLeft}
            label={t("start.back")}
            onClick={() => {
              go(back);
            }}
          />
        )}
        <div className="grow">
          <ProgressBar
            label={t("start.progress", { at: STEPS.indexOf(step) + 1, count: STEPS.length })}
            value={progressAt(step)}
          />
        </div>
        {step !== "done" && (
          <Link to="/you" search={{}}>
            {t("start.later")}
          </Link>
        )}
      </div>
      <Part
        me={me}
        onNext={() => {
          go(after(step));
        }}
      />
    </div>
  );
}
