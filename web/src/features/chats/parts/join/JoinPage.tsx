import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { DoorOpen, Link2Off, Megaphone, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, ApiError, unwrap, type Schemas } from "@/lib/api";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState, ErrorState } from "@/ui/States";
import { NoPicture, RoundPicture } from "../ChatFace";
import { RichText } from "../RichText";
import { useExplain } from "../useExplain";

const ofCode = (code: string) => ({ params: { path: { code } } });

const invitationQuery = (code: string) =>
  queryOptions({
    queryKey: ["invitation", code],
    queryFn: ({ signal }) => unwrap(api.GET("/api/invitations/{code}", { signal, ...ofCode(code) })),
    staleTime: 0,
  });

/** Where an invitation link leads: what one would join, and the door. */
export function JoinPage() {
  const { t } = useTranslation("chatParts");
  const { code } = useParams({ from: "/shell/join/$code" });
  const { data, error, isFetching, refetch } = useQuery(invitationQuery(code));
  const explain = useExplain();
  useTitle(data?.chat.name ?? t("join.title"));
  if (data !== undefined)
    return (
      <Frame>
        <Invited code={code} invitation={data} />
      </Frame>
    );
  if (error === null)
    return (
      <Frame>
        <Skeleton className="h-72" />
      </Frame>
    );
  if (error instanceof ApiError && (error.status === 404 || error.status === 410 || error.status === 400))
    return (
      <Frame>
        <EmptyState
          icon={Link2Off}
          title={t("join.over")}
          action={<ButtonLink to="/chats">{t("join.toChats")}</ButtonLink>}
        >
          {t("join.overText")}
        </EmptyState>
      </Frame>
    );
  return (
    <Frame>
      <ErrorState
        title={t("join.failed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {explain(error)}
      </ErrorState>
    </Frame>
  );
}

const Frame = ({ children }: { children: React.ReactNode }) => (
  <div className="mx-auto w-full max-w-md py-8">{children}</div>
);

type InvitedProps = { code: string; invitation: Schemas["Invitation"] };

function Invited({ code, invitation: { chat, chatId } }: InvitedProps) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () =>
      chatId ?? (await unwrap(api.POST("/api/invitations/{code}/join", ofCode(code)))).chat.id,
    onSuccess: (id) => navigate({ to: "/chats/$chatId", params: { chatId: id }, replace: true }),
  });
  const sign = <NoPicture icon={chat.type === "channel" ? Megaphone : Users} />;
  return (
    <div className="flex flex-col items-center rounded-card border bg-card px-6 py-8 text-center">
      <span className="mb-5">
        {chat.picture ? <RoundPicture file={chat.picture} size="xl" instead={sign} /> : sign}
      </span>
      <p className="text-sm text-soft">
        {t(`join.invited.${chat.type === "channel" ? "channel" : "group"}`)}
      </p>
      <h1 tabIndex={-1} dir="auto" className="mt-1 font-title text-3xl wrap-anywhere">
        {chat.name}
      </h1>
      <p className="mt-2 text-soft">{t("members.count", { count: chat.memberCount })}</p>
      {chat.description !== null && chat.description !== "" && (
        <div className="mt-5 w-full rounded-message bg-sunk px-4 py-3 text-start">
          <RichText content={chat.description} />
        </div>
      )}
      {error !== null && (
        <p role="alert" className="mt-5 text-danger">
          {explain(error)}
        </p>
      )}
      <div className="mt-7 w-full">
        <Button
          variant="primary"
          size="lg"
          wide
          icon={DoorOpen}
          loading={isPending}
          onClick={() => {
            mutate();
          }}
        >
          {t(chatId === null ? "join.enter" : "join.open")}
        </Button>
      </div>
    </div>
  );
}
