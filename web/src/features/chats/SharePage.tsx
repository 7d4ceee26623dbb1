import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import type { Chats } from "./engine/chats";
import { useMyChats } from "./engine/mine";
import { EnclosureShown } from "./EnclosureShown";
import { endParcel, findParcel, type Parcel } from "./parcel";
import { ChatFace, mayWrite, PickRow } from "./parts";
import { MOST_FILES } from "./useAttached";
import { useChatList } from "./useChats";
import { titleOf } from "./words";

/** What another app has shared with this one, and the question which chat it is for. */
export function SharePage() {
  const { t } = useTranslation("chats");
  useTitle(t("share.title"));
  const chats = useMyChats();
  const { data: parcel } = useQuery({
    queryKey: ["shared"],
    queryFn: () => findParcel().catch(() => null),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={t("share.title")} />
      {parcel === undefined || chats === null ? (
        <Skeleton className="h-72" />
      ) : parcel === null ? (
        <EmptyState
          icon={Inbox}
          title={t("share.nothing")}
          action={<ButtonLink to="/chats">{t("back")}</ButtonLink>}
        >
          {t("share.nothingText")}
        </EmptyState>
      ) : (
        <Choice parcel={parcel} chats={chats} />
      )}
    </div>
  );
}

function Choice({ parcel, chats }: { parcel: Parcel; chats: Chats }) {
  const { t } = useTranslation("chats");
  const navigate = useNavigate();
  const { chats: all, state } = useChatList(chats);
  const offered = all.filter((chat) => mayWrite(chat) && !chat.isArchived);
  const put = async (chatId: string) => {
    await lay(parcel, chats, chatId);
    if (parcel.files.length > MOST_FILES) showToast({ message: t("composer.tooMany") });
    await navigate({ to: "/chats/$chatId", params: { chatId }, replace: true });
  };
  const discard = async () => {
    await endParcel();
    await navigate({ to: "/chats", replace: true });
  };
  return (
    <>
      <section aria-label={t("share.what")} className="rounded-card border bg-card p-4">
        {parcel.text !== "" && (
          <p dir="auto" className="line-clamp-4 wrap-anywhere whitespace-pre-wrap">
            {parcel.text}
          </p>
        )}
        {parcel.files.length > 0 && (
          <ul className="flex gap-2 overflow-x-auto not-first:mt-3">
            {parcel.files.map((file, index) => (
              <li
                key={`${index}:${file.name}`}
                className="w-36 shrink-0 overflow-clip rounded-field bg-sunk p-1.5"
              >
                <EnclosureShown
                  enclosure={{ content: file, name: file.name, mime: file.type, isVoice: false }}
                />
              </li>
            ))}
          </ul>
        )}
      </section>
      {state === "loading" ? (
        <Skeleton className="h-72" />
      ) : (
        <ul aria-label={t("list.label")} className="-mx-2">
          {offered.map((chat) => (
            <PickRow
              key={chat.id}
              face={<ChatFace chat={chat} />}
              name={titleOf(chat, t)}
              onPick={() => void put(chat.id)}
            />
          ))}
          {offered.length === 0 && <li className="px-2 py-6 text-center text-soft">{t("share.noChats")}</li>}
        </ul>
      )}
      <Button variant="quiet" wide onClick={() => void discard()}>
        {t("share.discard")}
      </Button>
    </>
  );
}

/** Into what one has begun to write there. It is let go of only once it is kept there. */
async function lay({ text, files }: Parcel, chats: Chats, chatId: string) {
  if (files.length > 0)
    await chats.attach(chatId, [...(await chats.attached(chatId)), ...files].slice(0, MOST_FILES));
  const begun = chats.drafts.of(chatId);
  const content = [begun?.content ?? "", text].filter((part) => part.trim() !== "").join("\n");
  if (text !== "") chats.drafts.put({ chatId, content, replyToId: begun?.replyToId ?? null });
  await endParcel();
}
