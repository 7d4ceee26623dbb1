/** What one sends, as the others are told of it. */
export type MediaTold = {
  isMuted: boolean;
  hasCamera: boolean;
  hasScreen: boolean;
  /** The line is too weak for the picture; it comes back by itself. */
  isPaused: boolean;
};

type Body =
  /** "This is me, with a fresh end of the line." */
  | { hello: true }
  | { description: RTCSessionDescriptionInit }
  | { candidate: RTCIceCandidateInit }
  | { media: MediaTold };

/**
 * What two ends of a line say to each other through the server. Each end has a name of its own, which changes when it
 * begins anew, and says to which end it speaks: what was meant for an earlier one is thereby known.
 */
export type Signal = { session: string; to: string | null } & Body;
export type SignalBody = Body;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** Every value of which is true or false. */
const isMedia = (value: Fields): boolean =>
  ["isMuted", "hasCamera", "hasScreen", "isPaused"].every((name) => typeof value[name] === "boolean");

function isBody(value: Fields): boolean {
  const { hello, description, candidate, media } = value;
  if (hello === true) return true;
  if (isFields(description))
    return typeof description["sdp"] === "string" && typeof description["type"] === "string";
  if (isFields(media)) return isMedia(media);
  return isFields(candidate);
}

/** A signal of another person, who may send anything; null where it is none. */
export function signalOf(value: unknown): Signal | null {
  if (!isFields(value) || typeof value["session"] !== "string") return null;
  if (value["to"] !== null && typeof value["to"] !== "string") return null;
  return isBody(value) ? (value as Signal) : null;
}
