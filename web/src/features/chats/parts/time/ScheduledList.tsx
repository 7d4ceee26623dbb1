import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock, Clock, Pencil, SendHorizontal, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { exactTime } from "@/lib/time";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState } from "@/ui/States";
import { TextArea } from "@/ui/TextArea";
import { RichText } from "../RichText";
import type { Message } from "../types";
import { useComplain, useExplain } from "../useExplain";
import { ScheduleDialog } from "./ScheduleDialog";

const ofMessage = (id: string) => ({ params: { path: { scheduled_id: id } } });

/** What waits for its time in a chat. Make it stale when `chat:scheduled` is heard. */
export const scheduledQuery = (chatId: string) =>
  queryOptions({
    queryKey: ["chat", chatId, "scheduled"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/chats/{chat_id}/scheduled", { signal, params: { path: { chat_id: chatId } } })),
    staleTime: 0,
  });

type Props = { open: boolean; onClose: () => void; chatId: string };

/** The messages that go out later: change them, send them now, or take them back. */
export function ScheduledList({ open, onClose, chatId }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("scheduled.title")}>
      <List chatId={chatId} />
    </Dialog>
  );
}

function List({ chatId }: { chatId: string }) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const queryClient = useQueryClient();
  const { data, error } = useQuery(scheduledQuery(chatId));
  const renew = () => queryClient.invalidateQueries({ queryKey: scheduledQuery(chatId).queryKey });
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-24" />
    ) : (
      <p role="alert" className="text-soft">
        {explain(error)}
      </p>
    );
  if (data.items.length === 0) return <EmptyState icon={CalendarClock} title={t("scheduled.none")} />;
  return (
    <ul className="-mx-2 flex max-h-[60dvh] flex-col gap-2 overflow-y-auto px-2">
      {data.items.map((message) => (
        <Row key={message.id} message={message} onChanged={renew} />
      ))}
    </ul>
  );
}

type RowProps = { message: Message; onChanged: () => Promise<void> };

function Row({ message, onChanged }: RowProps) {
  const { t, i18n } = useTranslation("chatParts");
  const [mode, setMode] = useState<"words" | "time">();
  const complain = useComplain();
  const settled = { onError: complain, onSettled: onChanged };
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/messages/scheduled/{scheduled_id}", ofMessage(message.id))),
    ...settled,
  });
  const send = useMutation({
    mutationFn: () => unwrap(api.POST("/api/messages/scheduled/{scheduled_id}/send", ofMessage(message.id))),
    ...settled,
  });
  const change = useMutation({
    mutationFn: (body: { content?: string; sendAt?: string }) =>
      unwrap(api.PATCH("/api/messages/scheduled/{scheduled_id}", { ...ofMessage(message.id), body })),
    onSuccess: () => {
      setMode(undefined);
    },
    ...settled,
  });
  const isBusy = remove.isPending || send.isPending || change.isPending;
  const files = message.files.length;
  return (
    <li aria-busy={isBusy} className="rounded-message bg-ember-wash px-4 py-3">
      <p className="text-sm font-strong text-ember-ink">
        {exactTime(message.sendAt ?? message.createdAt, i18n.language)}
      </p>
      {message.problem !== undefined && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {t("scheduled.problem")}
        </p>
      )}
      <div className="mt-1.5">
        {mode === "words" ? (
          <Words
            content={message.content}
            busy={change.isPending}
            onSave={(content) => {
              change.mutate({ content });
            }}
          />
        ) : (
          message.content !== "" && <RichText content={message.content} />
        )}
      </div>
      {files > 0 && <p className="mt-1 text-sm text-soft">{t("scheduled.files", { count: files })}</p>}
      <div className="-me-2 mt-1 flex justify-end">
        <IconButton
          icon={Pencil}
          label={t("scheduled.edit")}
          aria-expanded={mode === "words"}
          onClick={() => {
            setMode(mode === "words" ? undefined : "words");
          }}
        />
        <IconButton
          icon={Clock}
          label={t("scheduled.move")}
          onClick={() => {
            setMode("time");
          }}
        />
        <IconButton
          icon={SendHorizontal}
          label={t("scheduled.send")}
          onClick={() => {
            send.mutate();
          }}
        />
        <IconButton
          icon={Trash2}
          label={t("scheduled.remove")}
          onClick={() => {
            remove.mutate();
          }}
        />
      </div>
      <ScheduleDialog
        open={mode === "time"}
        onClose={() => {
          setMode(undefined);
        }}
        onChoose={(at) => {
          change.mutate({ sendAt: at.toISOString() });
        }}
      />
    </li>
  );
}

type WordsProps = { content: string; busy: boolean; onSave: (content: string) => void };

function Words({ content, busy, onSave }: WordsProps) {
  const { t } = useTranslation("chatParts");
  const [text, setText] = useState(content);
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        label={t("scheduled.words")}
        labelHidden
        maxLength={10_000}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <div className="flex justify-end">
        <Button
          size="sm"
          variant="primary"
          loading={busy}
          onClick={() => {
            onSave(text);
          }}
        >
          {t("save")}
        </Button>
      </div>
    </div>
  );
}
