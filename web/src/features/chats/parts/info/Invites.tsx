import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, Link as LinkIcon, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap, type Schemas } from "@/lib/api";
import { exactTime } from "@/lib/time";
import { Button, IconButton } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast";
import { useComplain, useExplain } from "../useExplain";

type Invite = Schemas["Invite"];

const ofChat = (chatId: string) => ({ params: { path: { chat_id: chatId } } });

const invitesQuery = (chatId: string) =>
  queryOptions({
    queryKey: ["chat", chatId, "invites"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/chats/{chat_id}/invites", { signal, ...ofChat(chatId) })),
    staleTime: 0,
  });

const DAY = 86_400_000;
/** Until when it is good: in days, and for ever. */
const LASTS = ["1", "7", "30", "ever"] as const;

/** The links by which people come in; those who lead the chat make them and take them back. */
export function Invites({ chatId }: { chatId: string }) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const complain = useComplain();
  const queryClient = useQueryClient();
  const [lasts, setLasts] = useState<string>("7");
  const { data, error } = useQuery(invitesQuery(chatId));
  const renew = () => queryClient.invalidateQueries({ queryKey: invitesQuery(chatId).queryKey });
  const make = useMutation({
    mutationFn: () => {
      const expiresAt = lasts === "ever" ? null : new Date(Date.now() + Number(lasts) * DAY).toISOString();
      return unwrap(api.POST("/api/chats/{chat_id}/invites", { ...ofChat(chatId), body: { expiresAt } }));
    },
    onSuccess: renew,
    onError: complain,
  });
  return (
    <section aria-labelledby="chat-invites" className="flex flex-col gap-3">
      <h3 id="chat-invites" className="font-strong">
        {t("invites.title")}
      </h3>
      {error !== null && (
        <p role="alert" className="text-sm text-danger">
          {explain(error)}
        </p>
      )}
      {data === undefined ? (
        error === null && <Skeleton className="h-14" />
      ) : (
        <ul className="flex flex-col gap-2">
          {data.items.map((invite) => (
            <Row key={invite.id} chatId={chatId} invite={invite} onRevoked={renew} />
          ))}
        </ul>
      )}
      <div className="flex items-end gap-2">
        <div className="grow">
          <Select
            label={t("invites.lasts")}
            options={LASTS.map((value) => ({ value, label: t(`invites.for.${value}`) }))}
            value={lasts}
            onChange={({ target }) => {
              setLasts(target.value);
            }}
          />
        </div>
        <span className="shrink-0 whitespace-nowrap">
          <Button
            icon={LinkIcon}
            loading={make.isPending}
            onClick={() => {
              make.mutate();
            }}
          >
            {t("invites.make")}
          </Button>
        </span>
      </div>
    </section>
  );
}

type RowProps = { chatId: string; invite: Invite; onRevoked: () => Promise<void> };

function Row({ chatId, invite: { id, url, uses, expiresAt }, onRevoked }: RowProps) {
  const { t, i18n } = useTranslation("chatParts");
  const complain = useComplain();
  const revoke = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/chats/{chat_id}/invites/{invite_id}", {
          params: { path: { chat_id: chatId, invite_id: id } },
        }),
      ),
    onSuccess: onRevoked,
    onError: complain,
  });
  const copy = () => {
    navigator.clipboard.writeText(url).then(
      () => showToast({ message: t("invites.copied"), tone: "done" }),
      // At an address without https there is no clipboard: the link can be marked and copied by hand.
      () => showToast({ message: t("invites.byHand"), tone: "problem" }),
    );
  };
  return (
    <li className="flex items-center gap-1 rounded-message bg-sunk py-1.5 ps-4 pe-1.5">
      <span className="min-w-0 grow">
        <span className="block truncate text-sm select-all">{url}</span>
        <span className="block text-xs text-soft">
          {t("invites.uses", { count: uses })}
          {expiresAt !== null && ` · ${t("invites.until", { time: exactTime(expiresAt, i18n.language) })}`}
        </span>
      </span>
      <IconButton icon={Copy} label={t("invites.copy")} onClick={copy} />
      <IconButton
        icon={Trash2}
        label={t("invites.revoke")}
        aria-busy={revoke.isPending}
        onClick={() => {
          revoke.mutate();
        }}
      />
    </li>
  );
}
