import { problemOf, type Chosen } from "@/features/calls";
import { Comeback } from "./comeback";
import { Desk, type Tools, type View } from "./desk";
import { hearInto } from "./hearing";
import { keepPlace } from "./place";
import { isOver, problemIn, refusalOf } from "./refusals";
import { Talk } from "./talk";
import type { DatePerson, Verdict } from "./wire";

export type { Notice, Tools, View } from "./desk";

/** The dates of one person on one device: what the server tells, and what one does. */
export class Dates {
  readonly me: string;
  readonly deviceId: string;
  readonly subscribe: Desk["subscribe"];
  readonly view: () => View;
  /** What one says and does in a date. */
  readonly talk: Talk;
  readonly #tools: Tools;
  readonly #desk: Desk;
  readonly #comeback: Comeback;
  /** Settles when the server has heard that the last date was left. */
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(tools: Tools) {
    this.me = tools.me;
    this.deviceId = tools.deviceId;
    this.#tools = tools;
    this.#desk = new Desk(tools);
    this.talk = new Talk(tools, this.#desk);
    this.#comeback = new Comeback(tools, this.#desk);
    this.subscribe = this.#desk.subscribe;
    this.view = this.#desk.view;
  }

  /** Takes what the server tells by itself. */
  hear(event: string, payload: unknown) {
    hearInto(this.#desk, this.#tools, event, payload);
    const { own, isOnline } = this.#desk.state;
    // The server took this device to be gone, though it is here.
    const isMissed = event === "room:peer" && (payload as { userId: string }).userId === this.me;
    const isGone = isMissed && (payload as { state: string }).state === "dropped";
    if (isGone && isOnline && own?.stage === "in") void this.#comeback.resume(own.room.roomId);
  }

  /** Whether the server can be heard. When it can again, what was missed is asked for, and the date is taken up. */
  follow(isOnline: boolean) {
    const wasOnline = this.#desk.state.isOnline;
    this.#desk.happen({ type: "line", isOnline });
    if (isOnline && !wasOnline) void this.catchUp();
  }

  catchUp(): Promise<void> {
    return this.#comeback.catchUp();
  }

  /** Goes on here with the date that one is in at another device. */
  takeUp(): Promise<void> {
    return this.#comeback.takeUp();
  }

  /** Opens camera and microphone; false where that did not work, and `problem` says why. */
  async #open(): Promise<boolean> {
    this.#desk.isOpening = true;
    this.#desk.happen({ type: "problem", problem: null });
    try {
      await this.#desk.equipment.open();
      return true;
    } catch (error) {
      this.#desk.happen({ type: "problem", problem: problemOf(error) });
      return false;
    } finally {
      this.#desk.isOpening = false;
      this.#desk.render();
    }
  }

  /** Shows one's own picture, for as long as the page is open that has it. */
  preview(isOn: boolean): Promise<boolean> {
    this.#desk.hasPreview = isOn;
    if (isOn) return this.#open();
    if (this.#desk.state.isWaiting) void this.next(false);
    this.#desk.tidy();
    return Promise.resolve(true);
  }

  join(): Promise<void> {
    return this.#comeback.join();
  }

  async leave(): Promise<void> {
    keepPlace(false);
    this.#desk.happen({ type: "lobby", lobby: "out" });
    await this.#tools.server.leave();
  }

  /** Would meet whoever comes next, or would not any more. */
  async next(isOn: boolean): Promise<void> {
    if (isOn && !(await this.#open())) return;
    this.#desk.happen({ type: "waiting", isOn });
    try {
      const { waiting } = await this.#tools.server.next(isOn);
      if (isOn && this.#desk.state.lobby !== "in") this.#desk.happen({ type: "lobby", lobby: "in" });
      // A date may have begun before the answer came.
      if (this.#desk.state.own?.stage !== "in") this.#desk.happen({ type: "waiting", isOn: waiting });
    } catch (error) {
      this.#desk.happen({ type: "waiting", isOn: false });
      throw error;
    }
  }

  /**
   * Invites somebody, to whom one can also write or not; false where camera or microphone could not be opened, so that
   * nobody was asked.
   */
  async invite(toUser: DatePerson, requestedSeconds: number, canWrite = false): Promise<boolean> {
    if (!(await this.#open())) return false;
    this.#desk.happen({ type: "asked", toUser, requestedSeconds, canWrite });
    const isStill = () => this.#desk.state.asking?.toUser === toUser;
    try {
      const asked = await this.#tools.server.invite(toUser.id, requestedSeconds, this.deviceId);
      if (isStill()) this.#desk.happen({ type: "rings", ...asked });
      // It was taken back before the server had answered, unless both wanted it and it has begun.
      else if (this.#desk.state.own?.room.roomId !== asked.inviteId)
        await this.#tools.server.rescind(asked.inviteId);
    } catch (error) {
      if (isStill()) this.#desk.happen({ type: "refused", refusal: refusalOf(error) });
    }
    this.#desk.tidy();
    return true;
  }

  /** Takes one's own invitation back, or has seen how it ended. */
  async rescind(): Promise<void> {
    const { asking } = this.#desk.state;
    this.#desk.happen({ type: "askingClosed" });
    this.#desk.tidy();
    if (asking?.inviteId != null && asking.refusal === null)
      await this.#tools.server.rescind(asking.inviteId).catch(() => undefined);
  }

  async accept(inviteId: string, requestedSeconds: number): Promise<void> {
    if (!(await this.#open())) return;
    try {
      const room = await this.#tools.server.accept(inviteId, requestedSeconds, this.deviceId);
      this.#desk.happen({ type: "started", room });
    } catch (error) {
      this.#desk.tidy();
      if (!isOver(error)) {
        this.#desk.happen({ type: "problem", problem: problemIn(error) });
        return;
      }
      this.#desk.happen({ type: "withdrawn", inviteId });
      this.#tools.notice({ kind: "problem", problem: "gone" });
    }
  }

  async decline(inviteId: string): Promise<void> {
    this.#desk.happen({ type: "silenced", inviteId });
    await this.#tools.server.decline(inviteId).catch(() => undefined);
  }

  /** Does not want to hear it here; it may still be answered at another device. */
  silence(inviteId: string) {
    this.#desk.happen({ type: "silenced", inviteId });
  }

  #roomId(): string | null {
    const { own } = this.#desk.state;
    return own?.stage === "in" ? own.room.roomId : null;
  }

  /** Ends the date. Quietly: the other one is told that it is over, and nothing else. */
  async end(isQuiet = false): Promise<void> {
    const roomId = this.#roomId();
    if (roomId === null) return;
    this.#desk.happen({ type: "over", roomId, ending: "left", durationSeconds: null });
    // Who is not heard of any more has left within seconds.
    this.#leaving = this.#tools.server.end(roomId, isQuiet).catch(() => undefined);
    await this.#leaving;
  }

  /** Ends it at once and quietly, and asks nothing more: one has something to report. */
  async part(): Promise<void> {
    const ending = this.end(true);
    this.#desk.happen({ type: "parted" });
    await ending;
  }

  async again(roomId: string, again: boolean): Promise<Verdict> {
    // One is asked at once, and may be quicker than the end of the date.
    await this.#leaving;
    const verdict = await this.#tools.server.again(roomId, again);
    this.#desk.happen({ type: "answered", roomId, again, match: verdict.match });
    return verdict;
  }

  dismiss() {
    this.#desk.happen({ type: "closed" });
  }

  /** The network may be another one now. */
  changeNetwork(): Promise<void> {
    return this.#desk.state.isOnline && this.#roomId() !== null
      ? this.#desk.equipment.mend()
      : Promise.resolve();
  }

  mute(isMuted: boolean) {
    this.#desk.equipment.self.mute(isMuted);
  }

  turnCamera(isOn: boolean): Promise<void> {
    return this.#desk.equipment.self.turnCamera(isOn);
  }

  forgive() {
    this.#desk.equipment.self.forgive();
    this.#desk.happen({ type: "problem", problem: null });
  }

  choose(chosen: Chosen): Promise<void> {
    return this.#desk.equipment.choose(chosen);
  }

  /** The person has left this device. */
  close() {
    this.#desk.hasPreview = false;
    this.#desk.close();
  }
}
