import { Comeback } from "./comeback";
import { Desk, type Tools } from "./desk";
import * as machine from "./machine";
import type { Chosen } from "./media";
import type { Call, CallKind } from "./wire";

export type { Tools, View } from "./desk";

type Asked = { chatId: string | null; callId: string | null; kind: CallKind };
type Signalled = { callId: string; fromUserId: string; signal: unknown };

/** The calls of one person on one device: what the server tells, and what one does. */
export class Calls {
  readonly me: string;
  readonly subscribe: Desk["subscribe"];
  readonly view: Desk["view"];
  readonly #tools: Tools;
  readonly #desk: Desk;
  readonly #comeback: Comeback;

  constructor(tools: Tools) {
    this.me = tools.me;
    this.#tools = tools;
    this.#desk = new Desk(tools);
    this.#comeback = new Comeback(tools, this.#desk);
    this.subscribe = this.#desk.subscribe;
    this.view = this.#desk.view;
  }

  /** Takes what the server tells by itself. */
  hear(event: string, payload: unknown) {
    switch (event) {
      case "call:incoming":
      case "call:accepted":
      case "call:updated":
      case "call:ended": {
        const { call } = payload as { call: Call };
        const rang = machine.incomingOf(this.#desk.state).some(({ id }) => id === call.id);
        this.#desk.happen({ type: "told", call });
        this.#comeback.check();
        const isMissed = call.reason === "missed" || call.reason === "cancelled";
        if (rang && call.state === "ended" && isMissed) this.#tools.missed(call);
        break;
      }
      case "call:moved":
        this.#desk.happen({ type: "moved", ...(payload as { callId: string; deviceId: string }) });
        break;
      case "call:signal": {
        const { callId, fromUserId, signal } = payload as Signalled;
        if (callId === this.#desk.state.own?.callId) this.#desk.line?.hear(fromUserId, signal);
        break;
      }
    }
  }

  /** Whether the server can be heard. When it can again, what was missed is asked for, and the call is taken up. */
  follow(isOnline: boolean) {
    const wasOnline = this.#desk.state.isOnline;
    this.#desk.happen({ type: "line", isOnline });
    if (isOnline && !wasOnline) void this.#comeback.catchUp();
  }

  catchUp(): Promise<void> {
    return this.#comeback.catchUp();
  }

  /** Goes on here with a call that this person is in at another device. */
  takeUp(call: Call): Promise<void> {
    return this.#comeback.takeUp(call);
  }

  /** The network may be another one now. */
  async changeNetwork(): Promise<void> {
    if (!this.#desk.state.isOnline || this.#desk.state.own?.stage !== "in") return;
    await this.#desk.renewIce().catch(() => undefined);
    this.#desk.line?.mend();
  }

  /** Calls those of a chat, or joins the call that runs there. */
  call(chatId: string, kind: CallKind): Promise<void> {
    return this.#enter({ chatId, callId: null, kind }, () =>
      this.#tools.server.initiate(chatId, kind, this.#tools.deviceId),
    );
  }

  /** Answers, or joins. Whoever talks already ends that first. */
  async answer(callId: string, kind: CallKind): Promise<void> {
    if (this.#desk.state.own !== null && this.#desk.state.own.stage !== "over") await this.hangUp();
    const chatId = this.#desk.state.calls.get(callId)?.chatId ?? null;
    await this.#enter({ chatId, callId, kind }, () =>
      this.#tools.server.answer(callId, this.#tools.deviceId),
    );
  }

  async #enter(asked: Asked, ask: () => Promise<Call>): Promise<void> {
    if (this.#desk.state.own !== null && this.#desk.state.own.stage !== "over") return;
    const round = ++this.#desk.round;
    this.#desk.happen({ type: "asked", ...asked });
    try {
      await Promise.all([this.#desk.self.open(asked.kind === "video"), this.#desk.renewIce()]);
      if (round !== this.#desk.round) return;
      this.#desk.happen({ type: "entering" });
      const call = await ask();
      if (round === this.#desk.round) this.#desk.happen({ type: "entered", call });
      else void this.#desk.end(call.id);
    } catch (error) {
      if (round === this.#desk.round) this.#desk.fail(error);
    }
  }

  async hangUp(): Promise<void> {
    const callId = this.#desk.state.own?.callId ?? null;
    const isCalling = machine.phaseOf(this.#desk.state) === "calling";
    this.#desk.happen({ type: "left", ending: isCalling ? "cancelled" : "ended" });
    if (callId !== null) await this.#desk.end(callId);
  }

  async reject(callId: string): Promise<void> {
    this.#desk.happen({ type: "silenced", callId });
    try {
      this.#desk.happen({ type: "told", call: await this.#tools.server.reject(callId) });
    } catch {
      // It goes on to ring elsewhere until it has rung for long enough.
    }
  }

  /** Does not want to hear it ring here; it may still be answered, here or elsewhere. */
  silence(callId: string) {
    this.#desk.happen({ type: "silenced", callId });
  }

  again() {
    const { own } = this.#desk.state;
    if (own?.stage === "over" && own.chatId !== null) void this.call(own.chatId, own.kind);
  }

  dismiss() {
    this.#desk.happen({ type: "closed" });
  }

  minimise(isMinimised: boolean) {
    this.#desk.minimise(isMinimised);
  }

  mute(isMuted: boolean) {
    this.#desk.self.mute(isMuted);
  }

  /** Turns the own camera on or off; in a call of sound only, that makes it one of pictures. */
  async turnCamera(isOn: boolean): Promise<void> {
    const call = machine.ownCall(this.#desk.state);
    await this.#desk.self.turnCamera(isOn);
    if (!isOn || call?.kind !== "audio" || this.#desk.self.tracks.camera === null) return;
    try {
      this.#desk.happen({ type: "told", call: await this.#tools.server.upgrade(call.id) });
    } catch {
      // The picture goes over the line all the same; only the record says that it was sound.
    }
  }

  share(isOn: boolean): Promise<void> {
    return this.#desk.self.share(isOn);
  }

  forgive() {
    this.#desk.self.forgive();
  }

  choose(chosen: Chosen): Promise<void> {
    return this.#desk.choose(chosen);
  }

  /** The person has left this device. */
  close() {
    this.#desk.happen({ type: "closed" });
    this.#desk.close();
    this.#tools.ringer.close();
  }
}
