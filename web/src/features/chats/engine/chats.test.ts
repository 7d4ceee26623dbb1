import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chats } from "./chats";
import { CHAT, ME, Model, OTHERS } from "./model.test-support";
import { dice, memoryShelf } from "./shelf.test-support";
import type { ChatEvent, Message } from "./types";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const quietOutbox = {
  upload: () => Promise.resolve("file"),
  lead: (begin: () => void) => {
    begin();
  },
  tellOthers: () => undefined,
};

/** When a message was deleted is not told to those who hear of it. */
const withoutTimes = (messages: readonly Message[]) =>
  messages.map((one) => (one.isDeleted ? { ...one, updatedAt: "" } : one));

/** A line that loses, doubles and holds up what is told on it. */
function badLine(roll: (sides: number) => number, hear: (event: ChatEvent) => void) {
  return (event: ChatEvent) => {
    const copies = [0, 1, 1, 1, 2][roll(5)];
    for (let copy = 0; copy < (copies ?? 1); copy++)
      setTimeout(() => {
        hear(event);
      }, roll(900));
  };
}

const pick = <Item>(items: readonly Item[], roll: (sides: number) => number) =>
  items[roll(items.length || 1)];

function happen(chats: Chats, model: Model, roll: (sides: number) => number, mayErase: boolean) {
  const message = pick(model.visible(), roll);
  const by = pick([...OTHERS, ME], roll) ?? ME;
  const what = roll(mayErase ? 13 : 12);
  if (what < 5 || message === undefined) model.send(by, roll(4) === 0 ? "hello @me" : "hello");
  else if (what < 7) model.edit(message, `edited ${model.pts}`);
  else if (what === 7) model.remove(message);
  else if (what < 10) model.react(message, by, pick(["👍", "🎉"], roll) ?? "👍");
  else if (what === 10) model.rename(`Hikers ${model.pts}`);
  else if (what === 11) {
    model.hide(message);
    // That has no number: whoever does not hear it, counts it.
    if (roll(2) === 0) chats.hear("message:hidden", { chatId: CHAT, messageId: message.id });
  } else model.erase("cy");
}

function look(chats: Chats, model: Model, roll: (sides: number) => number) {
  const room = chats.room(CHAT);
  const ignore = () => undefined;
  const what = roll(6);
  if (room === null) return;
  if (what === 0) room.toEnd().catch(ignore);
  else if (what === 1) room.loadOlder().catch(ignore);
  else if (what === 2) room.loadNewer().catch(ignore);
  else if (what === 3) room.jump(1 + roll(Math.max(1, model.pts))).catch(ignore);
  else if (what === 4) chats.read(CHAT, 1 + roll(Math.max(1, model.pts)));
  else void chats.outbox.add(CHAT, { content: `mine ${model.pts}` });
}

async function lifeOf(seed: number) {
  const roll = dice(seed);
  const chance = dice(seed + 1_000_000);
  vi.spyOn(Math, "random").mockImplementation(() => chance(1000) / 1000);
  const hear = (event: ChatEvent) => {
    const { event: name, ...data } = event;
    chats.hear(name, data);
  };
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, roll(700)));
  const model = new Model(badLine(roll, hear), pause);
  for (let before = roll(30); before > 0; before--) model.send(pick(OTHERS, roll) ?? "bo", "long ago");
  const shelf = memoryShelf();
  let chats = new Chats({ me: ME, server: model.server, store: shelf, outbox: quietOutbox });
  void chats.begin();
  for (let step = 0; step < 80; step++) {
    const what = roll(10);
    if (what < 5) happen(chats, model, roll, seed % 3 === 0);
    else if (what < 8) look(chats, model, roll);
    else if (what === 8) model.isDown = !model.isDown && roll(3) === 0;
    else if (roll(6) === 0) {
      // The page is loaded anew.
      chats.close();
      chats = new Chats({ me: ME, server: model.server, store: shelf, outbox: quietOutbox });
      void chats.begin();
    }
    await vi.advanceTimersByTimeAsync(roll(400));
  }
  model.isDown = false;
  chats.online();
  await vi.advanceTimersByTimeAsync(60_000);
  return { chats, model };
}

describe("whatever happens on the way", () => {
  const onceWrong = [1360, 1836, 9669];
  const seeds = [...Array.from({ length: 300 }, (_, seed) => seed), ...onceWrong];

  it.each(seeds)("what is held is what the server has (seed %i)", async (seed) => {
    const { chats, model } = await lifeOf(seed);
    const room = chats.room(CHAT);
    expect(chats.outbox.letters()).toEqual([]);
    expect([...model.accepted.values()].every((times) => times === 1)).toBe(true);
    const log = room?.keeper.log;
    if (log != null) {
      expect(log.pts).toBe(model.pts);
      // A hole is known as one: what is held is all there is wherever something is said to be known.
      const known = (pts: number) => log.stretches.some(({ from, to }) => from <= pts && pts <= to);
      const there = model.visible().filter(({ pts }) => known(pts));
      expect(withoutTimes(log.messages)).toEqual(withoutTimes(there));
    }
    await Promise.all([room?.toEnd(), vi.advanceTimersByTimeAsync(60_000)]);
    for (let more = true; more;) {
      await Promise.all([room?.loadOlder(), vi.advanceTimersByTimeAsync(10_000)]);
      more = room?.view()?.hasOlder ?? false;
    }
    const view = room?.view();
    expect(withoutTimes(view?.messages ?? [])).toEqual(withoutTimes(model.visible()));
    const { readPts, ...row } = model.chat();
    expect(chats.chat(CHAT)).toMatchObject(row);
    expect(chats.chat(CHAT)?.readPts).toBe(readPts);
    chats.close();
  });
});
