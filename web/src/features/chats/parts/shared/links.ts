import { parseRichText, type Inline } from "../richText";

export type FoundLink = { href: string; host: string; text: string };

/** The addresses in a message, each once; those that are hidden as spoilers stay hidden. */
export function linksOf(content: string): FoundLink[] {
  const found = new Map<string, FoundLink>();
  const look = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (node.kind === "link" && /^https?:/i.test(node.href)) {
        const { host, pathname } = new URL(node.href);
        const text = node.isNamed ? node.text : `${host}${pathname === "/" ? "" : pathname}`;
        found.set(node.href, { href: node.href, host, text });
      } else if ("children" in node && node.kind !== "spoiler") look(node.children);
    }
  };
  for (const block of parseRichText(content)) if (block.kind !== "code") look(block.children);
  return [...found.values()];
}
