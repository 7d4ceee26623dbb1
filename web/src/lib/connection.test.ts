import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "./api";
import { AWAY_AFTER, Connection, pauseBefore, type Wire } from "./connection";

class FakeWire implements Wire {
  active = true;
  opened: (() => void) | undefined;
  readonly io = {
    engine: {
      readyState: "open",
      once: (_event: "open", then: () => void) => {
        this.opened = then;
      },
    },
  };
  connects = 0;
  disconnects = 0;
  asked: { event: string; payload: unknown }[] = [];
  answer: Promise<unknown> = Promise.resolve({ success: true, data: null });
  readonly #listeners = new Map<string, (problem: unknown) => void>();
  #any: ((event: string, payload: unknown) => void) | undefined;

  connect() {
    this.connects += 1;
  }
  disconnect() {
    this.disconnects += 1;
  }
  on(event: string, listener: (problem: unknown) => void) {
    this.#listeners.set(event, listener);
  }
  onAny(listener: (event: string, payload: unknown) => void) {
    this.#any = listener;
  }
  emitWithAck(event: string, payload: unknown) {
    this.asked.push({ event, payload });
    return this.answer;
  }
  happen(event: "connect" | "disconnect" | "connect_error", problem?: unknown) {
    this.#listeners.get(event)?.(problem);
  }
  tell(event: string, payload: unknown) {
    this.#any?.(event, payload);
  }
}

type Given = { token: string };

async function setUp(token: (refused: string | null) => Promise<string | null> = () => Promise.resolve("a")) {
  const wire = new FakeWire();
  const heard: unknown[] = [];
  const states: string[] = [];
  let auth: (give: (given: Given) => void) => void = () => undefined;
  const connection: Connection = new Connection(
    (ask) => {
      auth = ask;
      return Promise.resolve(wire);
    },
    token,
    (event, payload) => heard.push([event, payload]),
    () => states.push(connection.state),
  );
  await vi.advanceTimersByTimeAsync(0);
  const introduce = async () => {
    let given: Given | undefined;
    auth((answer) => {
      given = answer;
    });
    await vi.advanceTimersByTimeAsync(0);
    return given;
  };
  return { wire, connection, heard, states, introduce };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a connection", () => {
  it("comes, and passes on what it hears", async () => {
    const { wire, heard, states, introduce } = await setUp();
    expect(wire.connects).toBe(1);
    expect(await introduce()).toEqual({ token: "a" });
    wire.happen("connect");
    wire.tell("file:updated", { file: { id: "1" } });
    expect(states).toEqual(["online"]);
    expect(heard).toEqual([["file:updated", { file: { id: "1" } }]]);
  });

  it("is away only when it has been gone for long", async () => {
    const { wire, states } = await setUp();
    wire.happen("connect");
    wire.happen("disconnect");
    await vi.advanceTimersByTimeAsync(AWAY_AFTER - 1);
    expect(states).toEqual(["online", "connecting"]);
    await vi.advanceTimersByTimeAsync(1);
    wire.happen("connect_error");
    expect(states).toEqual(["online", "connecting", "offline"]);
    wire.happen("connect");
    expect(states.at(-1)).toBe("online");
  });

  it("is never called away once it is back", async () => {
    const { wire, states } = await setUp();
    wire.happen("connect");
    await vi.advanceTimersByTimeAsync(AWAY_AFTER * 2);
    expect(states).toEqual(["online"]);
  });

  it.each(["unauthenticated", "session_ended", "token_expired", "account_banned"])(
    "brings another token when the server refused the first with %s, and tries again by itself",
    async (code) => {
      const refused: (string | null)[] = [];
      const { wire, introduce } = await setUp((token) => {
        refused.push(token);
        return Promise.resolve(token === "a" ? "b" : "a");
      });
      await introduce();
      wire.active = false;
      wire.happen("connect_error", { data: { code } });
      await vi.advanceTimersByTimeAsync(1000);
      expect(wire.connects).toBe(2);
      expect(await introduce()).toEqual({ token: "b" });
      expect(refused).toEqual([null, "a"]);
    },
  );

  it("keeps its token when the refusal was about something else", async () => {
    const token = vi.fn(() => Promise.resolve("a"));
    const { wire, introduce } = await setUp(token);
    await introduce();
    wire.active = false;
    wire.happen("connect_error", { data: { code: "unavailable" } });
    await introduce();
    expect(token).toHaveBeenLastCalledWith(null);
  });

  it("tries again when no token could be had", async () => {
    const { wire, introduce } = await setUp(() => Promise.reject(new ApiError("offline", "")));
    expect(await introduce()).toBeUndefined();
    expect(wire.disconnects).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(wire.connects).toBe(2);
  });

  it("says who it is again, once for each token, while it is open", async () => {
    const { wire, connection, introduce } = await setUp();
    await introduce();
    connection.renew("b");
    expect(wire.asked).toEqual([]);
    wire.happen("connect");
    connection.renew("a");
    connection.renew("b");
    connection.renew("b");
    await vi.advanceTimersByTimeAsync(0);
    expect(wire.asked).toEqual([{ event: "auth", payload: { sessionToken: "b" } }]);
  });

  it("does not wait when the network is back, and leaves an open one alone", async () => {
    const { wire, connection } = await setUp();
    wire.happen("connect");
    connection.hurry();
    expect(wire.connects).toBe(1);
    wire.happen("disconnect");
    connection.hurry();
    expect(wire.connects).toBe(2);
  });

  it("stays closed", async () => {
    const { wire, connection, introduce } = await setUp();
    wire.happen("connect");
    connection.close();
    wire.active = false;
    wire.happen("disconnect");
    connection.hurry();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await introduce()).toBeUndefined();
    expect(wire.connects).toBe(1);
    expect(wire.disconnects).toBe(1);
  });
});

