import { Film, Trash2, Upload } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FileShown, UploadView, useUploads } from "@/features/media";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import { useComplain, useSaveProfile } from "./change";
import type { Me } from "./queries";
import { useAttach } from "./useAttach";

const FilmDialog = lazy(() => import("./FilmDialog"));
const PLACE = "intro-video";

/** One's intro video: filmed right here, or chosen. */
export function VideoEditor({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const { items, add, remove, retry } = useUploads(PLACE);
  const { mutateAsync } = useSaveProfile();
  const complain = useComplain();
  const [films, setFilms] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useAttach(PLACE, (videoId) => mutateAsync({ videoId }));

  const send = (file: File) => {
    for (const { id } of items) remove(id);
    add([file], { purpose: "video" });
  };
  const takeOut = () => {
    const was = me.video?.id ?? null;
    mutateAsync({ videoId: null }).catch(complain);
    showToast({
      message: t("video.removed"),
      action: {
        label: t("undo"),
        onSelect: () => {
          mutateAsync({ videoId: was }).catch(complain);
        },
      },
    });
  };
  return (
    <div className="flex flex-col gap-4">
      {me.video !== null && (
        <div className="max-w-sm overflow-clip rounded-picture">
          <FileShown file={me.video} label={t("video.yours")} />
        </div>
      )}
      {items.length > 0 && <UploadView items={items} onRemove={remove} onRetry={retry} />}
      <div className="flex flex-wrap gap-2.5">
        <Button
          icon={Film}
          onClick={() => {
            setFilms(true);
          }}
        >
          {t("video.film")}
        </Button>
        <Button icon={Upload} onClick={() => input.current?.click()}>
          {t("video.choose")}
        </Button>
        {me.video !== null && (
          <Button variant="quiet" icon={Trash2} onClick={takeOut}>
            {t("video.remove")}
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="video/*"
        hidden
        aria-label={t("video.choose")}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file !== undefined) send(file);
          target.value = "";
        }}
      />
      <Suspense>
        {films && (
          <FilmDialog
            onClose={() => {
              setFilms(false);
            }}
            onFilmed={send}
          />
        )}
      </Suspense>
    </div>
  );
}
