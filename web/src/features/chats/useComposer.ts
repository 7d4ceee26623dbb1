import {
  useEffect,
  useLayoutEffect,
  useState,
  type ChangeEvent,
  type KeyboardEvent,
  type RefObject,
} from "react";
import { useMessageActions } from "./actions";
import type { Target } from "./Composer";
import type { Room } from "./engine/room";
import type { Chat, PollDraft } from "./engine/types";
import { TypingTold } from "./live";
import type { Way } from "./SendButton";
import { useAttached } from "./useAttached";
import { useChats, useHeardDraft } from "./useChats";
import { useMentions } from "./useMentions";

type Props = {
  chat: Chat;
  room: Room;
  target: Target | null;
  onTarget: (target: Target | null) => void;
  onSent: () => void;
  field: RefObject<HTMLTextAreaElement | null>;
};

/** On phones Enter begins a new line: there is a button to send. */
const entersSends = () => !matchMedia("(pointer: coarse)").matches;

/** What one is about to say. It is kept as a draft, and goes into the outbox. */
export function useComposer({ chat, room, target: asked, onTarget, onSent, field }: Props) {
  const chats = useChats();
  const { edit } = useMessageActions();
  const [draft, setDraft] = useState(() => chats.drafts.of(chat.id));
  const heard = useHeardDraft(chats, chat.id);
  const [wasHeard, setWasHeard] = useState(heard);
  const [text, setText] = useState(draft?.content ?? "");
  /** What was in the field before an edit began. */
  const [before, setBefore] = useState<string | null>(null);
  const [noPreview, setNoPreview] = useState(false);
  const { files, attach, detach, sent: filesSent } = useAttached(chat.id);
  const [caret, setCaret] = useState<number | null>(null);
  const [typing] = useState(() => new TypingTold(chat.id));
  const replied = draft?.replyToId == null ? undefined : room.find(draft.replyToId);
  const [wasAsked, setWasAsked] = useState<Target | null>(null);
  const [keepsReply, setKeepsReply] = useState(true);
  const target =
    asked ?? (replied !== undefined && keepsReply ? { kind: "reply" as const, message: replied } : null);
  const isEditing = target?.kind === "edit";

  if (asked !== wasAsked) {
    setWasAsked(asked);
    if (asked?.kind === "edit") {
      setBefore(before ?? text);
      setText(asked.message.content);
    } else if (before !== null) {
      setText(before);
      setBefore(null);
    }
  }
  if (heard !== wasHeard) {
    const now = chats.drafts.of(chat.id);
    setWasHeard(heard);
    setDraft(now);
    setKeepsReply(true);
    if (isEditing) setBefore(now?.content ?? "");
    else setText(now?.content ?? "");
  }
  useEffect(() => {
    if (asked !== null) field.current?.focus();
  }, [asked, field]);
  useEffect(
    () => () => {
      typing.stops();
      chats.drafts.flush(chat.id);
    },
    [typing, chats, chat.id],
  );

  const replyToId = target?.kind === "reply" ? target.message.id : null;
  const keep = (content: string, reply = replyToId) => {
    if (!isEditing) chats.drafts.put({ chatId: chat.id, content, replyToId: reply });
  };
  useEffect(() => {
    if (asked?.kind === "reply")
      chats.drafts.put({ chatId: chat.id, content: text, replyToId: asked.message.id });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is typed is kept as it is typed
  }, [asked]);

  const write = (content: string, at: number | null = null) => {
    setText(content);
    if (content === "") setNoPreview(false);
    keep(content);
    if (content.trim() === "") typing.stops();
    else if (!isEditing) typing.writes();
    if (at !== null) setCaret(at);
  };
  useLayoutEffect(() => {
    if (caret === null) return;
    field.current?.setSelectionRange(caret, caret);
    field.current?.focus();
  }, [caret, text, field]);

  const mentions = useMentions({ chat, field, text, write });
  const canSend = text.trim() !== "" || files.length > 0;

  const done = () => {
    typing.stops();
    onTarget(null);
    setKeepsReply(false);
    setNoPreview(false);
    mentions.close();
  };
  const save = async (changed: Target) => {
    const isSame = text.trim() === changed.message.content && !noPreview;
    if (isSame || (await edit(changed.message, text.trim(), noPreview))) done();
  };
  const send = (way: Way = {}) => {
    if (!canSend) return;
    if (target?.kind === "edit") {
      void save(target);
      return;
    }
    const wish = {
      content: text.trim(),
      replyToId,
      noPreview,
      ...way,
      files: files.map((file) => ({ content: file, name: file.name })),
    };
    const left = chats.drafts.sending(chat.id);
    void chats.outbox.add(chat.id, wish, left).then(() => {
      chats.drafts.sent(left);
    });
    setText("");
    filesSent();
    done();
    if (way.sendAt === undefined) onSent();
    field.current?.focus();
  };
  /** What is recorded goes at once; what one has begun to write stays. */
  const sendFiles = (recorded: readonly { content: Blob; name: string; isVoice: boolean }[]) => {
    void chats.outbox.add(chat.id, { content: "", replyToId, files: recorded });
    keep(text, null);
    done();
    onSent();
  };
  const sendPoll = (poll: PollDraft) => {
    void chats.outbox.add(chat.id, { content: "", poll });
    onSent();
  };
  const cancel = () => {
    if (target?.kind === "reply") keep(text, null);
    setKeepsReply(false);
    onTarget(null);
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return;
    if (event.key === "Enter" && !event.shiftKey && entersSends()) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && target !== null) {
      event.preventDefault();
      cancel();
    } else if (event.key === "ArrowUp" && text === "" && target === null) {
      const last = room
        .view()
        ?.messages.findLast(
          ({ senderId, isDeleted, type }) => senderId === chats.me && !isDeleted && type !== "system",
        );
      if (last === undefined) return;
      event.preventDefault();
      onTarget({ kind: "edit", message: last });
    }
  };

  return {
    text,
    files,
    target,
    isEditing,
    canSend,
    noPreview,
    leavePreviewOut: () => {
      setNoPreview(true);
      field.current?.focus();
    },
    mentions,
    send,
    sendFiles,
    sendPoll,
    cancel,
    onKeyDown,
    onChange: ({ target: changed }: ChangeEvent<HTMLTextAreaElement>) => {
      setCaret(null);
      write(changed.value);
      mentions.look(changed.value, changed.selectionStart);
    },
    onSelect: () => {
      const { current } = field;
      if (current !== null) mentions.look(current.value, current.selectionStart);
    },
    onBlur: () => {
      typing.stops();
      mentions.close();
      chats.drafts.flush(chat.id);
    },
    insert: (emoji: string) => {
      const at = field.current?.selectionStart ?? text.length;
      const end = field.current?.selectionEnd ?? at;
      write(text.slice(0, at) + emoji + text.slice(end), at + emoji.length);
    },
    attach,
    detach,
  };
}
