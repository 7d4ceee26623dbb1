import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Uploader } from "@/features/media";
import { showToast } from "@/ui/toast";
import { changePhotos, useComplain } from "./change";
import { moved, placeByKey } from "./order";
import { PhotoTile } from "./PhotoTile";
import type { Me } from "./queries";
import { useAttach } from "./useAttach";
import { useDragOrder } from "./useDragOrder";

export const MOST_PHOTOS = 9;
const COLUMNS = 3;
const SHAPE = 4 / 5;

/** One's photos in nine places, the main one first: dragged with a mouse or a finger, or moved with arrow keys. */
export function PhotoGrid({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const { photos } = me;
  const { move, remove, isFull } = usePhotos(me);
  const { listRef, drag, handlers } = useDragOrder(photos.length, move);
  const [said, setSaid] = useState("");
  const focused = useRef<string | null>(null);

  useEffect(() => {
    // The tile has moved in the document, and lost the focus on the way.
    if (focused.current !== null) document.getElementById(focused.current)?.focus();
    focused.current = null;
  }, [photos]);

  return (
    <div className="flex flex-col gap-5">
      {isFull ? (
        <p className="text-soft">{t("photos.full")}</p>
      ) : (
        <Uploader place="photos" purpose="photo" accept="image/*" crop={{ aspect: SHAPE }} />
      )}
      <ol
        ref={listRef}
        aria-label={t("photos.list")}
        hidden={photos.length === 0}
        className="grid grid-cols-3 gap-2.5 select-none sm:gap-3.5"
      >
        {photos.map((photo, index) => (
          <PhotoTile
            key={photo.id}
            photo={photo}
            index={index}
            count={photos.length}
            drag={drag?.from === index ? drag : null}
            place={drag === null ? index : moved(photos, drag.from, drag.to).indexOf(photo)}
            handlers={handlers(index)}
            onKey={(event) => {
              const to = placeByKey(event.key, index, photos.length, COLUMNS);
              if (to === null) return;
              event.preventDefault();
              focused.current = event.currentTarget.id;
              setSaid(t("photos.movedTo", { at: to + 1, count: photos.length }));
              move(index, to);
            }}
            onRemove={() => {
              remove(photo.id);
            }}
          />
        ))}
        {Array.from({ length: MOST_PHOTOS - photos.length }, (_, index) => (
          <li
            key={index}
            aria-hidden
            style={{ order: photos.length + index }}
            className="aspect-4/5 rounded-message border-2 border-dashed border-line"
          />
        ))}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
      {photos.length > 1 && <p className="text-sm text-soft">{t("photos.hint")}</p>}
    </div>
  );
}

function usePhotos({ photos }: Me) {
  const { t } = useTranslation("people");
  const queryClient = useQueryClient();
  const complain = useComplain();
  const change = (how: (ids: string[]) => string[]) => {
    changePhotos(queryClient, how).catch(complain);
  };
  useAttach("photos", (fileId) =>
    changePhotos(queryClient, (ids) => (ids.includes(fileId) ? ids : [...ids, fileId])),
  );
  return {
    isFull: photos.length >= MOST_PHOTOS,
    move: (from: number, to: number) => {
      const id = photos[from]?.id;
      // By its id, because another change may come before this one.
      change((ids) =>
        moved(
          ids,
          ids.findIndex((one) => one === id),
          to,
        ),
      );
    },
    remove: (id: string) => {
      const at = photos.findIndex((photo) => photo.id === id);
      change((ids) => ids.filter((one) => one !== id));
      showToast({
        message: t("photos.removed"),
        action: {
          label: t("undo"),
          onSelect: () => {
            change((ids) => (ids.includes(id) ? ids : ids.toSpliced(at, 0, id)));
          },
        },
      });
    },
  };
}
