import { Camera, Upload } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { showToast } from "@/ui/toast";
import type { Purpose } from "./files";
import { UploadView } from "./UploadView";
import { useIntake } from "./useIntake";
import { useUploads } from "./useUploads";

const CameraDialog = lazy(() => import("./CameraDialog"));
const CropDialog = lazy(() => import("./CropDialog"));

type Props = {
  /** Which part of the app the uploads belong to; they are found there again after a reload. */
  place: string;
  purpose: Purpose;
  /** What the browser offers to choose, as in `input accept`. */
  accept?: string;
  /** Pictures are cropped first, to this width for each height. */
  crop?: { aspect: number; round?: boolean };
  /** Take what is pasted anywhere on the page; only one of a page should. */
  pastes?: boolean;
  disabled?: boolean;
};

/** Takes files: chosen, dropped, pasted or just photographed; and shows how each of them gets on. */
export function Uploader({ place, purpose, accept, crop, pastes = true, disabled = false }: Props) {
  const { t } = useTranslation("media");
  const { items, add, remove, retry } = useUploads(place);
  const [toCrop, setToCrop] = useState<readonly File[]>([]);
  const [takesPicture, setTakesPicture] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const send = (files: readonly File[]) => {
    add(files, { purpose });
  };
  const take = (files: readonly File[]) => {
    if (files.length === 0) showToast({ message: t("uploader.nothing") });
    const isPicture = ({ type }: File) => crop !== undefined && type.startsWith("image/");
    setToCrop((waiting) => [...waiting, ...files.filter(isPicture)]);
    send(files.filter((file) => !isPicture(file)));
  };
  const { handlers, isOver } = useIntake(take, { pastes, disabled });
  const [cropped] = toCrop;
  const takesPictures = accept === "image/*";

  return (
    <div className="flex flex-col gap-4">
      <div
        {...handlers}
        role="group"
        aria-label={t("uploader.choose")}
        className={cx(
          "rounded-card border-2 border-dashed px-5 py-7 text-center transition-colors",
          isOver ? "border-ember bg-ember-wash" : "border-edge",
        )}
      >
        {/* What is dropped falls on the whole; the parts keep still meanwhile. */}
        <div className={cx(isOver && "pointer-events-none")}>
          <p className="font-strong pointer-coarse:hidden">
            {isOver ? t("uploader.drop") : t(takesPictures ? "uploader.hintPictures" : "uploader.hint")}
          </p>
          <p className="hidden text-soft pointer-coarse:block">
            {t(takesPictures ? "uploader.hintShortPictures" : "uploader.hintShort")}
          </p>
          <div className="mt-4 flex flex-wrap justify-center gap-2.5">
            <Button icon={Upload} disabled={disabled} onClick={() => input.current?.click()}>
              {t("uploader.choose")}
            </Button>
            <Button
              icon={Camera}
              disabled={disabled}
              onClick={() => {
                setTakesPicture(true);
              }}
            >
              {t("uploader.camera")}
            </Button>
          </div>
        </div>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={accept}
          aria-label={t("uploader.choose")}
          onChange={({ target }) => {
            take(Array.from(target.files ?? []));
            // So that the same file can be chosen again.
            target.value = "";
          }}
        />
      </div>
      {items.length > 0 && <UploadView items={items} onRemove={remove} onRetry={retry} />}
      <Suspense>
        {takesPicture && (
          <CameraDialog
            onClose={() => {
              setTakesPicture(false);
            }}
            onTaken={(file) => {
              take([file]);
            }}
          />
        )}
        {crop !== undefined && cropped !== undefined && (
          <CropDialog
            file={cropped}
            {...crop}
            onClose={() => {
              setToCrop(([, ...rest]) => rest);
            }}
            onCropped={(file) => {
              send([file]);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
