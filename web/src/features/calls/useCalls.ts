import { createContext, use, useEffect, useRef, useState } from "react";
import { useBusy } from "@/lib/busy";
import type { Calls, View } from "./engine/calls";

export type MyCalls = { calls: Calls; view: View };

export const CallsContext = createContext<MyCalls | null>(null);

/** The calls of whose device this is. */
export function useCalls(): MyCalls {
  const mine = use(CallsContext);
  if (mine === null) throw new Error("this is shown inside the layer of calls only");
  return mine;
}

/** The time, every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

/** Whether something has been so for long. */
export function useIsLong(holds: boolean, milliseconds: number): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!holds) return;
    const timer = setTimeout(() => {
      setIsLong(true);
    }, milliseconds);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [holds, milliseconds]);
  return holds && isLong;
}

/** Puts a stream into a video or audio element, and plays it. */
export function useStream<Element extends HTMLMediaElement>(
  stream: MediaStream | null,
  onBlocked?: () => void,
) {
  const element = useRef<Element>(null);
  const blocked = useRef(onBlocked);
  useEffect(() => {
    blocked.current = onBlocked;
  });
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    current.srcObject = stream;
    if (stream === null) return;
    const play = () => {
      current.play().catch((error: unknown) => {
        // Another stream has taken its place meanwhile, or the browser waits for a touch.
        if (error instanceof DOMException && error.name === "NotAllowedError") blocked.current?.();
      });
    };
    play();
    // Nobody pauses what happens now: browsers do by themselves, where it cannot be seen for a while.
    current.addEventListener("pause", play);
    return () => {
      current.removeEventListener("pause", play);
      current.srcObject = null;
    };
  }, [stream]);
  return element;
}

/** In the middle of a conversation the screen must not go dark, and no newer version come. */
export function useStay(isInCall: boolean) {
  useBusy(isInCall);
  useEffect(() => {
    if (!isInCall || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const ask = () => {
      if (document.hidden) return;
      navigator.wakeLock.request("screen").then(
        (given) => {
          if (isOver) void given.release();
          else lock = given;
        },
        () => undefined,
      );
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [isInCall]);
}
