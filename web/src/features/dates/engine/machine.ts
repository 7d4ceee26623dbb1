import type { LinkState, Problem } from "@/features/calls";
import type {
  DatePerson,
  DeclineReason,
  EndReason,
  Invitation,
  Limits,
  Match,
  Outgoing,
  Room,
  Standing,
  ToAnswer,
} from "./wire";

/** Why an invitation of one's own came to nothing. */
export type Refusal =
  | DeclineReason
  | "cooldown"
  | "busyHere"
  | "notThere"
  | "gone"
  | "hidden"
  | "adultsOnly"
  | "often"
  | "failed";

/** An invitation of one's own: before the server knows it, while it rings, and how it ended. */
export type Asking = Pick<Outgoing, "toUser" | "requestedSeconds"> & {
  inviteId: string | null;
  expiresAt: string | null;
  refusal: Refusal | null;
  /** There is a chat with them, or can be one. */
  canWrite: boolean;
};

/** Why a date is over here: for both, or on this device only. */
export type Ending = EndReason | "moved" | "lost";

/** A date on this device: until its end, and what came after, have been seen. */
export type Own = {
  room: Room;
  /** `elsewhere`: another device of the same person is in it. */
  stage: "in" | "over" | "elsewhere";
  ending: Ending | null;
  durationSeconds: number | null;
  wasLinked: boolean;
  /** Whether one would meet again; null as long as that was not said. */
  again: boolean | null;
  match: Match | null;
  /** Reported or blocked from here: nothing more is asked. */
  isParted: boolean;
};

export type State = {
  readonly me: string;
  readonly deviceId: string;
  readonly isOnline: boolean;
  readonly limits: Limits | null;
  /** `moved`: another tab or device has taken the place there. */
  readonly lobby: "out" | "in" | "moved";
  readonly isWaiting: boolean;
  readonly incoming: readonly Invitation[];
  readonly silenced: ReadonlySet<string>;
  readonly asking: Asking | null;
  readonly own: Own | null;
  readonly link: LinkState;
  readonly toAnswer: readonly ToAnswer[];
  /** Why camera or microphone, or an acceptance, did not work. */
  readonly problem: Problem | null;
};

export type Happening =
  | { type: "known"; standing: Standing }
  | { type: "line"; isOnline: boolean }
  | { type: "lobby"; lobby: State["lobby"] }
  | { type: "waiting"; isOn: boolean }
  | { type: "invited"; invitation: Invitation }
  | { type: "withdrawn"; inviteId: string }
  | { type: "silenced"; inviteId: string }
  | { type: "asked"; toUser: DatePerson; requestedSeconds: number; canWrite: boolean }
  | { type: "rings"; inviteId: string; expiresAt: string }
  | { type: "refused"; refusal: Refusal }
  | { type: "askingClosed" }
  | { type: "started"; room: Room }
  | { type: "room"; change: (room: Room) => Room; roomId: string }
  | { type: "link"; link: LinkState }
  | { type: "over"; roomId: string; ending: Ending; durationSeconds: number | null }
  | { type: "answered"; roomId: string; again: boolean; match: Match | null }
  | { type: "matched"; match: Match }
  | { type: "parted" }
  | { type: "closed" }
  | { type: "problem"; problem: Problem | null };

export const begin = (me: string, deviceId: string): State => ({
  me,
  deviceId,
  isOnline: true,
  limits: null,
  lobby: "out",
  isWaiting: false,
  incoming: [],
  silenced: new Set(),
  asking: null,
  own: null,
  link: "connecting",
  toAnswer: [],
  problem: null,
});

const ownOf = (room: Room, deviceId: string): Own => ({
  room,
  stage: room.deviceId === deviceId ? "in" : "elsewhere",
  ending: null,
  durationSeconds: null,
  wasLinked: false,
  again: null,
  match: null,
  isParted: false,
});

/** A date begins, or is told anew: whatever led to it is done. */
function started(state: State, room: Room): State {
  const known = state.own?.room.roomId === room.roomId ? state.own : null;
  // What is over stays over, whatever arrives late.
  if (known?.stage === "over" && known.ending !== "moved") return state;
  const isHere = room.deviceId === state.deviceId;
  const own: Own =
    known === null
      ? ownOf(room, state.deviceId)
      : { ...known, room, stage: isHere ? "in" : "elsewhere", ending: null };
  return {
    ...state,
    own,
    link: known === null ? "connecting" : state.link,
    asking: null,
    isWaiting: false,
    problem: null,
    incoming: state.incoming.filter(({ inviteId }) => inviteId !== room.roomId),
  };
}

