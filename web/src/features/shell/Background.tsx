import { lazy, Suspense, useEffect, useState } from "react";
import { useInstance } from "@/lib/instance";

// Without them something is not told, and the next page that needs them tries again.
const nothing = () => ({ default: () => null });

const Chats = lazy(() => import("@/features/chats").then(nothing).catch(nothing));
const MatchNotice = lazy(() =>
  import("@/features/discovery").then(({ MatchNotice }) => ({ default: MatchNotice })).catch(nothing),
);

/** Keeps what was written going out, what is new counted, and whom one found told, whichever page is open. */
export function Background() {
  const { data: instance } = useInstance();
  const isIdle = useIdle();
  const has = (feature: "chats" | "discovery") => isIdle && (instance?.features.includes(feature) ?? false);
  return (
    <Suspense fallback={null}>
      {has("chats") && <Chats />}
      {has("discovery") && <MatchNotice />}
    </Suspense>
  );
}

/** Whether the first page is to be seen, and there is time for more. */
function useIdle() {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    const begin = () => {
      setIsIdle(true);
    };
    const idle =
      typeof requestIdleCallback === "undefined" ? setTimeout(begin, 500) : requestIdleCallback(begin);
    return () => {
      if (typeof cancelIdleCallback === "undefined") clearTimeout(idle);
      else cancelIdleCallback(idle as number);
    };
  }, []);
  return isIdle;
}
