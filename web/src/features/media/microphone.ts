import type { OpenMicrophone } from "./recorder";

/** The first that the browser can record; the server takes each of them. */
const FORMATS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/ogg;codecs=opus"];
const BITS_PER_SECOND = 48_000;
/** How many decibels below full scale count as silence. */
const FLOOR = 60;

/** Opens the device's microphone and records right away. Rejects as `getUserMedia` does. */
export const openMicrophone: OpenMicrophone = async () => {
  if (!isSecureContext || typeof MediaRecorder === "undefined") throw new TypeError("cannot record here");
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const recorder = new MediaRecorder(stream, {
    audioBitsPerSecond: BITS_PER_SECOND,
    ...(mimeType !== undefined && { mimeType }),
  });
  const meter = openMeter(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => {
    parts.push(data);
  };
  const stopped = new Promise<void>((resolve) => {
    recorder.onstop = () => {
      resolve();
    };
  });
  const close = () => {
    meter.close();
    if (recorder.state !== "inactive") recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.start(1000);
  return {
    level: meter.level,
    stop: async () => {
      close();
      await stopped;
      // Without its parameters: the type is for people and servers, who look at the content anyway.
      return new Blob(parts, { type: recorder.mimeType.split(";")[0] ?? "" });
    },
    cancel: close,
  };
};

function openMeter(stream: MediaStream) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      return Math.max(0, 1 + (10 * Math.log10(power || Number.MIN_VALUE)) / FLOOR);
    },
    close: () => {
      void context.close();
    },
  };
}