function over(state: State, { roomId, ending, durationSeconds }: Happening & { type: "over" }): State {
  const { own } = state;
  if (own?.room.roomId !== roomId) return state;
  // Nothing is asked of a device that was only told of it.
  if (own.stage === "elsewhere") return { ...state, own: null };
  if (own.stage === "over")
    return { ...state, own: { ...own, durationSeconds: own.durationSeconds ?? durationSeconds } };
  return { ...state, own: { ...own, stage: "over", ending, durationSeconds }, link: "connecting" };
}

function known(
  state: State,
  { room, incoming, outgoing, toAnswer, limits, isWaitingForNext }: Standing,
): State {
  const asking: Asking | null = outgoing === null ? null : { ...outgoing, refusal: null, canWrite: false };
  // What was being asked is answered by now; what has not been answered at all stays as it is.
  const settled: Asking | null =
    state.asking?.inviteId != null && state.asking.refusal === null ? null : state.asking;
  const next = {
    ...state,
    incoming,
    toAnswer,
    limits,
    isWaiting: isWaitingForNext && state.lobby === "in",
    asking: asking ?? settled,
  };
  if (room !== null) return started(next, room);
  return next.own?.stage === "elsewhere" ? { ...next, own: null } : next;
}

function withOwn(state: State, change: (own: Own) => Own): State {
  return state.own === null ? state : { ...state, own: change(state.own) };
}

function answered(state: State, { roomId, again, match }: Happening & { type: "answered" }): State {
  const toAnswer = state.toAnswer.filter((waiting) => waiting.roomId !== roomId);
  const next = { ...state, toAnswer };
  return state.own?.room.roomId === roomId ? withOwn(next, (own) => ({ ...own, again, match })) : next;
}

/** The state after something has happened. */
export function after(state: State, happening: Happening): State {
  switch (happening.type) {
    case "known":
      return known(state, happening.standing);
    case "line":
      return state.isOnline === happening.isOnline ? state : { ...state, isOnline: happening.isOnline };
    case "lobby":
      return { ...state, lobby: happening.lobby, isWaiting: happening.lobby === "in" && state.isWaiting };
    case "waiting":
      return { ...state, isWaiting: happening.isOn };
    case "invited": {
      const others = state.incoming.filter(({ inviteId }) => inviteId !== happening.invitation.inviteId);
      return { ...state, incoming: [...others, happening.invitation] };
    }
    case "withdrawn":
      return { ...state, incoming: state.incoming.filter(({ inviteId }) => inviteId !== happening.inviteId) };
    case "silenced":
      return { ...state, silenced: new Set(state.silenced).add(happening.inviteId) };
    case "asked": {
      const { toUser, requestedSeconds, canWrite } = happening;
      return {
        ...state,
        asking: { toUser, requestedSeconds, inviteId: null, expiresAt: null, refusal: null, canWrite },
      };
    }
    case "rings": {
      const { inviteId, expiresAt } = happening;
      return state.asking === null ? state : { ...state, asking: { ...state.asking, inviteId, expiresAt } };
    }
    case "refused":
      return state.asking === null
        ? state
        : { ...state, asking: { ...state.asking, refusal: happening.refusal } };
    case "askingClosed":
      return { ...state, asking: null };
    case "started":
      return started(state, happening.room);
    case "room":
      return withOwn(state, (own) =>
        own.room.roomId === happening.roomId ? { ...own, room: happening.change(own.room) } : own,
      );
    case "link": {
      const { link } = happening;
      return withOwn({ ...state, link }, (own) => ({
        ...own,
        wasLinked: own.wasLinked || link === "connected",
      }));
    }
    case "over":
      return over(state, happening);
    case "answered":
      return answered(state, happening);
    case "matched":
      return withOwn(state, (own) =>
        own.stage === "over" && own.again === true && own.room.peer.id === happening.match.user.id
          ? { ...own, match: happening.match }
          : own,
      );
    case "parted":
      return withOwn(state, (own) => ({ ...own, isParted: true }));
    case "closed":
      return { ...state, own: null, link: "connecting" };
    case "problem":
      return { ...state, problem: happening.problem };
  }
}
