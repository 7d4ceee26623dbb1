import { Check, Heart, Mic, PhoneOff, Video } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Portrait } from "@/ui/Portrait";
import { ProgressRing } from "@/ui/Progress";

const STEPS = [
  ["lobby", Lobby],
  ["invite", Invitation],
  ["talk", Talk],
  ["again", Again],
] as const;

/** How a date goes, in pieces of the screens that one would see. */
export function DateStory() {
  const { t } = useTranslation("welcome");
  return (
    <section aria-labelledby="story-title">
      <h2 id="story-title" className="font-title text-3xl">
        {t("story.title")}
      </h2>
      <p className="mt-2 text-lg text-soft">{t("story.lead")}</p>
      <ol className="mt-10 grid gap-x-6 gap-y-12 sm:grid-cols-2 xl:grid-cols-4">
        {STEPS.map(([step, Scene]) => (
          <li key={step}>
            <div inert aria-hidden className="h-88 overflow-clip rounded-card border bg-card p-4">
              <Scene />
            </div>
            <h3 className="mt-5 font-title text-xl">{t(`story.${step}.name`)}</h3>
            <p className="mt-1.5 text-soft">{t(`story.${step}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Lobby() {
  const { t } = useTranslation("welcome");
  return (
    <div className="flex h-full flex-col gap-3">
      <Framed>
        <Portrait of="ines" className="size-full" />
        <span className="absolute start-3 top-3">
          <Chip tone="picture" icon={Video}>
            {t("story.lobby.own")}
          </Chip>
        </span>
      </Framed>
      <p className="text-center text-sm text-soft">{t("story.lobby.unseen")}</p>
      <Button variant="primary" wide tabIndex={-1}>
        {t("story.lobby.enter")}
      </Button>
    </div>
  );
}

function Invitation() {
  const { t } = useTranslation("welcome");
  return (
    <div className="flex h-full flex-col items-center justify-center gap-4 text-center">
      <ProgressRing label="" value={0.7} valueText="" size={128}>
        <Portrait of="tomas" className="size-26 rounded-full" />
      </ProgressRing>
      <p className="font-title text-xl text-balance">{t("story.invite.title")}</p>
      <p className="text-sm text-soft">{t("story.invite.length")}</p>
      <span className="flex gap-2.5">
        <Button tabIndex={-1}>{t("story.invite.decline")}</Button>
        <Button variant="primary" tabIndex={-1}>
          {t("story.invite.accept")}
        </Button>
      </span>
    </div>
  );
}

function Talk() {
  const { t } = useTranslation("welcome");
  return (
    <div data-theme="dark" className="relative -m-4 h-88 text-on-picture">
      <Portrait of="tomas" className="size-full" />
      <span className="absolute start-4 top-4 flex items-center gap-2.5 rounded-full bg-night py-1.5 ps-1.5 pe-4 font-title">
        <ProgressRing label="" value={0.58} valueText="" size={34} />
        {t("scene.timeLeft")}
      </span>
      <span className="absolute end-4 bottom-20 h-28 w-21 overflow-clip rounded-message shadow-lifted">
        <Portrait of="ines" className="size-full" />
      </span>
      <span className="absolute inset-x-0 bottom-4 flex justify-center gap-3">
        <span className="grid size-touch place-items-center rounded-full bg-night">
          <Mic className="size-5" strokeWidth={1.75} />
        </span>
        <IconButton variant="danger" icon={PhoneOff} label={t("story.talk.leave")} tabIndex={-1} />
      </span>
    </div>
  );
}

function Again() {
  const { t } = useTranslation("welcome");
  return (
    <div className="flex h-full flex-col items-center justify-center gap-4 text-center">
      <span className="flex -space-x-4 rtl:space-x-reverse">
        <Portrait of="ines" className="size-20 rounded-full border-4 border-card" />
        <Portrait of="tomas" className="size-20 rounded-full border-4 border-card" />
      </span>
      <p className="font-title text-xl">{t("story.again.title")}</p>
      <Chip tone="sage" icon={Check}>
        {t("story.again.both")}
      </Chip>
      <p className="flex items-center gap-2 rounded-message rounded-es-sm border px-4 py-2.5 text-start text-sm">
        <Heart className="size-4 shrink-0 text-ember-ink" strokeWidth={1.75} />
        {t("story.again.message")}
      </p>
    </div>
  );
}

const Framed = ({ children }: { children: ReactNode }) => (
  <div className="relative min-h-0 grow overflow-clip rounded-message">{children}</div>
);
