import { pauseBefore } from "@/lib/connection";
import type { MediaFile } from "./files";
import type { Kept } from "./shelf";
import type { Parcel } from "./transport";
import { next, type UploadEvent } from "./upload";
import type { Entry, Tools, UploadItem, Wish } from "./uploadItem";

/** More at once would not be faster, and the first one would be ready later. */
const AT_ONCE = 2;
/** The server has forgotten older ones. */
const LIFETIME = 24 * 3600_000;

/** All uploads of one person in this tab. It knows no screen: screens subscribe to it. */
export class Uploads {
  #entries = new Map<string, Entry>();
  #items: readonly UploadItem[] = [];
  #closed = false;
  readonly #listeners = new Set<() => void>();
  readonly #tools: Tools;

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  readonly items = () => this.#items;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Takes up what an earlier page has begun. */
  async restore(now = Date.now()) {
    const { shelf, userId, claim } = this.#tools;
    for (const kept of await shelf.all()) {
      if (kept.userId !== userId || now - kept.createdAt > LIFETIME) {
        await shelf.remove(kept.id);
        continue;
      }
      if (this.#entries.has(kept.id)) continue;
      const release = await claim(kept.id);
      if (release === null) continue;
      this.#enter(kept, release);
      if (kept.fileId !== null) this.#arrive(kept.id, kept.fileId);
    }
    this.#sendNext();
  }

  /** Begins to upload; answers with the upload's id. */
  add(content: Blob, name: string, { place, purpose, isVoice = false }: Wish): string {
    const { userId, shelf, claim } = this.#tools;
    const kept: Kept = {
      // Browsers have `randomUUID` only where the address is safe.
      id: crypto.getRandomValues(new Uint32Array(4)).join("-"),
      userId,
      place,
      name,
      mime: content.type,
      size: content.size,
      purpose,
      isVoice,
      createdAt: Date.now(),
      content,
      url: null,
      fileId: null,
    };
    this.#enter(kept, null);
    // Where the device has no room for it, it does not survive a reload, and that is all.
    shelf.put(kept).catch(() => undefined);
    void claim(kept.id).then((release) => {
      const entry = this.#entries.get(kept.id);
      if (entry) entry.release = release;
      else release?.();
    });
    this.#sendNext();
    return kept.id;
  }

  /** The person does not want it: what there is of it is taken back. */
  remove(id: string) {
    const fileId = this.#entries.get(id)?.kept.fileId;
    this.take(id);
    // What is in use by now stays, and what cannot be taken back now is swept away in a day.
    if (fileId) this.#tools.discard(fileId).catch(() => undefined);
  }

  /** It has been put to use, so it leaves the list. */
  take(id: string) {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#leave(entry, true);
    this.#entries.delete(id);
    this.#tools.shelf.remove(id).catch(() => undefined);
    this.#tell();
    this.#sendNext();
  }

  retry(id: string) {
    this.#change(id, { type: "askedAgain" });
    this.#sendNext();
  }

  /** The network may be back: there is no sense in waiting any longer. */
  hurry() {
    for (const { item } of this.#entries.values())
      if (item.state.step === "interrupted") this.#begin(item.id);
  }

  /** The person leaves: nothing of theirs goes on, or stays on this device. */
  async close() {
    this.#closed = true;
    for (const entry of this.#entries.values()) this.#leave(entry, false);
    this.#entries.clear();
    this.#tell();
    await this.#tools.shelf.clear();
  }

  #enter(kept: Kept, release: Entry["release"]) {
    const { id, place, name, mime, size, content } = kept;
    const item: UploadItem = { id, place, name, mime, size, content, state: { step: "waiting" } };
    this.#entries.set(id, { item, kept, stop: null, unfollow: null, timer: undefined, tries: 0, release });
    this.#tell();
  }

  #leave(entry: Entry, takeBack: boolean) {
    clearTimeout(entry.timer);
    entry.stop?.(takeBack);
    entry.unfollow?.();
    entry.release?.();
  }

  #sendNext() {
    const all = [...this.#entries.values()].map(({ item }) => item);
    const busy = all.filter(({ state }) => state.step === "sending" || state.step === "interrupted").length;
    const waiting = all.filter(({ state }) => state.step === "waiting");
    for (const { id } of waiting.slice(0, Math.max(0, AT_ONCE - busy))) this.#begin(id);
  }

  #begin(id: string) {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.kept.content === null) return;
    clearTimeout(entry.timer);
    this.#change(id, { type: "began" });
    const { name, mime, purpose, isVoice, url, content } = entry.kept;
    const parcel: Parcel = { content, name, mime, purpose, isVoice, url };
    entry.stop = this.#tools.send(parcel, {
      located: (url) => {
        if (url !== entry.kept.url) this.#keep(entry, { url });
      },
      progressed: (sent) => {
        const { state } = entry.item;
        if (state.step === "sending" && sent > state.sent) entry.tries = 0;
        this.#change(id, { type: "progressed", sent });
      },
      arrived: (fileId) => {
        this.#arrive(id, fileId);
      },
      broke: (afterSeconds) => {
        this.#pause(entry, afterSeconds * 1000);
      },
      forgotten: () => {
        this.#keep(entry, { url: null });
        this.#begin(id);
      },
      refused: (problem) => {
        // To try again means to begin anew.
        this.#keep(entry, { url: null });
        this.#change(id, { type: "refused", problem, canRetry: true });
        this.#sendNext();
      },
    });
  }

  #pause(entry: Entry, atLeast: number) {
    const { id } = entry.item;
    entry.stop = null;
    this.#change(id, { type: "broke" });
    const pause = Math.max(atLeast, pauseBefore(entry.tries++));
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      this.#begin(id);
    }, pause);
  }

  #arrive(id: string, fileId: string) {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.stop = null;
    this.#keep(entry, { fileId, content: null });
    this.#change(id, { type: "arrived", fileId });
    entry.unfollow = this.#tools.follow(
      fileId,
      (file) => {
        this.#hear(id, file);
      },
      () => {
        this.remove(id);
      },
    );
    this.#sendNext();
  }

  #hear(id: string, file: MediaFile) {
    this.#change(id, { type: "told", file });
    if (this.#entries.get(id)?.item.state.step === "failed")
      this.#tools.shelf.remove(id).catch(() => undefined);
  }

  #keep(entry: Entry, part: Partial<Kept>) {
    entry.kept = { ...entry.kept, ...part };
    this.#tools.shelf.change(entry.kept.id, part).catch(() => undefined);
  }

  #change(id: string, event: UploadEvent) {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#closed) return;
    const state = next(entry.item.state, event);
    if (state === entry.item.state) return;
    entry.item = { ...entry.item, state };
    this.#tell();
  }

  #tell() {
    this.#items = Array.from(this.#entries.values(), ({ item }) => item);
    for (const listener of this.#listeners) listener();
  }
}
