import { BellOff, Phone, PhoneOff, Video, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/Avatar";
import { cx } from "@/ui/cx";
import { Modal } from "@/ui/Modal";
import type { Call, CallKind } from "./engine/wire";
import { useCalls } from "./useCalls";
import { useLast } from "./useLast";
import { faceOf, useCallNames } from "./words";

const PANEL = cx(
  "modal overflow-clip rounded-none text-on-picture shadow-lifted evening-light",
  "m-0 size-full max-h-none max-w-none [--away:0_-16px]",
  "sm:m-4 sm:mx-auto sm:h-fit sm:w-104 sm:rounded-card",
);

/** Somebody calls: over whatever page is open, on phones all of the screen. */
export function Incoming() {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { list, nameOf, personOf } = useCallNames(calls.me);
  const ringing = view.incoming[0] ?? null;
  const call = useLast(ringing);
  const isTalking = view.own !== null && view.own.stage !== "over";
  return (
    <Modal
      open={ringing !== null}
      role="alertdialog"
      onClose={() => {
        if (ringing !== null) calls.silence(ringing.id);
      }}
      labelledBy="call-incoming"
      className={PANEL}
    >
      {call !== null && (
        <div
          data-theme="dark"
          className="flex size-full flex-col items-center gap-8 px-6 pt-16 pb-10 sm:pt-10 sm:pb-6"
        >
          <div className="flex grow flex-col items-center justify-center gap-8 text-center">
            <span className="relative grid place-items-center">
              <span
                aria-hidden
                className="absolute -inset-3 animate-breathe rounded-full border-2 border-ember"
              />
              <Caller
                call={call}
                person={personOf(call, call.startedBy)}
                name={nameOf(call, call.startedBy)}
              />
            </span>
            <div>
              {/* The focus goes here, so that whoever is writing does not answer by accident. */}
              {/* eslint-disable-next-line jsx-a11y-x/no-autofocus -- the first thing in a dialog that has just opened */}
              <h2 id="call-incoming" tabIndex={-1} autoFocus className="font-title text-2xl wrap-anywhere">
                {t(`incoming.${call.kind}`, { name: nameOf(call, call.startedBy) })}
              </h2>
              <Company call={call} me={calls.me} list={list} />
              {isTalking && <p className="mt-2 text-sm text-soft">{t("incoming.endFirst")}</p>}
            </div>
          </div>
          <Answers call={call} />
        </div>
      )}
    </Modal>
  );
}

type CallerProps = { call: Call; person: Parameters<typeof faceOf>[0] | undefined; name: string };

function Caller({ call, person, name }: CallerProps) {
  const face = person === undefined ? { id: call.id, name } : faceOf(person);
  return <Avatar person={face} size="xl" decorative />;
}

type CompanyProps = { call: Call; me: string; list: (call: Call, ids: readonly string[]) => string };

/** Who else is rung, or is there. */
function Company({ call, me, list }: CompanyProps) {
  const { t } = useTranslation("calls");
  const ids = call.members.map(({ userId }) => userId).filter((id) => id !== me && id !== call.startedBy);
  if (ids.length === 0) return null;
  return <p className="mt-1 text-soft">{t("incoming.group", { names: list(call, ids) })}</p>;
}

function Answers({ call }: { call: Call }) {
  const { t } = useTranslation("calls");
  const { calls } = useCalls();
  const answer = (kind: CallKind) => {
    void calls.answer(call.id, kind);
  };
  return (
    <div className="flex w-full items-start justify-evenly">
      <Choice
        icon={PhoneOff}
        label={t("incoming.decline")}
        look="bg-danger text-on-danger"
        onClick={() => {
          void calls.reject(call.id);
        }}
      />
      <Choice
        icon={BellOff}
        label={t("incoming.silence")}
        look="bg-picture-chip"
        onClick={() => {
          calls.silence(call.id);
        }}
      />
      <Choice
        icon={Phone}
        label={t(call.kind === "video" ? "incoming.answerAudio" : "incoming.answer")}
        look={call.kind === "video" ? "bg-picture-chip" : "bg-sage text-night"}
        onClick={() => {
          answer("audio");
        }}
      />
      {call.kind === "video" && (
        <Choice
          icon={Video}
          label={t("incoming.answerVideo")}
          look="bg-sage text-night"
          onClick={() => {
            answer("video");
          }}
        />
      )}
    </div>
  );
}

type ChoiceProps = { icon: LucideIcon; label: string; look: string; onClick: () => void };

function Choice({ icon: Icon, label, look, onClick }: ChoiceProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="group flex w-20 press flex-col items-center gap-2 text-xs"
    >
      <span
        className={cx(
          "grid size-14 place-items-center rounded-full transition-[filter] group-hover:brightness-110",
          look,
        )}
      >
        <Icon aria-hidden className="size-6" strokeWidth={1.75} />
      </span>
      <span className="text-center">{label}</span>
    </button>
  );
}
