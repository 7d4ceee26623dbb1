import { describe, expect, it, vi } from "vitest";
import { Deck } from "./deck";
import type { FeedCard, Judgement, Match, Judged } from "./queries";

const cardOf = (id: string) => ({ user: { id, displayName: id } }) as FeedCard;
const NO_MATCH: Judged = { matched: false, match: null };

/** A server with these people, in this order, who go once they are judged. */
function world(people: readonly string[]) {
  const here = [...people];
  const said: string[] = [];
  const matches: Match[] = [];
  const refusals: unknown[] = [];
  const server = {
    isDown: false,
    asked: 0,
    judge: ({ userId, kind }: Judgement): Promise<Judged> => {
      if (server.isDown) return Promise.reject(new Error("down"));
      said.push(`${kind} ${userId}`);
      here.splice(here.indexOf(userId), 1);
      return Promise.resolve(NO_MATCH);
    },
  };
  const deck = new Deck({
    fetch: (limit) => {
      server.asked += 1;
      if (server.isDown) return Promise.reject(new Error("down"));
      const found = here.slice(0, limit).map(cardOf);
      return Promise.resolve(found);
    },
    judge: (judgement) => server.judge(judgement),
    rewind: () => {
      const [, userId = ""] = said.pop()?.split(" ") ?? [];
      here.unshift(userId);
      return Promise.resolve({ userId });
    },
    matched: (match) => matches.push(match),
    refused: (error) => refusals.push(error),
  });
  const top = () => deck.state().cards[0] ?? cardOf("nobody");
  const ids = () => deck.state().cards.map(({ user }) => user.id);
  const settled = () => vi.waitUntil(() => deck.state().status !== "loading", { interval: 1 });
  return { deck, server, here, said, matches, refusals, top, ids, settled };
}

const many = (count: number) => Array.from({ length: count }, (_, number) => `p${number}`);

describe("a deck", () => {
  it("shows people in the order of the server, and takes what is said at once", async () => {
    const { deck, said, top, ids } = world(["ada", "bo", "cy"]);
    await deck.fill();
    const taken = deck.judge(top(), "like");
    expect(ids()).toEqual(["bo", "cy"]);
    expect(await taken).toBe(true);
    expect(said).toEqual(["like ada"]);
  });

  it("asks for more before it runs out, and never shows anybody twice", async () => {
    const { deck, said, top, settled } = world(many(50));
    await deck.fill();
    while (deck.state().status !== "empty") {
      await deck.judge(top(), "pass");
      await settled();
    }
    expect(said).toEqual(many(50).map((id) => `pass ${id}`));
  });

  it("does not ask again and again where there is nobody else", async () => {
    const { deck, server, top } = world(many(4));
    await deck.fill();
    for (let left = 3; left > 0; left--) await deck.judge(top(), "pass");
    await deck.fill();
    expect(server.asked).toBeLessThanOrEqual(2);
  });

  it("says that there is nobody once there is nobody", async () => {
    const { deck, top, settled } = world(["ada"]);
    await deck.fill();
    await deck.judge(top(), "pass");
    await settled();
    expect(deck.state()).toMatchObject({ cards: [], status: "empty" });
  });

  it("finds who comes later, and until then goes on saying that there is nobody", async () => {
    const { deck, server, here, ids } = world([]);
    await deck.fill();
    server.isDown = true;
    const looking = deck.fill();
    expect(deck.state().status).toBe("empty");
    await looking;
    expect(deck.state().status).toBe("empty");
    server.isDown = false;
    here.push("ada");
    await deck.fill();
    expect(ids()).toEqual(["ada"]);
  });

  it("leaves out whom an answer still names that is older than what was said", async () => {
    const { deck, server, top, ids } = world(["ada", "bo"]);
    await deck.fill();
    let answer: (verdict: Judged) => void = () => undefined;
    server.judge = () => new Promise((resolve) => (answer = resolve));
    const taken = deck.judge(top(), "like");
    const filled = deck.fill();
    await Promise.resolve();
    answer(NO_MATCH);
    await Promise.all([taken, filled]);
    expect(ids()).toEqual(["bo"]);
  });

  it("brings back on top whom a refusal was about, and says why", async () => {
    const { deck, server, refusals, top, ids } = world(["ada", "bo"]);
    await deck.fill();
    server.isDown = true;
    expect(await deck.judge(top(), "like")).toBe(false);
    expect(ids()).toEqual(["ada", "bo"]);
    expect(refusals).toHaveLength(1);
    expect(deck.state().canUndo).toBe(false);
  });

  it("takes back what was said last, one after the other", async () => {
    const { deck, said, top, ids } = world(["ada", "bo", "cy"]);
    await deck.fill();
    await deck.judge(top(), "pass");
    await deck.judge(top(), "like");
    await Promise.all([deck.undo(), deck.undo()]);
    expect(ids()).toEqual(["ada", "bo", "cy"]);
    expect(said).toEqual([]);
    expect(deck.state().canUndo).toBe(false);
  });

  it("does not take back what has become a match", async () => {
    const { deck, server, matches, top } = world(["ada"]);
    await deck.fill();
    const match = { id: "m" } as Match;
    server.judge = () => Promise.resolve({ matched: true, match });
    await deck.judge(top(), "like");
    expect(matches).toEqual([match]);
    expect(deck.state().canUndo).toBe(false);
  });

  it("forgets what was asked for before others were wanted", async () => {
    const { deck, top } = world(["ada"]);
    const first = deck.fill();
    await Promise.all([first, deck.renew()]);
    expect(deck.state().cards).toHaveLength(1);
    expect(top().user.id).toBe("ada");
  });

  it("says where people could not be had, and has them with the next try", async () => {
    const { deck, server, ids } = world(["ada"]);
    server.isDown = true;
    await deck.fill();
    expect(deck.state().status).toBe("failed");
    server.isDown = false;
    await deck.fill();
    expect(ids()).toEqual(["ada"]);
  });
});
