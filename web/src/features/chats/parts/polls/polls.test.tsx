import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { createQueryClient } from "@/lib/queryClient";
import { PollShown } from "../index";
import { chosenAfter, draftOf, percentOf, withRoom, type Poll } from "./poll";

const show = (children: ReactNode) =>
  render(<QueryClientProvider client={createQueryClient()}>{children}</QueryClientProvider>);

const POLL: Poll = {
  question: "When?",
  options: [
    { text: "Thursday", votes: 3, mine: false },
    { text: "Friday", votes: 1, mine: false },
  ],
  isMultiple: false,
  isAnonymous: false,
  isClosed: false,
  voters: 4,
};
const voted = { ...POLL, options: POLL.options.map((option, index) => ({ ...option, mine: index === 0 })) };

describe("the composer", () => {
  const draft = {
    question: "When?",
    options: ["Thursday", "Friday", ""],
    isMultiple: false,
    isAnonymous: true,
  };

  it("leaves out what is empty", () => {
    expect(draftOf(draft)?.options).toEqual(["Thursday", "Friday"]);
  });

  it.each([
    { ...draft, question: "  " },
    { ...draft, options: ["Thursday", ""] },
    { ...draft, options: ["Friday", "friday "] },
  ])("does not take %o for a poll", (unfinished) => {
    expect(draftOf(unfinished)).toBeNull();
  });

  it("always has room for one more, up to ten", () => {
    expect(withRoom([])).toEqual(["", ""]);
    expect(withRoom(["a", "b"])).toEqual(["a", "b", ""]);
    expect(withRoom(["a", "b", "", ""])).toEqual(["a", "b", ""]);
    expect(withRoom(Array<string>(10).fill("a"))).toHaveLength(10);
  });
});

describe("a poll", () => {
  it("counts people, not votes", () => {
    expect(percentOf(1, 3)).toBe(33);
    expect(percentOf(0, 0)).toBe(0);
  });

  it("knows what is chosen after a press", () => {
    expect(chosenAfter([0], 1, false)).toEqual([1]);
    expect(chosenAfter([1], 0, true)).toEqual([0, 1]);
    expect(chosenAfter([0, 1], 1, true)).toEqual([0]);
  });

  it("hides what others chose until one has voted", async () => {
    const onVote = vi.fn(() => Promise.resolve());
    show(<PollShown poll={POLL} onVote={onVote} />);
    expect(screen.queryByText("75 %")).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: "Thursday" }));
    expect(onVote).toHaveBeenCalledExactlyOnceWith([0]);
  });

  it("shows it afterwards, and takes the vote back", async () => {
    const onVote = vi.fn(() => Promise.resolve());
    show(<PollShown poll={voted} onVote={onVote} />);
    expect(screen.getByText("75 %")).toBeDefined();
    expect(screen.getByRole("radio", { name: /Thursday/ }).getAttribute("aria-checked")).toBe("true");
    await userEvent.click(screen.getByRole("button", { name: "Take my vote back" }));
    expect(onVote).toHaveBeenCalledExactlyOnceWith([]);
  });

  it("sends several choices together", async () => {
    const onVote = vi.fn(() => Promise.resolve());
    show(<PollShown poll={{ ...POLL, isMultiple: true }} onVote={onVote} />);
    await userEvent.click(screen.getByRole("checkbox", { name: "Friday" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Thursday" }));
    expect(onVote).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole("button", { name: "Vote" }));
    expect(onVote).toHaveBeenCalledExactlyOnceWith([0, 1]);
  });

  it("goes back to what was when the vote is refused", async () => {
    show(<PollShown poll={POLL} onVote={() => Promise.reject(new Error("no"))} />);
    await userEvent.click(screen.getByRole("radio", { name: "Friday" }));
    await waitFor(() => {
      expect(screen.getByRole("radio", { name: "Friday" }).getAttribute("aria-checked")).toBe("false");
    });
  });

  it("takes no vote once it has ended", () => {
    show(<PollShown poll={{ ...POLL, isClosed: true }} onVote={() => Promise.resolve()} />);
    expect(screen.queryByRole("radio")).toBeNull();
    expect(screen.getByText("75 %")).toBeDefined();
  });
});
