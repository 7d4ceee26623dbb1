/** What a line of a message is made of. `text` is always as it was written. */
export type Inline =
  | { kind: "text"; text: string }
  | { kind: "bold" | "italic" | "strike" | "spoiler"; children: Inline[] }
  | { kind: "code"; text: string }
  /** `isNamed`: the text is another than the address. */
  | { kind: "link"; text: string; href: string; isNamed: boolean }
  | { kind: "mention"; text: string; username: string }
  | { kind: "hashtag"; text: string; tag: string };

export type Block =
  { kind: "text" | "quote"; children: Inline[] } | { kind: "code"; language: string; text: string };

const FENCE = "```";
const LANGUAGE = /^([\w+#.-]{1,20})\n/;

/** Reads the light formatting of a message, in time that grows with its length and no faster. Nothing in it is HTML. */
export function parseRichText(content: string): Block[] {
  const blocks: Block[] = [];
  let hasFences = true;
  let at = 0;
  while (at < content.length) {
    if (hasFences && content.startsWith(FENCE, at)) {
      const end = content.indexOf(FENCE, at + FENCE.length);
      hasFences = end >= 0;
      if (end > at + FENCE.length) {
        blocks.push(codeBlock(content.slice(at + FENCE.length, end)));
        at = end + FENCE.length;
        if (content[at] === "\n") at += 1;
        continue;
      }
    }
    const isQuote = content[at] === ">";
    const end = endOfBlock(content, at, isQuote, hasFences);
    const text = content.slice(at, content[end - 1] === "\n" ? end - 1 : end);
    if (isQuote) blocks.push({ kind: "quote", children: parseInline(text.replace(/^> ?/gm, "")) });
    else blocks.push({ kind: "text", children: parseInline(text) });
    at = end;
  }
  return blocks;
}

function codeBlock(inside: string): Block {
  const language = LANGUAGE.exec(inside)?.[1] ?? "";
  const text = inside.slice(language.length).replace(/^\n|\n$/g, "");
  return { kind: "code", language, text };
}

/** Where the lines that belong together end: a quote with its last line, a text where something else begins. */
function endOfBlock(content: string, from: number, isQuote: boolean, hasFences: boolean): number {
  let at = from;
  do {
    const newline = content.indexOf("\n", at);
    if (newline < 0) return content.length;
    at = newline + 1;
    if (hasFences && content.startsWith(FENCE, at)) return at;
  } while ((content[at] === ">") === isQuote && at < content.length);
  return at;
}

type Style = "bold" | "italic" | "strike" | "spoiler";

const MARKS: Partial<Record<string, Style>> = {
  "**": "bold",
  "*": "italic",
  "~~": "strike",
  "||": "spoiler",
};

// Each of them stops after a bounded number of characters, or takes all that it has read.
const NAMED_LINK = /\[([^[\]\n]{1,200})\]\(((?:https?:\/\/|mailto:)[^\s()<>]{1,2000})\)/iy;
const ADDRESS = /(?:https?:\/\/|mailto:)[^\s<>"]+/iy;
const MAIL_DOMAIN = /@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/iy;
const MAIL_NAME = /[\w.+-]{1,64}$/;
// The same that the server takes for one.
const MENTION = /@([A-Za-z0-9_.]{3,30})(?![\p{L}\p{N}_])/uy;
const HASHTAG = /#([\p{L}\p{N}_]{1,64})(?![\p{L}\p{N}_])/uy;
const WORD = /[\p{L}\p{N}_]/u;
const ASCII_WORD = /\w/;

const LONGEST_ADDRESS = 2048;
const LONGEST_MAIL_NAME = 64;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const isBlank = (character: string | undefined) => character === undefined || /\s/.test(character);
const isWord = (character: string | undefined) => character !== undefined && WORD.test(character);
const isAscii = (character: string | undefined) => character !== undefined && ASCII_WORD.test(character);

/** Reads one text from its beginning to its end; whatever has no partner stays as it was written. */
class Reader {
  readonly #text: string;
  #at = 0;
  /** Where the plain text began that has not been put out yet. */
  #plainFrom = 0;
  readonly #out: Inline[] = [];
  /** The marks that are open, and where in `out` each stands. */
  readonly #open: { mark: string; index: number }[] = [];
  /** Runs of backticks, by length, of which no other follows. */
  readonly #lonely = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  read(): Inline[] {
    while (this.#at < this.#text.length) if (!this.#step()) this.#at += 1;
    this.#flush(this.#at);
    return this.#out;
  }

  #step(): boolean {
    const character = this.#text[this.#at] ?? "";
    switch (character) {
      case "*":
      case "~":
      case "|":
        return this.#mark(character);
      case "`":
        return this.#code();
      case "[":
        return this.#namedLink();
      case "@":
        return this.#mail() || this.#mention();
      case "#":
        return this.#hashtag();
      default:
        return /[hm]/i.test(character) && !isAscii(this.#text[this.#at - 1]) && this.#address();
    }
  }

  #flush(end: number) {
    if (end > this.#plainFrom) this.#out.push({ kind: "text", text: this.#text.slice(this.#plainFrom, end) });
    this.#plainFrom = end;
  }

  #put(node: Inline, length: number): true {
    this.#flush(this.#at);
    this.#out.push(node);
    this.#at += length;
    this.#plainFrom = this.#at;
    return true;
  }

  #runLength(character: string): number {
    let end = this.#at;
    while (this.#text[end] === character) end += 1;
    return end - this.#at;
  }

  #skip(length: number): true {
    this.#at += length;
    return true;
  }

  #mark(character: string): true {
    const run = this.#runLength(character);
    if (run > 3 || (character !== "*" && run !== 2)) return this.#skip(run);
    // Of three stars the ones are the inner pair: whichever was opened last closes first.
    const isInner = run === 3 && this.#open.at(-1)?.mark === "*";
    const mark = run === 1 || isInner ? character : character + character;
    const before = this.#text[this.#at - 1];
    const after = this.#text[this.#at + mark.length];
    const isSingle = mark === "*";
    if (this.#open.some((open) => open.mark === mark)) {
      const closes = !isBlank(before) && !(isSingle && isAscii(after));
      return closes ? this.#close(mark) : this.#skip(mark.length);
    }
    if (isBlank(after) || (isSingle && isAscii(before))) return this.#skip(mark.length);
    this.#flush(this.#at);
    this.#open.push({ mark, index: this.#out.length });
    return this.#put({ kind: "text", text: mark }, mark.length);
  }

  #close(mark: string): true {
    this.#flush(this.#at);
    let opened = this.#open.pop();
    while (opened !== undefined && opened.mark !== mark) opened = this.#open.pop();
    const children = this.#out.splice(opened?.index ?? 0).slice(1);
    return this.#put({ kind: MARKS[mark] ?? "bold", children }, mark.length);
  }

  #code(): true {
    const run = this.#runLength("`");
    if (run > 3 || this.#lonely.has(run)) return this.#skip(run);
    const from = this.#at + run;
    const end = this.#text.indexOf("`".repeat(run), from);
    if (end < 0) this.#lonely.add(run);
    if (end <= from) return this.#skip(run);
    return this.#put({ kind: "code", text: this.#text.slice(from, end) }, end + run - this.#at);
  }

  #namedLink(): boolean {
    const [whole, text = "", href = ""] = matchAt(NAMED_LINK, this.#text, this.#at) ?? [];
    if (whole === undefined || !URL.canParse(href)) return false;
    return this.#put({ kind: "link", text, href, isNamed: true }, whole.length);
  }

  #address(): boolean {
    const [whole] = matchAt(ADDRESS, this.#text, this.#at) ?? [];
    if (whole === undefined) return false;
    const text = withoutTail(whole);
    if (text.length > LONGEST_ADDRESS || !URL.canParse(text)) return this.#skip(text.length);
    return this.#put({ kind: "link", text, href: text, isNamed: false }, text.length);
  }

  /** What stands before the @ has been read as plain text, and is taken back. */
  #mail(): boolean {
    const [domain] = matchAt(MAIL_DOMAIN, this.#text, this.#at) ?? [];
    if (domain === undefined) return false;
    const from = Math.max(this.#plainFrom, this.#at - LONGEST_MAIL_NAME);
    const [name] = MAIL_NAME.exec(this.#text.slice(from, this.#at)) ?? [];
    if (name === undefined) return false;
    this.#at -= name.length;
    const text = name + domain;
    return this.#put({ kind: "link", text, href: `mailto:${text}`, isNamed: false }, text.length);
  }

  #mention(): boolean {
    const before = this.#text[this.#at - 1];
    const [, name = ""] = matchAt(MENTION, this.#text, this.#at) ?? [];
    const username = name.replace(/\.+$/, "");
    if (username.length < 3 || isWord(before) || before === "@") return false;
    return this.#put({ kind: "mention", text: `@${username}`, username }, username.length + 1);
  }

  #hashtag(): boolean {
    const before = this.#text[this.#at - 1];
    const [text, tag] = matchAt(HASHTAG, this.#text, this.#at) ?? [];
    if (text === undefined || tag === undefined || isWord(before) || /[#&/]/.test(before ?? "")) return false;
    return this.#put({ kind: "hashtag", text, tag }, text.length);
  }
}

/** An address ends before the punctuation of the sentence that it stands in. */
function withoutTail(address: string): string {
  let unopened = (address.match(/\)/g)?.length ?? 0) - (address.match(/\(/g)?.length ?? 0);
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? "";
    if (last === ")" && unopened > 0) unopened -= 1;
    else if (!/[.,:;!?'*~|`\]}»”’…]/.test(last)) break;
  }
  return address.slice(0, end);
}

const parseInline = (text: string) => new Reader(text).read();
