import { Camera, ImageUp, Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Menu, type MenuItem } from "@/ui/Menu";
import { progressOf } from "./upload";
import type { UploadItem } from "./uploadItem";
import { UploadRing } from "./UploadRing";
import { useObjectUrl } from "./useObjectUrl";
import type { PictureUpload } from "./usePictureUpload";
import { useUploadWords } from "./useUploadWords";

const CropDialog = lazy(() => import("./CropDialog"));

type Props = {
  upload: PictureUpload;
  /** What is shown while nothing is on its way, in a circle of 24. */
  children: ReactNode;
  /** Left out where there is none to take away. */
  onRemove?: () => void;
  busy?: boolean;
};

/** The round picture of something, which can be chosen, changed and taken away: how a new one gets on lies over it. */
export function PictureField({ upload, children, onRemove, busy = false }: Props) {
  const { t } = useTranslation("media");
  const [toCrop, setToCrop] = useState<File>();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { item } = upload;
  const isUnderWay = item !== undefined && item.state.step !== "done" && item.state.step !== "failed";
  const isThere = onRemove !== undefined;
  const choose = () => input.current?.click();
  const forget = () => {
    upload.forget();
    button.current?.focus();
  };
  const wasThere = useRef(isThere);
  useEffect(() => {
    // The button is another one now, and the focus was on the one before.
    if (wasThere.current !== isThere && document.activeElement === document.body) button.current?.focus();
    wasThere.current = isThere;
  }, [isThere]);
  return (
    <div role="group" aria-label={t("picture.label")} className="flex max-w-full flex-col items-center gap-2">
      <div aria-busy={busy || undefined} className="relative size-24">
        {isUnderWay ? <UnderWay item={item} onCancel={forget} /> : children}
        <span className="absolute -end-2 -bottom-2">
          <Trigger ref={button} choose={choose} onRemove={onRemove} />
        </span>
      </div>
      {item !== undefined && !isUnderWay && upload.file === undefined && (
        <Unusable item={item} onRetry={upload.retry} onForget={forget} />
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/*"
        aria-label={t("picture.choose")}
        onChange={({ target }) => {
          const [file] = Array.from(target.files ?? []);
          // So that the same file can be chosen again.
          target.value = "";
          if (file) setToCrop(file);
        }}
      />
      <Suspense>
        {toCrop !== undefined && (
          <CropDialog
            file={toCrop}
            aspect={1}
            round
            onClose={() => {
              setToCrop(undefined);
            }}
            onCropped={upload.begin}
          />
        )}
      </Suspense>
    </div>
  );
}

const TRIGGER = "grid size-touch press place-items-center rounded-full";

type TriggerProps = {
  ref: Ref<HTMLButtonElement>;
  choose: () => void;
  onRemove: (() => void) | undefined;
};

/** One press chooses the first picture; of one that is there, there is more to do. */
function Trigger({ ref, choose, onRemove }: TriggerProps) {
  const { t } = useTranslation("media");
  const sign = (
    <span className="grid size-9 place-items-center rounded-full bg-ember text-on-ember outline-3 outline-card">
      <Camera aria-hidden className="size-4.5" strokeWidth={2} />
    </span>
  );
  if (onRemove === undefined)
    return (
      <button ref={ref} type="button" aria-label={t("picture.choose")} onClick={choose} className={TRIGGER}>
        {sign}
      </button>
    );
  const items: MenuItem[] = [
    { label: t("picture.another"), icon: ImageUp, onSelect: choose },
    { label: t("picture.remove"), icon: Trash2, onSelect: onRemove, danger: true },
  ];
  return (
    <Menu
      trigger={
        <button ref={ref} type="button" aria-label={t("picture.change")} className={TRIGGER}>
          {sign}
        </button>
      }
      items={items}
    />
  );
}

function UnderWay({ item, onCancel }: { item: UploadItem; onCancel: () => void }) {
  const { t } = useTranslation("media");
  const words = useUploadWords(item);
  const url = useObjectUrl(item.content);
  const { name, state, size } = item;
  return (
    <>
      <span className="block size-full overflow-clip rounded-full bg-sunk">
        {url !== undefined && <img src={url} alt="" className="size-full object-cover opacity-75" />}
      </span>
      <span className="absolute inset-0 grid place-items-center">
        <UploadRing
          label={t("upload.progress", { name })}
          value={progressOf(state, size)}
          cancelLabel={t("upload.cancel", { name })}
          onCancel={onCancel}
        />
      </span>
      <span role="status" className="sr-only">
        {words}
      </span>
    </>
  );
}

type UnusableProps = { item: UploadItem; onRetry: (id: string) => void; onForget: () => void };

/** It was refused, or somebody looks at it first: what was there before stays. */
function Unusable({ item, onRetry, onForget }: UnusableProps) {
  const { t } = useTranslation("media");
  const words = useUploadWords(item);
  const canRetry = item.state.step === "failed" && item.state.canRetry;
  return (
    <div className="mt-2 flex max-w-xs flex-col items-center gap-1.5 rounded-message bg-danger-wash px-4 py-3 text-center text-sm text-danger">
      <p role="alert">{words}</p>
      <p className="flex gap-2">
        {canRetry && (
          <Button
            size="sm"
            onClick={() => {
              onRetry(item.id);
            }}
          >
            {t("upload.retry")}
          </Button>
        )}
        <Button size="sm" variant="quiet" onClick={onForget}>
          {t("picture.dismiss")}
        </Button>
      </p>
    </div>
  );
}
