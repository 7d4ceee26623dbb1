import { stretchAt, union, type Stretch } from "./stretches";
import type { ChatEvent, Message, MessageTold, Poll } from "./types";

/**
 * What is held of a chat. Every change up to `pts` has been applied to every message that is held, and of each of the
 * `stretches` every message is held: outside of them there may be others.
 */
export type Log = { pts: number; stretches: readonly Stretch[]; messages: readonly Message[] };

export const emptyLog = (pts: number): Log => ({ pts, stretches: [], messages: [] });

/** Where a number stands, or would, among messages in their order. */
export function indexOf(messages: readonly Message[], pts: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.pts ?? 0) < pts) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const at = indexOf(messages, message.pts);
  return messages[at]?.pts === message.pts ? messages.with(at, message) : messages.toSpliced(at, 0, message);
}

/** Whether what is told is as new as what is held: an answer may have been quicker than the event before it. */
const isAsNew = (told: MessageTold, held: Message) =>
  Date.parse(told.updatedAt) >= Date.parse(held.updatedAt);

/** A poll as it is told to all, which says nothing of who chose what: that is as it was. */
function polled(held: Poll | null, told: Poll | null): Poll | null {
  if (told === null) return null;
  const options = told.options.map((option, index) => ({
    ...option,
    mine: option.mine ?? held?.options[index]?.mine ?? false,
  }));
  return { ...told, options };
}

/** The message with what it is told to be now; what is told to all leaves out what differs from one to the next. */
export function retold(held: Message, told: MessageTold): Message {
  if (!isAsNew(told, held)) return held;
  return {
    ...held,
    ...told,
    reactions: told.reactions ?? held.reactions,
    poll: polled(held.poll, told.poll),
  };
}

/** What is left of a message that was deleted. */
export const deleted = (message: Message): Message => ({
  ...message,
  content: "",
  replyToId: null,
  files: [],
  mentions: [],
  hashtags: [],
  reactions: [],
  poll: null,
  preview: null,
  isDeleted: true,
  isPinned: false,
});

/** A message after an event about it; `me` is whose device this is. */
export function revised(message: Message, event: ChatEvent, me: string): Message {
  switch (event.event) {
    case "message:new":
    case "message:edited":
      return retold(message, event.message);
    case "message:deleted":
      return deleted(message);
    case "message:reaction": {
      if (message.isDeleted) return message;
      const wasMine = (emoji: string) => message.reactions.some((one) => one.emoji === emoji && one.mine);
      const isMine = (emoji: string) =>
        event.userId === me && event.emoji === emoji ? event.on : wasMine(emoji);
      const reactions = event.reactions.map(({ emoji, count }) => ({ emoji, count, mine: isMine(emoji) }));
      return { ...message, reactions };
    }
    case "message:poll":
      return message.isDeleted ? message : { ...message, poll: polled(message.poll, event.poll) };
    case "chat:updated":
    case "chat:rewritten":
    case "unknown":
      return message;
  }
}

const idOf = (event: ChatEvent) =>
  "message" in event ? event.message.id : "messageId" in event ? event.messageId : undefined;

/** The log with what an event says of the messages in it; its number stays. Again changes nothing. */
export function touched(log: Log, event: ChatEvent, me: string): Log {
  const id = idOf(event);
  if (id === undefined) return log;
  const held = log.messages.findLast((one) => one.id === id);
  if (held !== undefined) {
    const now = revised(held, event, me);
    return now === held ? log : { ...log, messages: withMessage(log.messages, now) };
  }
  if (event.event !== "message:new") return log;
  const message = { ...event.message, reactions: event.message.reactions ?? [] };
  return { ...log, messages: withMessage(log.messages, message) };
}

/** The log after one has voted: which options are one's own. */
export function voted(log: Log, messageId: string, chosen: readonly number[]): Log {
  const held = log.messages.findLast(({ id }) => id === messageId);
  if (held === undefined || held.poll === null) return log;
  const options = held.poll.options.map((option, index) => ({ ...option, mine: chosen.includes(index) }));
  return { ...log, messages: withMessage(log.messages, { ...held, poll: { ...held.poll, options } }) };
}

/** The log after its next change. */
export function applied(log: Log, event: ChatEvent, me: string): Log {
  const { pts } = event;
  return { ...touched(log, event, me), pts, stretches: union(log.stretches, { from: pts, to: pts }) };
}

/** The log after all its next changes up to a number: some in between may be left out, and there is nothing in them. */
export function caughtUp(log: Log, events: readonly ChatEvent[], pts: number, me: string): Log {
  if (pts <= log.pts) return log;
  const after = events.reduce((one, event) => touched(one, event, me), log);
  return { ...after, pts, stretches: union(log.stretches, { from: log.pts + 1, to: pts }) };
}

/**
 * The log with a page of its history: all that there is in `range`, as it stood when the server answered. What was heard
 * while one waited for it (`since`) is told to it again.
 */
export function paged(
  log: Log,
  page: readonly Message[],
  range: Stretch,
  since: readonly ChatEvent[],
  me: string,
): Log {
  const from = indexOf(log.messages, range.from);
  const to = indexOf(log.messages, range.to + 1);
  const inOrder = page.toSorted((one, other) => one.pts - other.pts);
  const messages = [...log.messages.slice(0, from), ...inOrder, ...log.messages.slice(to)];
  const stretches = union(log.stretches, range);
  return since.reduce<Log>((one, event) => touched(one, event, me), { ...log, messages, stretches });
}

/** All that is held around a number, without a hole; undefined where nothing is known. */
export function windowAt(log: Log, number: number) {
  const stretch = stretchAt(log.stretches, number);
  if (stretch === undefined) return undefined;
  const { from, to } = stretch;
  const messages = log.messages.slice(indexOf(log.messages, from), indexOf(log.messages, to + 1));
  return { messages, from, to, hasOlder: from > 0, hasNewer: to < log.pts };
}
