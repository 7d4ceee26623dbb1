import { X } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useIsLong } from "@/features/calls";
import { useExplain } from "@/lib/useExplain";
import { Button, IconButton } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import { useLeft } from "./RoomClock";
import { useOwn } from "./useDates";
import { useLength } from "./useLength";

/** After so long without a way to them something is in between. */
const SLOW_AFTER = 12_000;
/** Time is asked for in whole minutes; one would not see the last one begin otherwise. */
const LAST_SEEN = 45;

/** What wants an answer or a glance, over the picture and out of the way of a face. */
export function RoomNotices() {
  const { t } = useTranslation(["dates", "calls"]);
  const { dates, view, own } = useOwn();
  const isSlow = useIsLong(view.phase === "connecting", SLOW_AFTER);
  const { isLast, left } = useLeft();
  const name = own.room.peer.displayName;
  const { problem } = view.self;
  return (
    <div
      role="log"
      aria-live="polite"
      className="absolute inset-x-3 top-3 z-10 mx-auto flex max-w-xl flex-col gap-2"
    >
      {view.problem !== null && (
        <Notice
          text={t(`calls:problem.${view.problem}.text`)}
          onDismiss={() => {
            dates.forgive();
          }}
        />
      )}
      {problem !== null && (
        <Notice
          text={t(
            problem === "denied" || problem === "noCamera" || problem === "inUse"
              ? `calls:cameraProblem.${problem}`
              : `calls:problem.${problem}.text`,
          )}
          onDismiss={() => {
            dates.forgive();
          }}
        />
      )}
      {isSlow && <Notice text={t("room.slow", { name })} />}
      {view.peer?.isHeldBack === true && <Notice text={t("room.held")} />}
      <Blurring />
      <Extending />
      {isLast && left > LAST_SEEN && <Notice text={t("clock.last")} />}
    </div>
  );
}

type NoticeProps = { text: string; onDismiss?: () => void; children?: ReactNode };

function Notice({ text, onDismiss, children }: NoticeProps) {
  const { t } = useTranslation("dates");
  return (
    <div className="flex animate-rise flex-wrap items-center justify-end gap-2 rounded-message bg-night/85 py-1.5 ps-4 pe-1.5 text-sm backdrop-blur-md">
      <p className="min-w-44 grow py-2">{text}</p>
      {children !== undefined && <div className="flex gap-2">{children}</div>}
      {onDismiss !== undefined && <IconButton icon={X} label={t("room.dismiss")} onClick={onDismiss} />}
    </div>
  );
}

/** Does something of the server's, and says where it did not work. */
function useTry() {
  const explain = useExplain();
  return (doing: () => Promise<void>) => {
    doing().catch((error: unknown) => {
      showToast({ message: explain(error), tone: "problem" });
    });
  };
}

function Blurring() {
  const { t } = useTranslation("dates");
  const { dates, own } = useOwn();
  const attempt = useTry();
  const { isBlurred, blur, peer } = own.room;
  if (!isBlurred) return null;
  const name = peer.displayName;
  if (blur.mine) return <Notice text={t("blur.waiting", { name })} />;
  return (
    <Notice text={blur.theirs ? t("blur.theirs", { name }) : t("blur.text")}>
      <Button
        size="sm"
        variant="primary"
        onClick={() => {
          attempt(() => dates.talk.unblur());
        }}
      >
        {t("blur.show")}
      </Button>
    </Notice>
  );
}

function Extending() {
  const { t } = useTranslation("dates");
  const { dates, own } = useOwn();
  const words = useLength();
  const attempt = useTry();
  const [refused, setRefused] = useState<object | null>(null);
  const { extension, peer } = own.room;
  if (extension === null || refused === extension) return null;
  const values = { name: peer.displayName, length: words.long(extension.seconds) };
  if (extension.fromUserId === dates.me) return <Notice text={t("extend.waiting", values)} />;
  return (
    <Notice text={t("extend.wanted", values)}>
      <Button
        size="sm"
        variant="quiet"
        onClick={() => {
          setRefused(extension);
        }}
      >
        {t("extend.no")}
      </Button>
      <Button
        size="sm"
        variant="primary"
        onClick={() => {
          attempt(() => dates.talk.extend(extension.seconds));
        }}
      >
        {t("extend.yes")}
      </Button>
    </Notice>
  );
}
