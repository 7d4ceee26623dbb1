import type { Problem } from "./problem";
import type { Call, CallKind, CallMember, Reason } from "./wire";

/** How a call stands with this device. */
export type Phase =
  "idle" | "asking" | "calling" | "ringing" | "connecting" | "connected" | "reconnecting" | "ended";

/** Why it is over here: for everybody, or only on this device. */
export type Ending = Reason | "failed" | "moved" | "elsewhere";

/** How the way to another member is. `lost` where it was there and broke. */
export type LinkState = "connecting" | "connected" | "lost";

/** What this device has to do with a call: from the press of a button until its end has been seen. */
export type Own = {
  chatId: string | null;
  /** Null until the server has said which one it is. */
  callId: string | null;
  kind: CallKind;
  stage: "asking" | "entering" | "in" | "over";
  /** Somebody has been heard already, so a line without anybody is one that broke. */
  wasLinked: boolean;
  ending: Ending | null;
  problem: Problem | null;
};

export type State = {
  readonly me: string;
  readonly deviceId: string;
  /** The calls that concern one, and the one of this device, each as new as it was told. */
  readonly calls: ReadonlyMap<string, Call>;
  readonly own: Own | null;
  /** Whether the server can be heard. */
  readonly isOnline: boolean;
  readonly links: ReadonlyMap<string, LinkState>;
  /** Those that one does not want to hear ring on this device. */
  readonly silenced: ReadonlySet<string>;
};

export type Happening =
  | { type: "asked"; chatId: string | null; callId: string | null; kind: CallKind }
  | { type: "entering" }
  | { type: "entered"; call: Call }
  | { type: "told"; call: Call }
  | { type: "moved"; callId: string; deviceId: string }
  | { type: "links"; links: ReadonlyMap<string, LinkState> }
  | { type: "line"; isOnline: boolean }
  | { type: "failed"; problem: Problem }
  | { type: "left"; ending: Ending }
  | { type: "silenced"; callId: string }
  | { type: "forgotten"; callId: string }
  | { type: "closed" };

const NO_LINKS: ReadonlyMap<string, LinkState> = new Map();

export const begin = (me: string, deviceId: string): State => ({
  me,
  deviceId,
  calls: new Map(),
  own: null,
  isOnline: true,
  links: NO_LINKS,
  silenced: new Set(),
});

export const memberOf = (call: Call, userId: string): CallMember | undefined =>
  call.members.find((member) => member.userId === userId);

export const isInside = (member: CallMember | undefined): boolean =>
  member?.state === "joined" || member?.state === "dropped";

/** The call that this device is in, begins, or has just been in; null as long as the server has not told it. */
export function ownCall({ own, calls }: State): Call | null {
  return own?.callId == null ? null : (calls.get(own.callId) ?? null);
}

/** A call as newly told, unless something newer of it is known. */
function withCall(calls: State["calls"], call: Call): State["calls"] {
  const known = calls.get(call.id);
  if (known !== undefined && known.version >= call.version) return calls;
  return new Map(calls).set(call.id, call);
}

function over(state: State, ending: Ending, problem: Problem | null = null): State {
  if (state.own === null || state.own.stage === "over") return state;
  return { ...state, own: { ...state.own, stage: "over", ending, problem }, links: NO_LINKS };
}

/** What a newer word of a call means for this device. */
function settled(state: State, call: Call): State {
  const { own, me, deviceId } = state;
  if (own?.callId !== call.id || own.stage === "over") return state;
  if (call.state === "ended") return over(state, call.reason ?? "ended");
  if (own.stage !== "in") return state;
  const mine = memberOf(call, me);
  if (mine?.state === "left") return over(state, "dropped");
  if (mine?.state === "joined" && mine.deviceId !== null && mine.deviceId !== deviceId)
    return over(state, "moved");
  return state;
}

/** Without those that are over, except the one whose end is still to be seen. */
function tidied(state: State): State {
  const isKept = (call: Call) => call.state !== "ended" || call.id === state.own?.callId;
  if ([...state.calls.values()].every(isKept)) return state;
  return { ...state, calls: new Map([...state.calls].filter(([, call]) => isKept(call))) };
}

