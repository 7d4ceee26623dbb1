import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useId, useState, type CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { exactTime } from "@/lib/time";
import { buttonClass, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Modal } from "@/ui/Modal";
import { plainText } from "../plainText";
import type { MediaViewerProps, ViewerItem } from "./MediaViewer";
import { Shown } from "./Shown";
import { useGestures } from "./useGestures";
import type { Point, View } from "./zoom";

const STEP = 1.5;
const PANEL =
  "modal m-0 size-full max-h-none max-w-none border-0 bg-night text-on-picture [--away:0_24px] focus-visible:outline-none";

export default function Viewer({ open, items, startId, onClose }: MediaViewerProps) {
  const id = useId();
  const [currentId, setCurrentId] = useState(startId);
  const index = Math.max(
    0,
    items.findIndex(({ file }) => file.id === currentId),
  );
  const item = items[index];
  const goTo = (to: number) => {
    const target = items[to];
    if (target) setCurrentId(target.file.id);
  };
  return (
    <Modal open={open && item !== undefined} onClose={onClose} labelledBy={`${id}-who`} className={PANEL}>
      {item && (
        <div data-theme="dark" className="flex h-dvh flex-col bg-night text-on-picture">
          <Stage id={id} items={items} index={index} goTo={goTo} onClose={onClose} />
        </div>
      )}
    </Modal>
  );
}

type StageProps = {
  id: string;
  items: readonly ViewerItem[];
  index: number;
  goTo: (index: number) => void;
  onClose: () => void;
};

function Stage({ id, items, index, goTo, onClose }: StageProps) {
  const { t } = useTranslation("chatParts");
  const item = items[index];
  const ratio = item?.file.width && item.file.height ? item.file.width / item.file.height : 1;
  const next = () => {
    goTo(index + 1);
  };
  const previous = () => {
    goTo(index - 1);
  };
  const { frame, handlers, view, drag, zoom } = useGestures(item?.file.id ?? "", ratio, {
    onNext: next,
    onPrevious: previous,
    onClose,
  });
  useKeys({
    ArrowRight: next,
    ArrowLeft: previous,
    "+": () => {
      zoom(STEP);
    },
    "-": () => {
      zoom(1 / STEP);
    },
  });
  if (item === undefined) return null;
  const isPicture = item.file.kind === "image";
  return (
    <>
      <Top id={id} item={item} index={index} total={items.length} onClose={onClose}>
        {isPicture && (
          <span className="hidden sm:contents">
            <IconButton
              icon={ZoomOut}
              label={t("media.smaller")}
              disabled={view.scale <= 1}
              onClick={() => {
                zoom(1 / STEP);
              }}
            />
            <IconButton
              icon={ZoomIn}
              label={t("media.larger")}
              onClick={() => {
                zoom(STEP);
              }}
            />
          </span>
        )}
      </Top>
      <div
        ref={frame}
        {...handlers}
        className={cx(
          "relative min-h-0 grow touch-none overflow-clip select-none",
          view.scale > 1 && "cursor-grab",
        )}
      >
        {[index - 1, index, index + 1].map((place) => {
          const other = items[place];
          if (other === undefined) return null;
          return (
            <div
              key={other.file.id}
              inert={place !== index}
              className={cx(
                "absolute inset-0 grid place-items-center",
                drag === null && "transition-transform",
              )}
              style={placed(place - index, view, drag)}
            >
              <Shown item={other} isCurrent={place === index} scale={place === index ? view.scale : 1} />
            </div>
          );
        })}
        <Arrow side="left" label={t("media.previous")} onClick={previous} isGone={index === 0} />
        <Arrow side="right" label={t("media.next")} onClick={next} isGone={index === items.length - 1} />
      </div>
      {item.caption !== undefined && item.caption !== "" && (
        <p
          dir="auto"
          className="mx-auto max-h-28 max-w-prose overflow-y-auto px-5 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] text-center"
        >
          {plainText(item.caption)}
        </p>
      )}
    </>
  );
}

function placed(offset: number, view: View, drag: Point | null): CSSProperties {
  if (offset !== 0) return { transform: `translateX(calc(${offset * 100}% + ${drag?.x ?? 0}px))` };
  const x = view.x + (drag?.x ?? 0);
  const y = view.y + Math.max(0, drag?.y ?? 0);
  return { transform: `translate(${x}px, ${y}px) scale(${view.scale})` };
}

type TopProps = {
  id: string;
  item: ViewerItem;
  index: number;
  total: number;
  onClose: () => void;
  children: React.ReactNode;
};

function Top({ id, item: { file, by, sentAt }, index, total, onClose, children }: TopProps) {
  const { t, i18n } = useTranslation("chatParts");
  return (
    <header className="flex items-center gap-1 py-2 ps-5 pe-2">
      <div className="min-w-0 grow">
        <p id={`${id}-who`} className="truncate font-strong">
          <bdi>{by}</bdi>
        </p>
        <p className="truncate text-sm text-on-picture/75">
          {exactTime(sentAt, i18n.language)}
          {total > 1 && ` · ${t("media.of", { number: index + 1, total })}`}
        </p>
        <p role="status" className="sr-only">
          {t("media.of", { number: index + 1, total })}
        </p>
      </div>
      {children}
      {file.url !== null && (
        <a
          href={file.url}
          download={file.name ?? ""}
          aria-label={t("media.download")}
          className={cx(buttonClass({ variant: "quiet" }), "size-touch shrink-0 rounded-full! px-0!")}
        >
          <Download aria-hidden className="size-5" strokeWidth={1.75} />
        </a>
      )}
      <IconButton icon={X} label={t("media.close")} onClick={onClose} />
    </header>
  );
}

type ArrowProps = { side: "left" | "right"; label: string; onClick: () => void; isGone: boolean };

/** For the mouse and the keyboard; fingers swipe. */
function Arrow({ side, label, onClick, isGone }: ArrowProps) {
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      disabled={isGone}
      className={cx(
        "absolute top-1/2 grid size-12 -translate-y-1/2 place-items-center rounded-full bg-picture-chip text-on-picture disabled:invisible pointer-coarse:sr-only",
        side === "left" ? "start-3" : "end-3",
      )}
    >
      <Icon aria-hidden className="size-6" strokeWidth={1.75} />
    </button>
  );
}

function useKeys(keys: Record<string, () => void>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // The arrow keys of a video go through the video.
      if (event.target instanceof HTMLVideoElement || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = keys[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
    };
  });
}
