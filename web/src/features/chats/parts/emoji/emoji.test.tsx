import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { createQueryClient } from "@/lib/queryClient";
import { EmojiPicker, ReactionPicker } from "../index";
import { findEmoji, GROUPS, inTone, loadEmoji, type Emoji } from "./emoji";

beforeEach(() => {
  localStorage.clear();
});

const open = (onPick: (emoji: string) => void) =>
  render(
    <QueryClientProvider client={createQueryClient()}>
      <EmojiPicker onPick={onPick} />
    </QueryClientProvider>,
  );

const named = (all: readonly Emoji[], name: string) => {
  const found = all.find((emoji) => emoji.name === name);
  if (found === undefined) throw new Error(`no emoji is called ${name}`);
  return found;
};

it("knows every group, and of people five tones", async () => {
  const all = await loadEmoji();
  for (const { id } of GROUPS) expect(all.filter(({ group }) => group === id).length).toBeGreaterThan(50);
  expect(named(all, "red heart").emoji).toBe("❤️");
  expect(named(all, "waving hand").tones).toEqual(["👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"]);
  for (const { tones } of all) expect([0, 5]).toContain(tones.length);
});

it("finds by the beginnings of words, names first", async () => {
  const all = await loadEmoji();
  expect(findEmoji(all, "wav ha")[0]?.emoji).toBe("👋");
  expect(findEmoji(all, "owl")[0]?.emoji).toBe("🦉");
  expect(findEmoji(all, "🦉").map(({ emoji }) => emoji)).toEqual(["🦉"]);
  expect(findEmoji(all, "qqqq")).toEqual([]);
});

it("shows nobody in another tone than what exists", async () => {
  const all = await loadEmoji();
  expect(inTone(named(all, "waving hand"), 3)).toBe("👋🏽");
  expect(inTone(named(all, "owl"), 3)).toBe("🦉");
});

it("is searched and chosen from by keyboard alone, and remembers what was taken", async () => {
  const onPick = vi.fn();
  const { unmount } = open(onPick);
  await screen.findByRole("heading", { name: "Faces and feelings" }, { timeout: 20_000 });
  await userEvent.type(screen.getByRole("searchbox", { name: "Search emoji" }), "owl{Enter}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("🦉");
  unmount();
  open(onPick);
  expect(await screen.findByRole("region", { name: "Lately used" }, { timeout: 20_000 })).toBeDefined();
}, 60_000);

it("offers six reactions, and says which are one's own", async () => {
  const onPick = vi.fn();
  render(<ReactionPicker chosen={["❤️"]} onPick={onPick} />);
  expect(screen.getByRole("button", { name: "Heart" }).getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByRole("button", { name: "Thumbs up" }).getAttribute("aria-pressed")).toBe("false");
  await userEvent.click(screen.getByRole("button", { name: "Thumbs up" }));
  expect(onPick).toHaveBeenCalledExactlyOnceWith("👍");
});
