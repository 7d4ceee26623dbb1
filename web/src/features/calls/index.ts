/** Calls: people hear and see each other, and stay connected. What is around every page is small; the rest comes when it rings. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    calls: typeof en;
  }
}

addTexts("calls", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { CallBack } from "./CallBack";
export { CallLayer } from "./CallLayer";
export { CallsPage } from "./CallsPage";
export { ChatCallButtons } from "./ChatCallButtons";
export { PersonCallButtons } from "./PersonCallButtons";

export { Control } from "./Controls";
export { DevicePicker } from "./DevicePicker";
export { LevelMeter } from "./LevelMeter";
export { Looking } from "./Looking";
export { OwnPicture } from "./OwnPicture";
export { Voices } from "./Voices";
export { findDeviceId, keep, keepDevices, kept, keptDevices } from "./engine/device";
export type { LinkState } from "./engine/machine";
export type { Chosen } from "./engine/media";
export { Mesh, type Line, type MeshTools, type PeerView } from "./engine/mesh";
export { ofMe } from "./engine/ofMe";
export { DeviceError, problemOf, type Problem } from "./engine/problem";
export { Ringer, type Ring } from "./engine/ringing";
export { BROWSER, Self, type Devices, type SelfView } from "./engine/self";
export { overLive, type CallServer, type Ways } from "./engine/server";
export { SILENT } from "./engine/slots";
export { useIsLong, useNow, useStay, useStream } from "./useCalls";
export { useLast } from "./useLast";
export { clock, faceOf } from "./words";
