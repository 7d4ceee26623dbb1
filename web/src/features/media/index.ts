/** Pictures, video, voice and files: how people send them, and how they are shown. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    media: typeof en;
  }
}

addTexts("media", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { FileShown } from "./FileShown";
export { openMicrophone } from "./microphone";
export { myUploads, uploadsAreRestored } from "./mine";
export { Picture } from "./Picture";
export { PictureField } from "./PictureField";
export { Recorder } from "./recorder";
export { sourcesOf } from "./sources";
export { Uploader } from "./Uploader";
export { UploadView } from "./UploadView";
export { useFreshLinks } from "./useFreshLinks";
export { useIntake } from "./useIntake";
export { useObjectUrl } from "./useObjectUrl";
export { usePictureUpload, type PictureUpload } from "./usePictureUpload";
export { useUploads } from "./useUploads";
export { VideoPlayer } from "./VideoPlayer";
export { VoicePlayer } from "./VoicePlayer";
export { VoiceRecorder } from "./VoiceRecorder";
export { Waveform } from "./Waveform";
export { clock } from "./words";
export type { MediaFile, Purpose } from "./files";
export type { OpenMicrophone, Recording, RecorderState } from "./recorder";
export type { UploadItem } from "./uploadItem";
