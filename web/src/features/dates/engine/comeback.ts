import { problemOf } from "@/features/calls";
import type { Desk, Tools } from "./desk";
import { hadPlace, keepPlace } from "./place";
import { isOver } from "./refusals";

/** The ways back into a date: after a break of the connection, a reload, or from another device. */
export class Comeback {
  readonly #tools: Tools;
  readonly #desk: Desk;
  #isResuming = false;

  constructor(tools: Tools, desk: Desk) {
    this.#tools = tools;
    this.#desk = desk;
  }

  async join(): Promise<void> {
    await this.#tools.server.join(this.#tools.deviceId);
    keepPlace(true);
    this.#desk.happen({ type: "lobby", lobby: "in" });
  }

  /** Asks for what was missed, and goes on with the date of this device. */
  async catchUp(): Promise<void> {
    const { server, deviceId } = this.#tools;
    try {
      if (this.#desk.state.lobby === "in") this.join().catch(() => undefined);
      const standing = await server.standing();
      // This page was loaded anew, and the server has not given the place away yet.
      if (this.#desk.state.lobby === "out" && standing.inLobby && hadPlace())
        this.join().catch(() => undefined);
      const { own } = this.#desk.state;
      const isMine = standing.room?.deviceId === deviceId;
      const roomId = own?.stage === "in" ? own.room.roomId : isMine ? standing.room?.roomId : undefined;
      if (roomId !== undefined) await this.resume(roomId);
      this.#desk.happen({
        type: "known",
        standing: roomId === undefined ? standing : { ...standing, room: null },
      });
    } catch {
      // The next time that it can be heard.
    }
  }

  async resume(roomId: string): Promise<void> {
    if (this.#isResuming) return;
    this.#isResuming = true;
    const { equipment } = this.#desk;
    const opening = equipment.reopen(roomId).catch((error: unknown) => {
      this.#desk.happen({ type: "problem", problem: problemOf(error) });
    });
    try {
      const room = await this.#tools.server.resume(roomId, this.#tools.deviceId);
      await opening;
      this.#desk.happen({ type: "started", room });
      equipment.line?.revive(true);
    } catch (error) {
      if (isOver(error)) this.#desk.happen({ type: "over", roomId, ending: "lost", durationSeconds: null });
    } finally {
      this.#isResuming = false;
      this.#desk.tidy();
    }
  }

  /** Goes on here with the date that one is in at another device. */
  async takeUp(): Promise<void> {
    const { own } = this.#desk.state;
    if (own?.stage === "elsewhere") await this.resume(own.room.roomId);
  }
}
