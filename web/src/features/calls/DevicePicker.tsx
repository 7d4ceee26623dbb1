import { Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasSounds, setSounds } from "@/lib/sounds";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { Select, type Option } from "@/ui/Select";
import { Sheet } from "@/ui/Sheet";
import type { Chosen } from "./engine/media";
import type { SelfView } from "./engine/self";
import { playTone } from "./engine/tone";
import { LevelMeter } from "./LevelMeter";
import { Looking } from "./Looking";

type Choosing = { chosen: Chosen; self: SelfView; onChoose: (chosen: Chosen) => void };
type Props = Choosing & { open: boolean; onClose: () => void };

/** Which camera, microphone and loudspeaker a call uses, with a look and a listen before one decides. */
export function DevicePicker({ open, onClose, ...choosing }: Props) {
  const { t } = useTranslation("calls");
  return (
    <Sheet open={open} onClose={onClose} title={t("devices.title")}>
      <Choices {...choosing} />
    </Sheet>
  );
}

function Choices({ chosen, self, onChoose }: Choosing) {
  const { t } = useTranslation("calls");
  const devices = useDevices(self.camera ?? self.audio);
  const [rings, setRings] = useState(hasSounds);
  const standard: Option = { value: "", label: t("devices.standard") };
  const optionsOf = (kind: MediaDeviceKind): Option[] => [
    standard,
    ...devices
      .filter((device) => device.kind === kind && device.deviceId !== "" && device.label !== "")
      .map(({ deviceId, label }) => ({ value: deviceId, label })),
  ];
  const valueOf = (options: Option[], value: string | undefined) =>
    options.some((option) => option.value === value) ? value : "";
  const cameras = optionsOf("videoinput");
  const microphones = optionsOf("audioinput");
  const speakers = optionsOf("audiooutput");
  return (
    <div className="flex flex-col gap-6 pt-1">
      <div className="flex flex-col gap-3">
        <Looking stream={self.camera} />
        <Select
          label={t("devices.camera")}
          options={cameras}
          value={valueOf(cameras, chosen.camera)}
          onChange={({ target }) => {
            onChoose({ camera: target.value });
          }}
        />
      </div>
      <div className="flex flex-col gap-3">
        <Select
          label={t("devices.microphone")}
          options={microphones}
          value={valueOf(microphones, chosen.microphone)}
          onChange={({ target }) => {
            onChoose({ microphone: target.value });
          }}
        />
        {self.audio !== null && <LevelMeter stream={self.audio} />}
      </div>
      {speakers.length > 1 && (
        <Select
          label={t("devices.speaker")}
          options={speakers}
          value={valueOf(speakers, chosen.speaker)}
          onChange={({ target }) => {
            onChoose({ speaker: target.value });
          }}
        />
      )}
      <div>
        <Button
          icon={Volume2}
          onClick={() => {
            playTone(chosen.speaker);
          }}
        >
          {t("devices.test")}
        </Button>
      </div>
      <Switch
        label={t("devices.sounds")}
        hint={t("devices.soundsHint")}
        checked={rings}
        onChange={({ target }) => {
          setSounds(target.checked);
          setRings(target.checked);
        }}
      />
    </div>
  );
}

/** What is plugged in; browsers tell the names once one of them is open. */
function useDevices(open: MediaStream | null): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (media === undefined) return;
    let isOver = false;
    const look = () => {
      media.enumerateDevices().then(
        (found) => {
          if (!isOver) setDevices(found);
        },
        () => undefined,
      );
    };
    look();
    media.addEventListener("devicechange", look);
    return () => {
      isOver = true;
      media.removeEventListener("devicechange", look);
    };
  }, [open]);
  return devices;
}
