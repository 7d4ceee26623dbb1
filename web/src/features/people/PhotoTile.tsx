import { CircleAlert, GripVertical, X } from "lucide-react";
import { useId, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Picture } from "@/features/media";
import { Chip } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { Spinner } from "@/ui/Spinner";
import type { MediaOfProfile } from "./queries";
import type { Drag, useDragOrder } from "./useDragOrder";

type Props = {
  photo: MediaOfProfile;
  index: number;
  count: number;
  drag: Drag | null;
  /** Where it is shown, while others are dragged past it. */
  place: number;
  handlers: ReturnType<ReturnType<typeof useDragOrder>["handlers"]>;
  onKey: (event: KeyboardEvent<HTMLButtonElement>) => void;
  onRemove: () => void;
};

const CIRCLE = "grid size-8 place-items-center rounded-full bg-picture-chip text-on-picture";

/** One photo among one's own. A mouse drags the whole of it, a finger its handle, so that one can scroll. */
export function PhotoTile({ photo, index, count, drag, place, handlers, onKey, onRemove }: Props) {
  const { t } = useTranslation("people");
  const id = useId();
  const name = t("photos.name", { at: index + 1, count });
  return (
    <li
      style={{ order: place, ...(drag && { transform: `translate(${drag.x}px, ${drag.y}px)` }) }}
      className={cx(
        "relative aspect-4/5 overflow-clip rounded-message bg-sunk",
        drag === null ? "transition-transform duration-(--duration-quick)" : "z-10 shadow-lifted",
      )}
    >
      <span
        {...handlers}
        className={cx("block size-full pointer-coarse:pointer-events-none", count > 1 && "cursor-grab")}
      >
        {photo.status === "ready" ? (
          <Picture file={photo} alt={name} fill sizes="(min-width: 40rem) 14rem, 33vw" />
        ) : (
          <Unfinished status={photo.status} />
        )}
      </span>
      {index === 0 && photo.status === "ready" && (
        <span className="pointer-events-none absolute start-2 bottom-2">
          <Chip tone="picture">{t("photos.main")}</Chip>
        </span>
      )}
      <button
        type="button"
        aria-label={t("photos.remove", { at: index + 1 })}
        onClick={onRemove}
        className="absolute end-0 top-0 grid size-touch place-items-center"
      >
        <span className={CIRCLE}>
          <X aria-hidden className="size-4.5" strokeWidth={2} />
        </span>
      </button>
      {count > 1 && (
        <button
          {...handlers}
          id={id}
          type="button"
          aria-label={t("photos.move", { at: index + 1, count })}
          aria-describedby={`${id}-hint`}
          onKeyDown={onKey}
          className="absolute end-0 bottom-0 grid size-touch cursor-grab touch-none place-items-center"
        >
          <span className={CIRCLE}>
            <GripVertical aria-hidden className="size-4.5" strokeWidth={2} />
          </span>
          <span id={`${id}-hint`} hidden>
            {t("photos.keys")}
          </span>
        </button>
      )}
    </li>
  );
}

function Unfinished({ status }: { status: MediaOfProfile["status"] }) {
  const { t } = useTranslation("people");
  const isOver = status === "rejected";
  return (
    <span
      role="status"
      className={cx(
        "flex size-full flex-col items-center justify-center gap-2 p-3 text-center text-xs",
        isOver ? "bg-danger-wash text-danger" : "text-soft",
      )}
    >
      {isOver ? (
        <CircleAlert aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
      ) : (
        <Spinner silent className="text-xl" />
      )}
      {t(isOver ? "photos.rejected" : status === "held" ? "photos.held" : "photos.processing")}
    </span>
  );
}
