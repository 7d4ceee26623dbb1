import { expect, it } from "vitest";
import { Model, OTHERS } from "./model.test-support";
import { Outbox } from "./outbox";
import { memoryShelf } from "./shelf.test-support";

it("does not send again what was sent while another tab's change was being read", async () => {
  const model = new Model(() => undefined);
  const store = memoryShelf();
  const sent: string[] = [];
  let answer: () => void = () => undefined;
  const outbox = new Outbox({
    store: { ...store, letters: () => reading() },
    send: async ({ content, clientId }) => {
      sent.push(content);
      await new Promise<void>((resolve) => (answer = resolve));
      return model.send(OTHERS[0], content, clientId);
    },
    upload: () => Promise.reject(new Error("no files")),
    sent: () => Promise.resolve(),
    lead: (begin) => {
      begin();
    },
    tellOthers: () => undefined,
  });
  let read: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (read = resolve));
  let isSlow = false;
  async function reading() {
    const letters = await store.letters();
    if (isSlow) await gate;
    return letters;
  }

  await outbox.add("chat", { content: "Hello" });
  isSlow = true;
  const refreshed = outbox.refresh();
  answer();
  await expect.poll(() => outbox.letters()).toEqual([]);
  read();
  await refreshed;

  expect(outbox.letters()).toEqual([]);
  expect(sent).toEqual(["Hello"]);
});
