import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { openMicrophone, Recorder, type OpenMicrophone, type Recording } from "@/features/media";

type Wishes = {
  onSend: (recording: Recording) => void;
  /** In seconds. */
  longest?: number;
  /** For tests, which have none. */
  open?: OpenMicrophone;
};

/** What it takes to talk into a composer: one for each, shared by `VoiceButton` and `VoiceBar`. */
export function useVoice({ onSend, longest = 600, open = openMicrophone }: Wishes) {
  const [recorder] = useState(() => new Recorder(open, longest));
  const state = useSyncExternalStore(recorder.subscribe, recorder.state);
  /** The finger is on the button, and letting go sends. */
  const [isHeld, setIsHeld] = useState(false);
  const latest = useRef(onSend);
  useEffect(() => {
    latest.current = onSend;
  });
  useEffect(
    () => () => {
      recorder.cancel();
    },
    [recorder],
  );
  const send = useCallback(async () => {
    setIsHeld(false);
    const recording = await recorder.take();
    if (recording !== null) latest.current(recording);
  }, [recorder]);
  return {
    state,
    longest,
    isActive: state.step !== "idle",
    isHeld,
    begin: (held: boolean) => {
      setIsHeld(held);
      void recorder.start();
    },
    /** It goes on without the finger. */
    lock: () => {
      setIsHeld(false);
    },
    /** Ends it, to be heard before it is sent. */
    listen: () => {
      void recorder.stop();
    },
    send: () => void send(),
    cancel: () => {
      setIsHeld(false);
      recorder.cancel();
    },
  };
}

export type Voice = ReturnType<typeof useVoice>;
