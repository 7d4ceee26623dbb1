import { ApiError } from "./api";

/** `connecting` while it comes or comes back, `offline` once that has taken long. */
export type LiveState = "online" | "connecting" | "offline";

/** What is used of a socket of socket.io-client. */
export type Wire = {
  /** Whether it comes back by itself. */
  readonly active: boolean;
  readonly io: {
    readonly engine?: { readyState: string; once: (event: "open", then: () => void) => unknown };
  };
  connect: () => unknown;
  disconnect: () => unknown;
  on: (event: "connect" | "disconnect" | "connect_error", listener: (problem: unknown) => void) => unknown;
  onAny: (listener: (event: string, payload: unknown) => void) => unknown;
  emitWithAck: (event: string, payload: unknown) => Promise<unknown>;
};

type Give = (auth: { token: string }) => void;

/** Opens a wire that asks `auth` for the token whenever it connects. */
export type OpenWire = (auth: (give: Give) => void) => Promise<Wire>;

/** A token that is good; another one than `refused`. Null when nobody is signed in. */
export type AskForToken = (refused: string | null) => Promise<string | null>;

export const AWAY_AFTER = 8_000;
/** Codes of refusals that are no fault of the token; every other one, such as that its session has ended, is. */
const PASSING = new Set(["unavailable", "rate_limited", "internal_error"]);
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** How long to wait before the next try: twice as long each time, and never all at once. */
export function pauseBefore(tries: number, random = Math.random()): number {
  return Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** tries) * (0.5 + random / 2);
}

/** The connection of one person who is signed in: it stays, comes back, and says how it is. */
export class Connection {
  state: LiveState = "connecting";
  readonly #token: AskForToken;
  readonly #hear: (event: string, payload: unknown) => void;
  readonly #changed: () => void;
  readonly #opening: Promise<Wire>;
  #wire: Wire | null = null;
  #given: string | null = null;
  #refused: string | null = null;
  #tries = 0;
  #closed = false;
  #away: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    open: OpenWire,
    token: AskForToken,
    hear: (event: string, payload: unknown) => void,
    changed: () => void,
  ) {
    this.#token = token;
    this.#hear = hear;
    this.#changed = changed;
    this.#waitForLong();
    this.#opening = this.#open(open);
  }

  async #open(open: OpenWire): Promise<Wire> {
    let wire: Wire;
    try {
      wire = await open((give) => {
        void this.#introduce(give);
      });
    } catch (cause) {
      // Its code could not be loaded.
      await new Promise((resolve) => setTimeout(resolve, pauseBefore(this.#tries++)));
      if (this.#closed) throw new ApiError("offline", "The connection is closed.", { cause });
      return this.#open(open);
    }
    this.#wire = wire;
    wire.onAny(this.#hear);
    wire.on("connect", () => {
      this.#tries = 0;
      clearTimeout(this.#away);
      this.#become("online");
    });
    wire.on("disconnect", () => {
      this.#lost();
    });
    wire.on("connect_error", (problem) => {
      const code = codeOf(problem);
      if (typeof code === "string" && !PASSING.has(code)) this.#refused = this.#given;
      if (this.#closed) wire.disconnect();
      this.#lost();
    });
    if (!this.#closed) wire.connect();
    return wire;
  }

  async #introduce(give: Give) {
    try {
      const token = await this.#token(this.#refused);
      // Without one the session has ended, and whoever opened this closes it.
      if (token === null || this.#closed) return;
      this.#given = token;
      give({ token });
    } catch {
      this.#wire?.disconnect();
      this.#comeBack();
    }
  }

  #lost() {
    if (this.#closed) return;
    if (this.state === "online") {
      this.#become("connecting");
      this.#waitForLong();
    }
    if (this.#wire?.active === false) this.#comeBack();
  }

  #comeBack() {
    if (this.#closed) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#wire?.connect(), pauseBefore(this.#tries++));
  }

  #waitForLong() {
    clearTimeout(this.#away);
    this.#away = setTimeout(() => {
      this.#become("offline");
    }, AWAY_AFTER);
  }

  #become(state: LiveState) {
    if (this.state === state) return;
    this.state = state;
    this.#changed();
  }

  /** The network may be back, so there is no sense in waiting any longer. */
  hurry() {
    if (this.#closed || this.state === "online" || this.#wire === null) return;
    clearTimeout(this.#again);
    this.#wire.disconnect();
    this.#wire.connect();
  }

  /** Says with a newer token who this is, so that the connection stays when the older one ends. */
  renew(token: string) {
    if (token === this.#given || this.state !== "online") return;
    this.#given = token;
    // When it fails the server closes, and the way back asks for a token again.
    this.ask("auth", { sessionToken: token }).catch(() => undefined);
  }

  /** Sends an event and gives what was answered; a refusal, or no answer, becomes an `ApiError`. */
  async ask(event: string, payload: unknown): Promise<unknown> {
    const wire = await this.#opening;
    let answer: unknown;
    try {
      answer = await wire.emitWithAck(event, payload);
    } catch (cause) {
      throw new ApiError("offline", "The server did not answer.", { cause });
    }
    const envelope = isRecord(answer) ? answer : {};
    if (envelope["success"] === true) return envelope["data"];
    throw refusal(envelope["error"]);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#away);
    clearTimeout(this.#again);
    const wire = this.#wire;
    const engine = wire?.io.engine;
    // A browser complains of a socket that is closed before it is open.
    if (engine?.readyState === "opening") engine.once("open", () => wire?.disconnect());
    else wire?.disconnect();
  }
}

function refusal(error: unknown): ApiError {
  if (isRecord(error) && typeof error["code"] === "string" && typeof error["message"] === "string") {
    return new ApiError(error["code"], error["message"]);
  }
  return new ApiError("unavailable", "The server gave no proper answer.");
}

function codeOf(problem: unknown): unknown {
  return isRecord(problem) && isRecord(problem["data"]) ? problem["data"]["code"] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
