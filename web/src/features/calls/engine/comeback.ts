import type { Desk, Tools } from "./desk";
import { kept } from "./device";
import * as machine from "./machine";
import { problemOf } from "./problem";
import type { Call } from "./wire";

/** The ways back into a call: after a break of the connection, a reload, or from another device. */
export class Comeback {
  readonly #tools: Tools;
  readonly #desk: Desk;
  #isResuming = false;

  constructor(tools: Tools, desk: Desk) {
    this.#tools = tools;
    this.#desk = desk;
  }

  /** Asks for what was missed, and goes on with the call of this device. */
  async catchUp(): Promise<void> {
    const { own } = this.#desk.state;
    if (own?.stage === "in" && own.callId !== null) await this.#resume(own.callId);
    let current: readonly Call[];
    try {
      current = await this.#tools.server.current();
    } catch {
      // The next time that it can be heard.
      return;
    }
    for (const { id } of this.#desk.state.calls.values())
      if (id !== this.#desk.state.own?.callId && !current.some((call) => call.id === id))
        this.#desk.happen({ type: "forgotten", callId: id });
    for (const call of current) this.#desk.happen({ type: "told", call });
    const mine = machine.mineToResume(this.#desk.state, current);
    if (this.#desk.state.own === null && mine !== undefined) await this.takeUp(mine);
  }

  /** The server took this device to be gone, though it is here. */
  check() {
    const { isOnline, own, deviceId } = this.#desk.state;
    const call = machine.ownCall(this.#desk.state);
    if (!isOnline || own?.stage !== "in" || call === null || this.#isResuming) return;
    const mine = machine.memberOf(call, this.#tools.me);
    if (mine?.state === "dropped" && mine.deviceId === deviceId) void this.#resume(call.id);
  }

  async #resume(callId: string) {
    const round = this.#desk.round;
    this.#isResuming = true;
    try {
      const [call] = await Promise.all([
        this.#tools.server.resume(callId, this.#tools.deviceId),
        // What was told before will do, where this one question fails.
        this.#desk.renewIce().catch(() => undefined),
      ]);
      if (round !== this.#desk.round) return;
      this.#desk.happen({ type: "entered", call });
      this.#desk.line?.revive(true);
    } catch (error) {
      if (problemOf(error) === "offline" || round !== this.#desk.round) return;
      await this.#learnEnd(callId);
    } finally {
      this.#isResuming = false;
    }
  }

  async #learnEnd(callId: string) {
    const round = this.#desk.round;
    try {
      this.#desk.happen({ type: "told", call: await this.#tools.server.find(callId) });
    } catch {
      // It is over in any case.
    }
    if (round === this.#desk.round) this.#desk.happen({ type: "left", ending: "dropped" });
  }

  /** Goes on here with a call that this person is in already: after a reload, or from another device. */
  async takeUp(call: Call): Promise<void> {
    const before = kept(call.id);
    const round = ++this.#desk.round;
    this.#desk.happen({ type: "asked", chatId: call.chatId, callId: call.id, kind: call.kind });
    this.#desk.happen({ type: "entering" });
    if (before?.isMuted === true) this.#desk.self.mute(true);
    const opening = this.#desk.self.open(before?.hasCamera ?? call.kind === "video");
    try {
      await this.#desk.renewIce();
      const resumed = await this.#tools.server.resume(call.id, this.#tools.deviceId);
      if (round === this.#desk.round) this.#desk.happen({ type: "entered", call: resumed });
      await opening;
    } catch (error) {
      opening.catch(() => undefined);
      if (round !== this.#desk.round) return;
      this.#desk.fail(error);
      void this.#desk.end(call.id);
    }
  }
}
