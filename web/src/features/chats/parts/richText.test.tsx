import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { isOnlyEmoji, plainText, textOf } from "./plainText";
import { RichText } from "./index";
import { parseRichText, type Inline } from "./richText";

/** A line as the tests write it down: `bold[a italic[b]]`. */
function drawn(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if ("children" in node) return `${node.kind}[${drawn(node.children)}]`;
      if (node.kind === "text") return node.text;
      return `${node.kind}<${node.text}>`;
    })
    .join("");
}

const blocks = (content: string) =>
  parseRichText(content).map((block) =>
    block.kind === "code" ? `code(${block.language})${block.text}` : `${block.kind}:${drawn(block.children)}`,
  );
const line = (content: string) =>
  blocks(content)
    .join("\n")
    .replace(/^text:/, "");

describe("what is meant as formatting", () => {
  it.each([
    ["**bold** and *italic*", "bold[bold] and italic[italic]"],
    ["***both***", "bold[italic[both]]"],
    ["**a *b* c**", "bold[a italic[b] c]"],
    ["*a **b***", "italic[a bold[b]]"],
    ["~~gone~~ ||hidden||", "strike[gone] spoiler[hidden]"],
    ["||a **b**||", "spoiler[a bold[b]]"],
    ["`**code**` ``a`b``", "code<**code**> code<a`b>"],
    ["「**太字**」", "「bold[太字]」"],
    ["**two\nlines**", "bold[two\nlines]"],
  ])("%s", (content, expected) => {
    expect(line(content)).toBe(expected);
  });
});

describe("what is meant as it stands", () => {
  it.each([
    "2*3*4 = 24",
    "5 * 3 * 2",
    "snake_case_name",
    "** bold **",
    "**never closed",
    "a || b || c",
    "****",
    "~~~~",
    "`",
    "```",
    "***",
    "1 > 0",
    "<b>bold</b> &amp; <script>alert(1)</script>",
    "javascript:alert(1)",
    "[name](javascript:alert(1))",
    "data:text/html,x",
    "a#b c&#39; d/#e",
    "me@@home @ab",
  ])("%s", (content) => {
    expect(line(content)).toBe(content);
  });
});

describe("links, people and hashtags", () => {
  it.each([
    ["see https://mingle.example/a_b*c.", "see link<https://mingle.example/a_b*c>."],
    ["(https://en.example/Bob_(name))", "(link<https://en.example/Bob_(name)>)"],
    ["**https://a.example**", "bold[link<https://a.example>]"],
    ["HTTPS://A.EXAMPLE", "link<HTTPS://A.EXAMPLE>"],
    ["mailto:bob@a.example, bob@a.example", "link<mailto:bob@a.example>, link<bob@a.example>"],
    ["[the plan](https://a.example/plan)!", "link<the plan>!"],
    ["@bob.k. and (@mara)", "mention<@bob.k>. and (mention<@mara>)"],
    ["#deniz #çay, #a-b", "hashtag<#deniz> hashtag<#çay>, hashtag<#a>-b"],
  ])("%s", (content, expected) => {
    expect(line(content)).toBe(expected);
  });

  it("are not looked for in code", () => {
    expect(line("`@bob https://a.example`")).toBe("code<@bob https://a.example>");
  });
});

it("reads blocks of code and quotes", () => {
  const content = "look:\n```python\nx = '**'\n```\n> said\n>twice\nand *so*";
  expect(blocks(content)).toEqual([
    "text:look:",
    "code(python)x = '**'",
    "quote:said\ntwice",
    "text:and italic[so]",
  ]);
});

it("keeps a block of code that nobody closed as it was written", () => {
  expect(blocks("```python\nx")).toEqual(["text:```python\nx"]);
});

describe("previews", () => {
  it("are one line without marks, and give no spoiler away", () => {
    expect(plainText("**Hi**\n> you\n||the *last*|| https://a.example")).toBe(
      "Hi you ▒▒▒ ▒▒▒▒ https://a.example",
    );
  });

  it.each([
    ["🦉", true],
    ["👍🏽 👩‍👩‍👧", true],
    ["🇳🇴", true],
    ["🦉🦉🦉🦉", false],
    ["ok 🦉", false],
    ["1", false],
    ["", false],
  ])("show %s large: %s", (content, expected) => {
    expect(isOnlyEmoji(content)).toBe(expected);
  });
});

describe("a spoiler", () => {
  it("is hidden from everybody until it is pressed", async () => {
    render(<RichText content="It was ||the *butler* https://a.example||" />);
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByText("butler", { ignore: "[aria-hidden] *" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /hidden text/i }));
    expect(screen.queryByRole("button")).toBeNull();
    expect(screen.getByRole("link").getAttribute("href")).toBe("https://a.example");
  });
});

it("says where a link goes whose words are others, and opens it beside", () => {
  render(<RichText content="[our bank](https://evil.example/login)" />);
  const link = screen.getByRole("link", { name: "our bank" });
  expect(link.parentElement?.textContent).toBe("our bank (evil.example)");
  expect(link.getAttribute("target")).toBe("_blank");
});

it("tells which person and which hashtag was pressed", async () => {
  const onMention = vi.fn();
  const onHashtag = vi.fn();
  render(<RichText content="@bob #tea" onMention={onMention} onHashtag={onHashtag} />);
  await userEvent.click(screen.getByRole("button", { name: "@bob" }));
  await userEvent.click(screen.getByRole("button", { name: "#tea" }));
  expect(onMention).toHaveBeenCalledExactlyOnceWith("bob");
  expect(onHashtag).toHaveBeenCalledExactlyOnceWith("tea");
});

it("gives the words without marks", () => {
  expect(textOf([{ kind: "bold", children: [{ kind: "text", text: "a" }] }])).toBe("a");
});