function told(state: State, call: Call): State {
  const calls = withCall(state.calls, call);
  return calls === state.calls ? state : tidied(settled({ ...state, calls }, call));
}

function entered(state: State, call: Call): State {
  if (state.own === null) return told(state, call);
  const own: Own = { ...state.own, callId: call.id, chatId: call.chatId, stage: "in" };
  const calls = withCall(state.calls, call);
  return tidied(settled({ ...state, own, calls }, calls.get(call.id) ?? call));
}

/** The state after something has happened. */
export function after(state: State, happening: Happening): State {
  const { own } = state;
  switch (happening.type) {
    case "asked": {
      const { chatId, callId, kind } = happening;
      const next: Own = {
        chatId,
        callId,
        kind,
        stage: "asking",
        wasLinked: false,
        ending: null,
        problem: null,
      };
      return { ...state, own: next, links: NO_LINKS };
    }
    case "entering":
      return own?.stage === "asking" ? { ...state, own: { ...own, stage: "entering" } } : state;
    case "entered":
      return entered(state, happening.call);
    case "told":
      return told(state, happening.call);
    case "moved": {
      const isElsewhere = happening.deviceId !== state.deviceId;
      return own?.callId === happening.callId && isElsewhere ? over(state, "moved") : state;
    }
    case "links": {
      const { links } = happening;
      if (own === null) return state;
      const isLinked = [...links.values()].includes("connected");
      return { ...state, links, own: { ...own, wasLinked: own.wasLinked || isLinked } };
    }
    case "line":
      return state.isOnline === happening.isOnline ? state : { ...state, isOnline: happening.isOnline };
    case "failed":
      return over(state, "failed", happening.problem);
    case "left":
      return over(state, happening.ending);
    case "silenced":
      return { ...state, silenced: new Set(state.silenced).add(happening.callId) };
    case "forgotten": {
      const calls = new Map(state.calls);
      calls.delete(happening.callId);
      return { ...state, calls };
    }
    case "closed":
      return tidied({ ...state, own: null, links: NO_LINKS });
  }
}

/** Whether this device has to do with it already, though the server may not have said so yet. */
function isOwn(own: Own | null, { id, chatId }: Call): boolean {
  if (own === null) return false;
  return own.callId === id || (own.callId === null && own.stage !== "over" && own.chatId === chatId);
}

/** The calls that ring on this device, the one that has rung longest first. */
export function incomingOf({ calls, me, own, silenced }: State): readonly Call[] {
  return [...calls.values()]
    .filter((call) => !isOwn(own, call) && !silenced.has(call.id))
    .filter((call) => call.state !== "ended" && memberOf(call, me)?.state === "ringing")
    .sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
}

/** The others who are in it, or may come back within seconds. */
export const othersIn = (call: Call, me: string): readonly CallMember[] =>
  call.members.filter((member) => member.userId !== me && isInside(member));

function phaseInside(state: State, own: Own, call: Call): Phase {
  const isAway = !state.isOnline || memberOf(call, state.me)?.state === "dropped";
  const others = othersIn(call, state.me);
  if (call.state === "ringing" || others.length === 0) return isAway ? "reconnecting" : "calling";
  const links = others.map(({ userId }) => state.links.get(userId));
  // Sound and picture go on without the server as long as the line itself holds, but nobody else could come.
  if (isAway) return "reconnecting";
  if (links.includes("connected")) return "connected";
  return own.wasLinked ? "reconnecting" : "connecting";
}

export function phaseOf(state: State): Phase {
  const { own } = state;
  if (own === null) return incomingOf(state).length > 0 ? "ringing" : "idle";
  const call = ownCall(state);
  switch (own.stage) {
    case "over":
      return incomingOf(state).length > 0 ? "ringing" : "ended";
    case "asking":
      return "asking";
    case "entering":
      return own.callId === null ? "calling" : "connecting";
    case "in":
      return call === null ? "connecting" : phaseInside(state, own, call);
  }
}

/** Tells which calls of this person want to be taken up again by this device: those that it was in. */
export const mineToResume = ({ me, deviceId }: State, calls: readonly Call[]): Call | undefined =>
  calls.find((call) => {
    const mine = memberOf(call, me);
    return call.state !== "ended" && isInside(mine) && mine?.deviceId === deviceId;
  });