describe("a connection that is closed before it is open", () => {
  it("opens first, since browsers complain otherwise", async () => {
    const { wire, connection } = await setUp();
    wire.io.engine.readyState = "opening";
    connection.close();
    expect(wire.disconnects).toBe(0);
    wire.opened?.();
    expect(wire.disconnects).toBe(1);
  });

  it("does not come back when it could not be opened", async () => {
    const { wire, connection } = await setUp();
    wire.io.engine.readyState = "opening";
    connection.close();
    wire.happen("connect_error");
    expect(wire.disconnects).toBe(1);
  });
});

describe("asking", () => {
  it("takes the data out of the envelope", async () => {
    const { wire, connection } = await setUp();
    wire.answer = Promise.resolve({ success: true, data: [{ userId: "1" }] });
    expect(await connection.ask("presence:watch", {})).toEqual([{ userId: "1" }]);
  });

  it.each([
    [{ success: false, error: { code: "forbidden", message: "Not yours." } }, "forbidden"],
    [{ success: false }, "unavailable"],
    ["?", "unavailable"],
  ])("rejects for %j", async (answer, code) => {
    const { wire, connection } = await setUp();
    wire.answer = Promise.resolve(answer);
    await expect(connection.ask("presence:watch", {})).rejects.toMatchObject({ code });
  });

  it("says offline when nobody answered", async () => {
    const { wire, connection } = await setUp();
    wire.answer = Promise.reject(new Error("operation has timed out"));
    await expect(connection.ask("presence:watch", {})).rejects.toMatchObject({ code: "offline" });
  });
});

describe("the pause before another try", () => {
  it("doubles up to ten seconds, and up to half of it is chance", () => {
    expect([0, 1, 4, 9].map((tries) => pauseBefore(tries, 1))).toEqual([500, 1000, 8000, 10_000]);
    expect(pauseBefore(9, 0)).toBe(5000);
  });
});
