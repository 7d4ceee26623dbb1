import { RotateCw } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import Cropper from "react-easy-crop";
import "react-easy-crop/react-easy-crop.css";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Slider } from "@/ui/Slider";
import { showToast } from "@/ui/toast";
import { cropFile, type Area } from "./crop";
import { useObjectUrl } from "./useObjectUrl";

type Props = {
  file: File;
  /** Width for each height. */
  aspect: number;
  round?: boolean;
  onClose: () => void;
  onCropped: (file: File) => void;
};

const MOST = 4;
const KEY_STEP = 0.1;

/** Lets a person choose which part of a picture is seen: with fingers, a mouse or a keyboard. */
export default function CropDialog({ file, aspect, round = false, onClose, onCropped }: Props) {
  const { t } = useTranslation("media");
  const url = useObjectUrl(file);
  const [place, setPlace] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [degrees, setDegrees] = useState(0);
  const [area, setArea] = useState<Area>();
  const frame = useRef<RefObject<HTMLDivElement>>(null);
  const [isMoving, setIsMoving] = useState(false);
  const [isBusy, setIsBusy] = useState(false);

  const isThere = area !== undefined;
  useEffect(() => {
    // So that the arrow keys work at once.
    if (isThere) frame.current?.current.focus();
  }, [isThere]);

  const zoomByKey = ({ key }: KeyboardEvent) => {
    const by = key === "+" || key === "=" ? KEY_STEP : key === "-" ? -KEY_STEP : 0;
    if (by !== 0) setZoom(Math.max(1, Math.min(MOST, zoom + by)));
  };
  /** The server may be able to read what this browser cannot. */
  const takeAsItIs = () => {
    showToast({ message: t("crop.unreadable") });
    onCropped(file);
    onClose();
  };
  const finish = () => {
    if (area === undefined) return;
    setIsBusy(true);
    cropFile(file, area, degrees).then((cropped) => {
      onCropped(cropped);
      onClose();
    }, takeAsItIs);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("crop.title")}
      footer={
        <Button variant="primary" loading={isBusy} disabled={area === undefined} onClick={finish}>
          {t("crop.done")}
        </Button>
      }
    >
      <div className="relative aspect-square max-h-[55dvh] w-full overflow-clip rounded-message bg-night">
        {url !== undefined && (
          <Cropper
            image={url}
            crop={place}
            zoom={zoom}
            rotation={degrees}
            aspect={aspect}
            maxZoom={MOST}
            cropShape={round ? "round" : "rect"}
            objectFit="cover"
            showGrid={isMoving && !round}
            keyboardStep={6}
            disableAutomaticStylesInjection
            onCropChange={setPlace}
            onZoomChange={setZoom}
            onCropComplete={(_part, pixels) => {
              setArea(pixels);
            }}
            onInteractionStart={() => {
              setIsMoving(true);
            }}
            onInteractionEnd={() => {
              setIsMoving(false);
            }}
            cropperProps={{ role: "group", "aria-label": t("crop.area"), onKeyDownCapture: zoomByKey }}
            setCropperRef={(ref) => {
              frame.current = ref;
            }}
            mediaProps={{ alt: "", onError: takeAsItIs }}
            classes={{ cropAreaClassName: "-outline-offset-2" }}
          />
        )}
      </div>
      <div className="flex items-end gap-4">
        <div className="grow">
          <Slider
            label={t("crop.zoom")}
            values={[zoom] as const}
            onChange={([next]) => {
              setZoom(next);
            }}
            min={1}
            max={MOST}
            step={0.01}
            format={([value]) => t("crop.zoomValue", { percent: Math.round(value * 100) })}
          />
        </div>
        <IconButton
          variant="secondary"
          icon={RotateCw}
          label={t("crop.rotate")}
          onClick={() => {
            setDegrees((degrees + 90) % 360);
          }}
        />
      </div>
    </Dialog>
  );
}
