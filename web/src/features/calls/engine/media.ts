import { DeviceError, type DeviceProblem } from "./problem";

/** The devices that somebody has chosen; a device that is not there any more is no obstacle. */
export type Chosen = { microphone?: string; camera?: string; speaker?: string };

/** The part of the browser that is used of it, so that tests can put their own in its place. */
export type Capture = Pick<MediaDevices, "getUserMedia"> & Partial<Pick<MediaDevices, "getDisplayMedia">>;

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
const PICTURE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};

const PROBLEMS: Record<string, DeviceProblem> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotReadableError: "inUse",
  AbortError: "inUse",
};

/** By what browsers tell their refusals apart. */
const nameOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "name" in error ? String(error.name) : "";

/** What a browser's refusal of a camera or a microphone means. */
export function deviceProblem(error: unknown, wanted: "microphone" | "camera"): DeviceProblem {
  const name = nameOf(error);
  if (name === "NotFoundError" || name === "OverconstrainedError")
    return wanted === "camera" ? "noCamera" : "noMicrophone";
  if (name === "TypeError") return "insecure";
  return PROBLEMS[name] ?? "unsupported";
}

function capture(): Capture {
  // Outside a secure context browsers have no devices at all, though the types say otherwise.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!isSecureContext || devices === undefined) throw new DeviceError("insecure");
  return devices;
}

type Wanted = "microphone" | "camera";

/** Nothing was chosen, so that the browser does. */
const hasNoName = (deviceId: string | undefined): deviceId is undefined | "" =>
  deviceId === undefined || deviceId === "";

function constraintsOf(wanted: Wanted, deviceId: string | undefined): MediaStreamConstraints {
  const device = hasNoName(deviceId) ? {} : { deviceId: { exact: deviceId } };
  return wanted === "microphone" ? { audio: { ...SOUND, ...device } } : { video: { ...PICTURE, ...device } };
}

/** One track of one device. Where the wishes cannot be met, any device of the kind will do. */
export async function openTrack(
  wanted: Wanted,
  deviceId: string | undefined,
  devices: Capture = capture(),
): Promise<MediaStreamTrack> {
  const tries = [
    constraintsOf(wanted, deviceId),
    ...(hasNoName(deviceId) ? [] : [constraintsOf(wanted, undefined)]),
    wanted === "microphone" ? { audio: true } : { video: true },
  ];
  let refusal: unknown;
  for (const constraints of tries) {
    try {
      const stream = await devices.getUserMedia(constraints);
      const [track] = stream.getTracks();
      if (track !== undefined) return track;
    } catch (error) {
      refusal = error;
      const name = nameOf(error);
      const mayDo = name === "OverconstrainedError" || (name === "NotFoundError" && !hasNoName(deviceId));
      if (!mayDo) break;
    }
  }
  throw new DeviceError(deviceProblem(refusal, wanted), refusal);
}

export type Opened = {
  audio: MediaStreamTrack;
  camera: MediaStreamTrack | null;
  /** Why one is heard but not seen. */
  cameraProblem: DeviceProblem | null;
};

/**
 * What a call needs: a microphone always, for video a camera too. Both are asked for at once, so that the browser asks
 * one question; where that fails each is tried by itself, because nobody says which of them it was.
 */
export async function openFor(
  isVideo: boolean,
  chosen: Chosen,
  devices: Capture = capture(),
): Promise<Opened> {
  if (!isVideo)
    return {
      audio: await openTrack("microphone", chosen.microphone, devices),
      camera: null,
      cameraProblem: null,
    };
  try {
    const both = {
      ...constraintsOf("microphone", chosen.microphone),
      ...constraintsOf("camera", chosen.camera),
    };
    const stream = await devices.getUserMedia(both);
    const [audio] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    if (audio !== undefined) return { audio, camera: camera ?? null, cameraProblem: null };
  } catch {
    // Which of the two it was is found out below.
  }
  const audio = await openTrack("microphone", chosen.microphone, devices);
  try {
    return { audio, camera: await openTrack("camera", chosen.camera, devices), cameraProblem: null };
  } catch (error) {
    return {
      audio,
      camera: null,
      cameraProblem: deviceProblem((error as DeviceError).cause ?? error, "camera"),
    };
  }
}

/** The screen, or a window of it, that somebody chooses; null when they think better of it. */
export async function openScreen(devices: Capture = capture()): Promise<MediaStreamTrack | null> {
  if (devices.getDisplayMedia === undefined) throw new DeviceError("screenUnsupported");
  try {
    const stream = await devices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: false,
    });
    const [track] = stream.getVideoTracks();
    if (track !== undefined) track.contentHint = "detail";
    return track ?? null;
  } catch (error) {
    const { name, message } = error as DOMException;
    // Closing the browser's own question is no failure; a system that does not let the browser look at it is one.
    if (name === "NotAllowedError" && !/system/i.test(message)) return null;
    throw new DeviceError(name === "NotAllowedError" ? "screenDenied" : "screenUnsupported", error);
  }
}

export const canShareScreen = (): boolean =>
  typeof navigator.mediaDevices === "object" && "getDisplayMedia" in navigator.mediaDevices;
