import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { VirtualizerHandle } from "virtua";
import type { Letter } from "./engine/letter";
import type { Room, View } from "./engine/room";
import type { Chat } from "./engine/types";
import { ptsAt, type Entry } from "./entries";
import { useChats } from "./useChats";

/** So near to an edge, in pixels, more is asked for. */
const NEAR = 1200;
/** So near to the end one is at it, and stays there. */
const AT_END = 60;

type Props = {
  chat: Chat;
  room: Room;
  at: number | undefined;
  view: View | null;
  entries: readonly Entry[];
  scroller: RefObject<HTMLDivElement | null>;
  handle: RefObject<VirtualizerHandle | null>;
};

/** Where a history stands: it stays at the end while one is there, keeps its place elsewhere, and asks for more in time. */
export function useScrolling({ chat, room, at, view, entries, scroller, handle }: Props) {
  const chats = useChats();
  const sticks = useRef(at === undefined);
  const lastOffset = useRef(0);
  const [isNearEnd, setIsNearEnd] = useState(true);
  const shift = usePrepended(entries, view?.place);
  const hasRows = entries.length > 0;

  const last = entries.length - 1;
  /** All the way, with the space that is below the last row. */
  const stickToEnd = () => {
    requestAnimationFrame(() => {
      const { current } = scroller;
      if (sticks.current) current?.scrollTo({ top: current.scrollHeight });
    });
  };

  const toEnd = () => {
    sticks.current = true;
    handle.current?.scrollToIndex(last, { align: "end" });
    stickToEnd();
  };

  const seen = () => {
    const list = handle.current;
    if (list === null || document.visibilityState !== "visible" || !document.hasFocus()) return;
    const bottom = list.findItemIndex(list.scrollOffset + list.viewportSize - 8);
    const pts = ptsAt(entries, bottom);
    if (pts > 0) chats.read(chat.id, pts);
  };

  /** Asks for more in time, and says what has been seen. */
  const look = () => {
    const list = handle.current;
    if (list === null) return;
    const below = list.scrollSize - list.scrollOffset - list.viewportSize;
    if (list.scrollOffset < NEAR) room.loadOlder().catch(() => undefined);
    if (below < NEAR) room.loadNewer().catch(() => undefined);
    seen();
  };

  const onScroll = () => {
    const list = handle.current;
    if (list === null) return;
    const below = list.scrollSize - list.scrollOffset - list.viewportSize;
    // Rows that grow move the end away; only who goes up leaves it.
    if (below < AT_END) sticks.current = true;
    else if (list.scrollOffset < lastOffset.current) sticks.current = false;
    lastOffset.current = list.scrollOffset;
    setIsNearEnd(below < AT_END * 4);
    look();
  };

  const onResize = () => {
    // A picture has come, or the keyboard: who was at the end stays there.
    if (sticks.current) stickToEnd();
  };

  const place = view?.place;
  useLayoutEffect(() => {
    const goal =
      at === undefined
        ? goalOf(entries)
        : entries.findIndex((one) => "message" in one && one.message.pts >= at);
    if (!hasRows) return;
    if (goal === -1 || goal === undefined) {
      sticks.current = true;
      handle.current?.scrollToIndex(entries.length - 1, { align: "end" });
    } else {
      sticks.current = false;
      handle.current?.scrollToIndex(goal, { align: at === undefined ? "start" : "center" });
    }
    // Only where one has gone elsewhere: what is new does not move what one reads.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- as it says
  }, [place, hasRows, at, handle]);

  useLayoutEffect(() => {
    if (sticks.current && last >= 0) toEnd();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- when there is one more, not when it is looked at anew
  }, [last, handle]);

  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
    look();
  });
  useEffect(() => {
    const seenNow = () => {
      latest.current();
    };
    addEventListener("focus", seenNow);
    document.addEventListener("visibilitychange", seenNow);
    return () => {
      removeEventListener("focus", seenNow);
      document.removeEventListener("visibilitychange", seenNow);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "End" && event.target === scroller.current) {
      event.preventDefault();
      toEnd();
    }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") moveFocus(event, scroller.current);
  };
  return { shift, isNearEnd, toEnd, onScroll, onResize, onKeyDown };
}

/** Who writes sees what they have written, wherever they were reading. */
export function useWritten(letters: readonly Letter[], toNewest: () => void) {
  const [opened] = useState(() => new Date().toISOString());
  const shown = useRef(opened);
  const written = letters.at(-1)?.createdAt;
  useEffect(() => {
    // What has waited since before the chat was opened moves nobody.
    if (written === undefined || written <= shown.current) return;
    shown.current = written;
    toNewest();
  });
}

/** Where one begins to read: at what is new. */
function goalOf(entries: readonly Entry[]): number | undefined {
  const news = entries.findIndex(({ kind }) => kind === "news");
  return news === -1 ? undefined : news;
}

/** Whether rows have come before those that were there: then the place is kept from the end. */
function usePrepended(entries: readonly Entry[], place: number | undefined): boolean {
  const [known, setKnown] = useState({ entries, place, shift: false });
  if (known.entries === entries && known.place === place) return known.shift;
  const first = known.entries.find((one) => "message" in one);
  const now = entries.find((one) => "message" in one);
  const shift =
    known.place === place &&
    first !== undefined &&
    now !== undefined &&
    first.key !== now.key &&
    entries.some(({ key }) => key === first.key);
  setKnown({ entries, place, shift });
  return shift;
}

/** The arrow keys go from message to message. */
function moveFocus(event: KeyboardEvent, scroller: HTMLElement | null) {
  const all = [...(scroller?.querySelectorAll<HTMLElement>("[data-message]") ?? [])];
  const at = all.findIndex((one) => one === document.activeElement);
  const isOnScroller = document.activeElement === scroller;
  if (at === -1 && !isOnScroller) return;
  const next = at === -1 ? all.at(-1) : all[at + (event.key === "ArrowUp" ? -1 : 1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
