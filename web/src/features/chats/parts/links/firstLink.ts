/** The site that a text links to first, as far as that can be seen while it is written; the server has the last word. */
export function firstSite(content: string): string | null {
  const text = content.replace(/```[^]*?```|`[^`\n]+`/g, " ");
  for (const [address] of text.matchAll(/(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"]{1,2000}/giu)) {
    if (!URL.canParse(address)) continue;
    const { host, username } = new URL(address);
    if (username === "") return host;
  }
  return null;
}
