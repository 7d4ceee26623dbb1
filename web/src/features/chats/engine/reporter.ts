import { ApiError } from "@/lib/api";
import { pauseBefore } from "@/lib/connection";
import type { Server } from "./server";
import type { Chat } from "./types";

/** Marks of one chat are gathered for so long. */
const GATHER = 250;

/** Tells the server how far one has come. A mark only rises, so the last one says all, and it is told until it is heard. */
export class Reporter {
  readonly #server: Pick<Server, "markRead" | "markDelivered">;
  readonly #isRead: (chatId: string) => void;
  readonly #wanted = new Map<string, { read: number; delivered: number }>();
  readonly #told = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #tries = 0;

  constructor(server: Pick<Server, "markRead" | "markDelivered">, isRead: (chatId: string) => void) {
    this.#server = server;
    this.#isRead = isRead;
  }

  read(chatId: string, upTo: number) {
    this.#want(chatId, { read: upTo, delivered: 0 });
  }

  /** This device has what others have sent there. */
  received({ id, lastMessage, deliveredPts }: Chat, me: string) {
    if (lastMessage === null || lastMessage.senderId === me) return;
    if (lastMessage.pts <= Math.max(deliveredPts, this.#told.get(id) ?? 0)) return;
    this.#want(id, { read: 0, delivered: lastMessage.pts });
  }

  hurry() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#report();
  }

  close() {
    clearTimeout(this.#timer);
    this.#wanted.clear();
  }

  #want(chatId: string, { read, delivered }: { read: number; delivered: number }) {
    const known = this.#wanted.get(chatId) ?? { read: 0, delivered: 0 };
    this.#wanted.set(chatId, {
      read: Math.max(known.read, read),
      delivered: Math.max(known.delivered, delivered),
    });
    this.#later(GATHER);
  }

  #later(pause: number) {
    this.#timer ??= setTimeout(() => {
      this.hurry();
    }, pause);
  }

  async #report() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (const [chatId, wanted] of this.#wanted) {
        this.#wanted.delete(chatId);
        await this.#mark(chatId, wanted);
      }
      this.#tries = 0;
    } catch {
      this.#later(pauseBefore(++this.#tries));
    } finally {
      this.#busy = false;
    }
    if (this.#wanted.size > 0) this.#later(GATHER);
  }

  async #mark(chatId: string, wanted: { read: number; delivered: number }) {
    const { read, delivered } = wanted;
    try {
      // Who has read it has it.
      if (delivered > read) await this.#server.markDelivered(chatId, delivered);
      if (read > 0) {
        await this.#server.markRead(chatId, read);
        this.#isRead(chatId);
      }
      this.#told.set(chatId, Math.max(read, delivered));
    } catch (error) {
      const stays =
        error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
      if (stays) return;
      this.#want(chatId, wanted);
      throw error;
    }
  }
}
