import { parseRichText, type Inline } from "./richText";

/** More than a preview ever has room for. */
const ENOUGH = 400;

/** What a message says, in one line and without its formatting, for previews. Spoilers stay hidden. */
export function plainText(content: string): string {
  const blocks = parseRichText(content.slice(0, ENOUGH));
  const texts = blocks.map((block) => (block.kind === "code" ? block.text : textOf(block.children, true)));
  return texts.join(" ").replace(/\s+/g, " ").trim();
}

/** The words of a line, without what makes them bold. */
export function textOf(nodes: readonly Inline[], hidesSpoilers = false): string {
  return nodes
    .map((node) => {
      if (!("children" in node)) return node.text;
      const text = textOf(node.children, hidesSpoilers);
      return node.kind === "spoiler" && hidesSpoilers ? text.replace(/\S/gu, "▒") : text;
    })
    .join("");
}

const LONGEST_EMOJI_TEXT = 60;
const EMOJI =
  /^\s*(?:(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u20E3|\u200D\p{Extended_Pictographic})*|\p{RI}{2})\s*){1,3}$/u;

/** Whether a message is nothing but one to three emoji, which are shown large. */
export function isOnlyEmoji(content: string): boolean {
  return content.length <= LONGEST_EMOJI_TEXT && EMOJI.test(content);
}
