import { render } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { RichText } from "./index";
import { parseRichText, type Inline } from "./richText";

/** The same numbers in every run. */
function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  "*",
  "**",
  "***",
  "~~",
  "||",
  "`",
  "``",
  "```",
  ">",
  "\n",
  " ",
  "[",
  "](",
  ")",
  "a",
  "b c",
  "é",
  "文",
  "🦉",
  "\u202e",
  "\u200b",
  "@bob",
  "#tag",
  "https://a.example/x",
  "mailto:",
  "javascript:",
  "<img onerror=x>",
  "&lt;",
  "\\",
  "\u0000",
  "\ud800",
];

const ALLOWED = ["div", "blockquote", "pre", "code", "span", "strong", "em", "s", "a", "bdi", "button"];
const SAFE = /^(https?:\/\/|mailto:)/i;
/** What formatting may take away. */
const MARKS = /[*~|`>[\]()\s]/g;

function everything(content: string): string {
  const withAddresses = (nodes: readonly Inline[]): string =>
    nodes
      .map((node) => {
        if ("children" in node) return withAddresses(node.children);
        return node.kind === "link" && node.isNamed ? node.text + node.href : node.text;
      })
      .join("");
  return parseRichText(content)
    .map((block) => (block.kind === "code" ? block.language + block.text : withAddresses(block.children)))
    .join("");
}

describe("whatever is written", () => {
  const random = seeded(7);
  const texts = Array.from({ length: 250 }, () =>
    Array.from({ length: 1 + random(40) }, () => PIECES[random(PIECES.length)]).join(""),
  );

  it("keeps every word", () => {
    for (const text of texts) expect(everything(text).replace(MARKS, "")).toBe(text.replace(MARKS, ""));
  });

  it("becomes elements of the list and no others, and leads only to safe places", () => {
    for (const text of texts) {
      const { container, unmount } = render(<RichText content={text} onMention={vi.fn()} />);
      for (const element of container.querySelectorAll("*")) {
        if (element === container) continue;
        expect(ALLOWED).toContain(element.localName);
        if (element.localName === "a") {
          expect(element.getAttribute("href")).toMatch(SAFE);
          expect(element.getAttribute("rel")).toContain("noopener");
        }
      }
      expect(container.querySelector("button button, button a, a button, a a")).toBeNull();
      unmount();
    }
  });
});

it.each([
  ["*", "*"],
  ["**", "**"],
  ["*a ", "*a "],
  ["**a *b ", "x"],
  ["`a", "`a"],
  ["``` `` ` ", ""],
  ["[", "["],
  ["[a](https://", "a"],
  ["[a", "]"],
  [">", ">\n"],
  ["||a~~b**", ""],
  ["https://", ")"],
  ["https://a)", ")"],
  ["a@a.", "a"],
  ["@", "@"],
  ["#", "#"],
  ["mailto:", "a"],
  ["```\n", "a"],
  ["(", "https://a.example/((("],
  ["a.a-a+", "@"],
])("takes no longer for 10,000 characters of %j than a screen needs", (piece, tail) => {
  const text = piece.repeat(10_000 / piece.length).slice(0, 9_990) + tail;
  parseRichText(text);
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    parseRichText(text);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(5);
});
