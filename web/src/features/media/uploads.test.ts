import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaFile } from "./files";
import type { Follow } from "./follow";
import type { Kept, Shelf } from "./shelf";
import type { Delivery, Parcel, Send } from "./transport";
import { Uploads } from "./uploads";

const READY: MediaFile = {
  id: "file-1",
  kind: "image",
  mime: "image/jpeg",
  size: 4,
  status: "ready",
  url: "/x",
  thumbnails: [],
};

function fakeShelf(kept: Kept[] = []): Shelf & { rows: Map<string, Kept> } {
  const rows = new Map(kept.map((one) => [one.id, one]));
  return {
    rows,
    all: () => Promise.resolve([...rows.values()]),
    put: (one) => Promise.resolve(void rows.set(one.id, one)),
    change: (id, part) => {
      const row = rows.get(id);
      if (row) rows.set(id, { ...row, ...part });
      return Promise.resolve();
    },
    remove: (id) => Promise.resolve(void rows.delete(id)),
    clear: () => {
      rows.clear();
      return Promise.resolve();
    },
  };
}

type Sending = { parcel: Parcel; delivery: Delivery; stopped: boolean | null };

function setUp(kept: Kept[] = [], taken = false) {
  const sendings: Sending[] = [];
  const send: Send = (parcel, delivery) => {
    const sending: Sending = { parcel, delivery, stopped: null };
    sendings.push(sending);
    return (takeBack) => {
      sending.stopped = takeBack;
    };
  };
  const followed = new Map<string, Parameters<Follow>>();
  const follow: Follow = (...asked) => {
    followed.set(asked[0], asked);
    return () => followed.delete(asked[0]);
  };
  const shelf = fakeShelf(kept);
  const discard = vi.fn(() => Promise.resolve());
  const claim = () => Promise.resolve(taken ? null : () => undefined);
  const uploads = new Uploads({ discard, send, follow, shelf, claim, userId: "mara" });
  const add = (name = "a.jpg") => uploads.add(new Blob(["1234"]), name, { place: "chat", purpose: "photo" });
  const sending = (index: number) => {
    const found = sendings[index];
    if (found === undefined) throw new Error(`nothing was sent as number ${index}`);
    return found;
  };
  return { uploads, add, sendings, sending, followed, shelf, discard };
}

const steps = (uploads: Uploads) => uploads.items().map(({ state }) => state.step);

