import { Camera, RefreshCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { asProblem, type MicrophoneProblem } from "./recorder";

type Props = { onClose: () => void; onTaken: (file: File) => void };

const QUALITY = 0.92;

/** The device's camera: take a picture, look at it, use it or take another. */
export default function CameraDialog({ onClose, onTaken }: Props) {
  const { t } = useTranslation("media");
  const [facing, setFacing] = useState<"user" | "environment">("environment");
  const [taken, setTaken] = useState<{ file: File; url: string }>();
  const { video, problem, canTurn } = useCamera(facing, taken === undefined);

  useEffect(
    () => () => {
      if (taken) URL.revokeObjectURL(taken.url);
    },
    [taken],
  );
  const shoot = async () => {
    const file = video.current && (await pictureOf(video.current));
    if (file) setTaken({ file, url: URL.createObjectURL(file) });
  };

  return (
    <Dialog open onClose={onClose} title={t("camera.title")}>
      {problem !== null ? (
        <p role="alert" className="rounded-message bg-danger-wash px-4 py-3 text-danger">
          {t(`device.${problem}`)}
        </p>
      ) : (
        <div className="relative aspect-[4/3] overflow-clip rounded-message bg-night">
          {taken ? (
            <img src={taken.url} alt={t("camera.taken")} className="size-full object-contain" />
          ) : (
            <video
              ref={video}
              muted
              playsInline
              data-silent
              aria-label={t("camera.view")}
              className="size-full object-contain"
            />
          )}
        </div>
      )}
      {problem === null && (
        <div className="flex items-center justify-center gap-2.5">
          {taken ? (
            <>
              <Button
                onClick={() => {
                  setTaken(undefined);
                }}
              >
                {t("camera.again")}
              </Button>
              <Button
                variant="primary"
                onClick={() => {
                  onTaken(taken.file);
                  onClose();
                }}
              >
                {t("camera.use")}
              </Button>
            </>
          ) : (
            <>
              <Button variant="primary" icon={Camera} onClick={() => void shoot()}>
                {t("camera.shoot")}
              </Button>
              {canTurn && (
                <IconButton
                  icon={RefreshCcw}
                  label={t("camera.turn")}
                  onClick={() => {
                    setFacing(facing === "user" ? "environment" : "user");
                  }}
                />
              )}
            </>
          )}
        </div>
      )}
    </Dialog>
  );
}

/** Opens the camera while it is wanted, and closes it again. */
function useCamera(facing: "user" | "environment", wanted: boolean) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<MicrophoneProblem | null>(null);
  const [canTurn, setCanTurn] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    let stream: MediaStream | null = null;
    let ended = false;
    const open = async () => {
      if (!isSecureContext) throw new TypeError("no camera at an unsafe address");
      const size = { width: { ideal: 1920 }, height: { ideal: 1440 } };
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, ...size } });
      stream = opened;
      if (ended) close();
      const element = video.current;
      if (element === null) return;
      element.srcObject = opened;
      await element.play();
      const devices = await navigator.mediaDevices.enumerateDevices();
      setCanTurn(devices.filter(({ kind }) => kind === "videoinput").length > 1);
    };
    const close = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    open().catch((error: unknown) => {
      if (!ended) setProblem(asProblem(error));
    });
    return () => {
      ended = true;
      close();
    };
  }, [facing, wanted]);
  return { video, problem, canTurn };
}

async function pictureOf(video: HTMLVideoElement): Promise<File | null> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  if (canvas.width === 0) return null;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", QUALITY);
  });
  return blob && new File([blob], "camera.jpg", { type: blob.type });
}
