import type { PollDraft } from "./types";

/** A file on its way: its content stays here until the message is sent. */
export type Enclosure = {
  name: string;
  mime: string;
  size: number;
  content: Blob;
  isVoice: boolean;
  /** Once it has arrived. */
  fileId: string | null;
};

/** Our words for the code where we have some, else the server's. */
export type Problem = { code: string; message: string };

/** A message that is written and not yet sent. */
export type Letter = {
  clientId: string;
  chatId: string;
  /** Letters of one chat go out in this order. */
  order: number;
  createdAt: string;
  content: string;
  replyToId: string | null;
  /** The message that is passed on; then there is nothing else in it. */
  forwardOfId: string | null;
  /** What is asked; then there is nothing else in it. */
  poll?: PollDraft | null;
  isSilent: boolean;
  /** Whether the page that it links to is not to be shown. */
  noPreview?: boolean;
  /** When the server is to send it; null: at once. */
  sendAt?: string | null;
  enclosures: readonly Enclosure[];
  /** Why it will not be sent unless somebody asks again; null while it waits. */
  problem: Problem | null;
};

/** What a letter becomes of. */
export type Wish = {
  content: string;
  replyToId?: string | null;
  forwardOfId?: string | null;
  poll?: PollDraft | null;
  isSilent?: boolean;
  noPreview?: boolean;
  sendAt?: string | null;
  files?: readonly { content: Blob; name: string; isVoice?: boolean }[];
};

/** Browsers have `randomUUID` only where the address is safe. */
const newClientId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

let lastOrder = 0;

export function newLetter(
  chatId: string,
  {
    content,
    replyToId = null,
    forwardOfId = null,
    poll = null,
    isSilent = false,
    noPreview = false,
    sendAt = null,
    files = [],
  }: Wish,
): Letter {
  // Two that are written in one millisecond keep their order too.
  lastOrder = Math.max(lastOrder + 0.001, Date.now());
  return {
    clientId: newClientId(),
    chatId,
    order: lastOrder,
    createdAt: new Date(lastOrder).toISOString(),
    content,
    replyToId,
    forwardOfId,
    poll,
    isSilent,
    noPreview,
    sendAt,
    enclosures: files.map((file) => ({
      name: file.name,
      mime: file.content.type,
      size: file.content.size,
      content: file.content,
      isVoice: file.isVoice ?? false,
      fileId: null,
    })),
    problem: null,
  };
}