const begun = (part: Partial<Kept> = {}): Kept => ({
  id: "1",
  userId: "mara",
  place: "chat",
  name: "a.jpg",
  mime: "image/jpeg",
  size: 4,
  purpose: "photo",
  isVoice: false,
  createdAt: Date.now(),
  content: new Blob(["1234"]),
  url: "/tus/1",
  fileId: null,
  ...part,
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("uploads", () => {
  it("go one after the other, two at once", () => {
    const { uploads, add, sending } = setUp();
    add();
    add();
    add();
    expect(steps(uploads)).toEqual(["sending", "sending", "waiting"]);
    sending(0).delivery.arrived("file-1");
    expect(steps(uploads)).toEqual(["processing", "sending", "sending"]);
  });

  it("tell what the server makes of them", () => {
    const { uploads, add, sending, followed } = setUp();
    add();
    sending(0).delivery.arrived("file-1");
    followed.get("file-1")?.[1](READY);
    expect(uploads.items()[0]?.state).toEqual({ step: "done", fileId: "file-1", file: READY });
  });

  it("go on where they were when the connection is back", () => {
    const { uploads, add, sendings, sending } = setUp();
    add();
    sending(0).delivery.located("/tus/1");
    sending(0).delivery.progressed(2);
    sending(0).delivery.broke(0);
    expect(uploads.items()[0]?.state).toEqual({ step: "interrupted", sent: 2 });
    vi.advanceTimersByTime(500);
    expect(sending(1).parcel.url).toBe("/tus/1");
    sending(1).delivery.broke(0);
    uploads.hurry();
    expect(sendings).toHaveLength(3);
    expect(steps(uploads)).toEqual(["sending"]);
  });

  it("wait for longer and longer while nothing goes through, and as long as the server says", () => {
    const { add, sendings, sending } = setUp();
    vi.spyOn(Math, "random").mockReturnValue(1);
    add();
    sending(0).delivery.broke(0);
    vi.advanceTimersByTime(500);
    sending(1).delivery.broke(0);
    vi.advanceTimersByTime(999);
    expect(sendings).toHaveLength(2);
    vi.advanceTimersByTime(1);
    sending(2).delivery.progressed(2);
    sending(2).delivery.broke(0);
    vi.advanceTimersByTime(500);
    expect(sendings).toHaveLength(4);
    sending(3).delivery.broke(20);
    vi.advanceTimersByTime(19_999);
    expect(sendings).toHaveLength(4);
  });

  it("begin anew when the server has forgotten them", () => {
    const { add, sending } = setUp();
    add();
    sending(0).delivery.located("/tus/1");
    sending(0).delivery.forgotten();
    expect(sending(1).parcel.url).toBeNull();
  });

  it("are refused with a reason, and tried again from the start when asked to", () => {
    const { uploads, add, sending } = setUp();
    const id = add();
    sending(0).delivery.located("/tus/1");
    sending(0).delivery.refused({ code: "payload_too_large", message: "Too large." });
    expect(steps(uploads)).toEqual(["failed"]);
    uploads.retry(id);
    expect(sending(1).parcel.url).toBeNull();
    expect(steps(uploads)).toEqual(["sending"]);
  });

  it("are taken back when they are cancelled, and make room for the next", async () => {
    const { uploads, add, sending, shelf } = setUp();
    const id = add("a.jpg");
    add("b.jpg");
    add("c.jpg");
    uploads.remove(id);
    await vi.advanceTimersByTimeAsync(0);
    expect(sending(0).stopped).toBe(true);
    expect(sending(2).parcel.name).toBe("c.jpg");
    expect(shelf.rows.has(id)).toBe(false);
  });
});

describe("uploads that are done", () => {
  it("are taken back when they are not wanted", () => {
    const { uploads, add, sending, discard } = setUp();
    const id = add();
    sending(0).delivery.arrived("file-1");
    uploads.remove(id);
    expect(discard).toHaveBeenCalledWith("file-1");
    expect(uploads.items()).toEqual([]);
  });

  it("stay what they are when they have been put to use", () => {
    const { uploads, add, sending, discard } = setUp();
    const id = add();
    sending(0).delivery.arrived("file-1");
    uploads.take(id);
    expect(discard).not.toHaveBeenCalled();
    expect(uploads.items()).toEqual([]);
  });
});

describe("after a reload", () => {
  it("go on from where they were", async () => {
    const { uploads, sending } = setUp([begun()]);
    await uploads.restore();
    expect(sending(0).parcel).toMatchObject({ url: "/tus/1", name: "a.jpg" });
  });

  it("are only listened to when they had arrived", async () => {
    const { uploads, sendings, followed } = setUp([begun({ content: null, fileId: "file-1" })]);
    await uploads.restore();
    expect(sendings).toEqual([]);
    followed.get("file-1")?.[1](READY);
    expect(steps(uploads)).toEqual(["done"]);
  });

  it("leave those of another person, and those of yesterday, behind", async () => {
    const old = Date.now() - 25 * 3600_000;
    const { uploads, shelf } = setUp([begun({ userId: "bob" }), begun({ id: "2", createdAt: old })]);
    await uploads.restore();
    expect(uploads.items()).toEqual([]);
    expect(shelf.rows.size).toBe(0);
  });

  it("leave those alone that another tab is sending", async () => {
    const { uploads, shelf } = setUp([begun()], true);
    await uploads.restore();
    expect(uploads.items()).toEqual([]);
    expect(shelf.rows.size).toBe(1);
  });

  it("keep what is needed to go on, and no bytes that have arrived", async () => {
    const { add, sending, shelf } = setUp();
    const id = add();
    sending(0).delivery.located("/tus/1");
    await vi.advanceTimersByTimeAsync(0);
    expect(shelf.rows.get(id)).toMatchObject({ url: "/tus/1", userId: "mara" });
    sending(0).delivery.arrived("file-1");
    expect(shelf.rows.get(id)).toMatchObject({ content: null, fileId: "file-1" });
  });
});

it("nothing goes on, or stays, when the person leaves", async () => {
  const { uploads, add, sending, sendings, shelf } = setUp();
  add();
  sending(0).delivery.broke(0);
  await uploads.close();
  vi.advanceTimersByTime(60_000);
  expect(sendings).toHaveLength(1);
  expect(uploads.items()).toEqual([]);
  expect(shelf.rows.size).toBe(0);
});
