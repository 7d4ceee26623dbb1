import { ApiError } from "@/lib/api";
import type { Desk, Tools } from "./desk";
import { hearInto } from "./hearing";
import type { Room } from "./wire";

/** What one says and does in the date that one is in. */
export class Talk {
  readonly #tools: Tools;
  readonly #desk: Desk;
  #flowed: string | null = null;

  constructor(tools: Tools, desk: Desk) {
    this.#tools = tools;
    this.#desk = desk;
  }

  /** The other one's picture is there. When both have said so, the clock starts. */
  flow() {
    const roomId = this.#roomId();
    if (roomId === null || this.#flowed === roomId) return;
    this.#flowed = roomId;
    this.#tools.server.flowing(roomId).catch(() => {
      this.#flowed = null;
    });
  }

  #roomId(): string | null {
    const { own } = this.#desk.state;
    return own?.stage === "in" ? own.room.roomId : null;
  }

  #inRoom(): string {
    const roomId = this.#roomId();
    if (roomId === null) throw new ApiError("date_over", "There is no date.");
    return roomId;
  }

  async say(text: string): Promise<void> {
    hearInto(this.#desk, this.#tools, "room:chat", {
      roomId: this.#inRoom(),
      ...(await this.#tools.server.say(this.#inRoom(), text)),
    });
  }

  async give(socials: Record<string, string>): Promise<void> {
    const roomId = this.#inRoom();
    await this.#tools.server.give(roomId, socials);
    hearInto(this.#desk, this.#tools, "room:socialShared", { roomId, fromUserId: this.#tools.me, socials });
  }

  async extend(seconds: number): Promise<void> {
    const roomId = this.#inRoom();
    const { agreed } = await this.#tools.server.extend(roomId, seconds);
    if (!agreed)
      hearInto(this.#desk, this.#tools, "room:extendRequested", {
        roomId,
        fromUserId: this.#tools.me,
        seconds,
      });
  }

  async unblur(): Promise<void> {
    const roomId = this.#inRoom();
    await this.#tools.server.unblur(roomId);
    const change = (room: Room) => ({
      ...room,
      blur: { ...room.blur, mine: true },
    });
    this.#desk.happen({ type: "room", roomId, change });
  }
}
