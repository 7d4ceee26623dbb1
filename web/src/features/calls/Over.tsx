import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { PhoneOff, TriangleAlert } from "lucide-react";
import { lengthInWords } from "@/lib/time";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import type { Own } from "./engine/machine";
import type { Problem } from "./engine/problem";
import { useCalls } from "./useCalls";
import { faceOf, useCallNames } from "./words";

/** After a call, or where there was none: what happened, and what one may do now. */
export function Over() {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What was focused is gone with the call.
    title.current?.focus();
  }, []);
  const { own } = view;
  if (own === null) return null;
  const { problem } = own;
  return (
    <div className="grid grow place-items-center px-6">
      <div className="flex max-w-sm flex-col items-center gap-7 text-center">
        {problem === null ? <Ending own={own} title={title} /> : <Failure problem={problem} title={title} />}
        <div className="flex w-full flex-col gap-2.5">
          {own.chatId !== null && own.ending !== "moved" && own.ending !== "blocked" && (
            <Button
              variant="primary"
              size="lg"
              onClick={() => {
                calls.again();
              }}
            >
              {t(problem === null ? "ended.again" : "ended.retry")}
            </Button>
          )}
          <Button
            size="lg"
            onClick={() => {
              calls.dismiss();
            }}
          >
            {t("ended.close")}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The others explain themselves. */
const EXPLAINED = ["missed", "rejected", "busy", "dropped", "blocked", "moved"] as const;

type Title = React.RefObject<HTMLHeadingElement | null>;

function Ending({ own, title }: { own: Own; title: Title }) {
  const { t, i18n } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { nameOf, personOf, others, titleOf } = useCallNames(calls.me);
  const { call } = view;
  const ending = own.ending ?? "ended";
  const [first] = call === null ? [] : others(call);
  const isPrivate = call !== null && call.members.length <= 2;
  const name = call !== null && first !== undefined && isPrivate ? nameOf(call, first) : t("somebody");
  const person = call === null || first === undefined || !isPrivate ? undefined : personOf(call, first);
  const seconds = call?.durationSeconds ?? 0;
  const told = EXPLAINED.find((one) => one === ending);
  return (
    <>
      {person === undefined ? (
        <Sign icon={PhoneOff} />
      ) : (
        <Avatar person={faceOf(person)} size="xl" decorative />
      )}
      <div role="status">
        <h2 ref={title} id="call-title" tabIndex={-1} className="font-title text-3xl wrap-anywhere">
          {t(`ended.title.${ending}`, { name })}
        </h2>
        {call !== null && !isPrivate && <p className="mt-1.5 text-soft">{titleOf(call)}</p>}
        {seconds > 0 && (
          <p className="mt-1.5 text-soft">
            {t("ended.length", { time: lengthInWords(seconds, i18n.language) })}
          </p>
        )}
        {told !== undefined && <p className="mt-1.5 text-soft">{t(`ended.text.${told}`, { name })}</p>}
      </div>
    </>
  );
}

function Failure({ problem, title }: { problem: Problem; title: Title }) {
  const { t } = useTranslation("calls");
  return (
    <>
      <Sign icon={TriangleAlert} />
      <div role="alert">
        <h2 ref={title} id="call-title" tabIndex={-1} className="font-title text-3xl">
          {t(`problem.${problem}.title`)}
        </h2>
        <p className="mt-2 text-soft">{t(`problem.${problem}.text`)}</p>
      </div>
    </>
  );
}

function Sign({ icon: Icon }: { icon: typeof PhoneOff }) {
  return (
    <span className="grid size-20 place-items-center rounded-full bg-picture-chip">
      <Icon aria-hidden className="size-9" strokeWidth={1.75} />
    </span>
  );
}
