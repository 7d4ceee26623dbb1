import { useEffect, useReducer, useRef, useState } from "react";

export type FilmProblem = "denied" | "missing" | "unsupported";
export type FilmState =
  | { step: "opening" }
  | { step: "ready" }
  | { step: "recording"; seconds: number }
  | { step: "filmed"; file: File; url: string }
  | { step: "failed"; problem: FilmProblem };

/** In seconds. */
export const LONGEST_FILM = 30;

const FORMATS = ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/webm;codecs=vp9,opus", "video/webm"];
const WISH = { video: { facingMode: "user", width: { ideal: 1280 } }, audio: true };
const PROBLEMS: Record<string, FilmProblem> = { NotAllowedError: "denied", NotFoundError: "missing" };

const problemOf = (error: unknown): FilmProblem =>
  (error instanceof DOMException ? PROBLEMS[error.name] : undefined) ?? "unsupported";

async function open(): Promise<MediaStream> {
  if (!isSecureContext || typeof MediaRecorder === "undefined") throw new TypeError("cannot film here");
  return navigator.mediaDevices.getUserMedia(WISH);
}

function endTracks(stream: MediaStream | null) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Records; resolves with the film once `stop` has been called, or the time is over. */
function record(stream: MediaStream): { stop: () => void; film: Promise<File> } {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => {
    parts.push(data);
  };
  const film = new Promise<File>((resolve) => {
    recorder.onstop = () => {
      const type = recorder.mimeType.split(";")[0] ?? "video/webm";
      resolve(new File(parts, `intro.${type === "video/mp4" ? "mp4" : "webm"}`, { type }));
    };
  });
  recorder.start();
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  return { stop, film };
}

/** The device's camera and microphone, from opening them to a film one has looked at. */
export function useFilm() {
  const [state, setState] = useState<FilmState>({ step: "opening" });
  const [turn, again] = useReducer((count: number) => count + 1, 0);
  const view = useRef<MediaStream | null>(null);
  const stop = useRef<() => void>(() => undefined);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);

  useEffect(() => {
    let isOver = false;
    open().then(
      (stream) => {
        if (isOver) {
          endTracks(stream);
          return;
        }
        view.current = stream;
        setState({ step: "ready" });
      },
      (error: unknown) => {
        if (!isOver) setState({ step: "failed", problem: problemOf(error) });
      },
    );
    return () => {
      isOver = true;
      clearInterval(timer.current);
      endTracks(view.current);
      view.current = null;
    };
  }, [turn]);

  const url = state.step === "filmed" ? state.url : null;
  useEffect(
    () => () => {
      if (url !== null) URL.revokeObjectURL(url);
    },
    [url],
  );

  const start = () => {
    const stream = view.current;
    if (stream === null) return;
    const recording = record(stream);
    stop.current = recording.stop;
    setState({ step: "recording", seconds: 0 });
    let seconds = 0;
    timer.current = setInterval(() => {
      seconds += 1;
      if (seconds >= LONGEST_FILM) recording.stop();
      setState((now) => (now.step === "recording" ? { step: "recording", seconds } : now));
    }, 1000);
    void recording.film.then((file) => {
      clearInterval(timer.current);
      // Closed meanwhile: nobody waits for it.
      if (view.current !== stream) return;
      endTracks(stream);
      setState({ step: "filmed", file, url: URL.createObjectURL(file) });
    });
  };
  return {
    state,
    view,
    start,
    stop: () => {
      stop.current();
    },
    again: () => {
      setState({ step: "opening" });
      again();
    },
  };
}
