import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Crown, MoreHorizontal, ShieldMinus, ShieldPlus, UserMinus, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { AlertDialog } from "@/ui/Dialog";
import { Menu } from "@/ui/Menu";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { faceOf } from "../ChatFace";
import type { Chat, Member } from "../types";
import { useComplain, useExplain } from "../useExplain";
import { giveRole, membersQuery, removeMember } from "./queries";
import { actsOn, type MemberAct } from "./rights";

type Props = { chat: Chat; userId: string };

/** Who is in a chat, and what those who lead it can do about it. */
export function Members({ chat, userId }: Props) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(
    membersQuery(chat.id),
  );
  if (error && !data)
    return (
      <ErrorState
        title={t("members.failed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {explain(error)}
      </ErrorState>
    );
  if (data === undefined) return <Skeleton className="h-32" />;
  return (
    <>
      <ul aria-label={t("members.label")} className="-mx-2">
        {data.pages
          .flatMap(({ items }) => items)
          .map((member) => (
            <Row key={member.user.id} chat={chat} member={member} userId={userId} />
          ))}
      </ul>
      {hasNextPage && (
        <Button loading={isFetching} onClick={() => void fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}

const ICONS: Record<MemberAct, LucideIcon> = {
  promote: ShieldPlus,
  demote: ShieldMinus,
  handOver: Crown,
  remove: UserMinus,
};

function carryOut(chatId: string, userId: string, act: MemberAct) {
  switch (act) {
    case "promote":
      return giveRole(chatId, userId, "admin");
    case "demote":
      return giveRole(chatId, userId, "member");
    case "handOver":
      return giveRole(chatId, userId, "owner");
    case "remove":
      return removeMember(chatId, userId);
  }
}

function Row({ chat, member, userId }: Props & { member: Member }) {
  const { t } = useTranslation("chatParts");
  const { user, role } = member;
  const name = user.displayName;
  const [asked, setAsked] = useState<"handOver" | "remove">();
  const queryClient = useQueryClient();
  const complain = useComplain();
  const { mutate, isPending } = useMutation({
    mutationFn: (act: MemberAct) => carryOut(chat.id, user.id, act),
    onSuccess: (_done, act) => {
      showToast({ message: t(`members.done.${act}`, { name }), tone: "done" });
    },
    onError: complain,
    onSettled: () => {
      setAsked(undefined);
      return queryClient.invalidateQueries({ queryKey: membersQuery(chat.id).queryKey });
    },
  });
  const acts = actsOn(chat, member, userId);
  const choose = (act: MemberAct) => {
    if (act === "handOver" || act === "remove") setAsked(act);
    else mutate(act);
  };
  return (
    <li className="flex items-center gap-1">
      <Link
        to="/people/$personId"
        params={{ personId: user.id }}
        className="flex min-h-15 min-w-0 grow items-center gap-3 rounded-button px-2 hover:bg-ink/5"
      >
        <Avatar person={faceOf(user)} decorative />
        <span className="min-w-0 grow">
          <bdi className="block truncate font-strong">
            {user.id === userId ? t("members.you", { name }) : name}
          </bdi>
          {user.username !== null && (
            <span className="block truncate text-sm text-soft">@{user.username}</span>
          )}
        </span>
        {role !== "member" && <Chip tone={role === "owner" ? "ember" : "plain"}>{t(`roles.${role}`)}</Chip>}
      </Link>
      {acts.length > 0 && (
        <Menu
          align="end"
          trigger={
            <IconButton icon={MoreHorizontal} label={t("members.menu", { name })} aria-busy={isPending} />
          }
          items={acts.map((act) => ({
            label: t(`members.${act}`),
            icon: ICONS[act],
            danger: act === "remove",
            startsGroup: act === "remove" && acts.length > 1,
            onSelect: () => {
              choose(act);
            },
          }))}
        />
      )}
      <AlertDialog
        open={asked !== undefined}
        onClose={() => {
          setAsked(undefined);
        }}
        title={t(`members.ask.${asked ?? "remove"}.title`, { name })}
        description={t(`members.ask.${asked ?? "remove"}.text`, { name })}
        confirmLabel={t(`members.ask.${asked ?? "remove"}.confirm`)}
        danger={asked === "remove"}
        busy={isPending}
        onConfirm={() => {
          if (asked) mutate(asked);
        }}
      />
    </li>
  );
}
