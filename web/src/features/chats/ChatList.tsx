import { Archive, ArrowLeft, Bookmark, MessagesSquare } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "@tanstack/react-router";
import { Virtualizer } from "virtua";
import { Button, IconButton } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { Tooltip } from "@/ui/Tooltip";
import type { Chat } from "./engine/types";
import { ChatRow } from "./ChatRow";
import { FoundMessages } from "./FoundMessages";
import { Filters, filtersIn, NOTHING_WANTED, peersOf, type Wanted } from "./parts";
import { SearchField } from "./SearchField";
import { NewChatButton } from "./NewChatButton";
import { useOpenChat } from "./useOpenChat";
import { useChatList, useChats } from "./useChats";
import { reasonOf, titleOf } from "./words";

/** All chats, and a way to find one. */
export function ChatList({ openId }: { openId: string | undefined }) {
  const { t } = useTranslation("chats");
  const { chats, state } = useChatList(useChats());
  const [wanted, setWanted] = useState(NOTHING_WANTED);
  const [showsFilters, setShowsFilters] = useState(false);
  const filters = filtersIn(wanted);
  const [showsArchive, setShowsArchive] = useState(false);
  const archived = chats.filter(({ isArchived }) => isArchived);
  const words = wanted.words.trim();
  const shown =
    words === ""
      ? chats.filter(({ isArchived }) => isArchived === showsArchive)
      : chats.filter((chat) => titleOf(chat, t).toLocaleLowerCase().includes(words.toLocaleLowerCase()));
  return (
    <>
      <header className="flex items-center justify-between gap-2 px-5 pt-6 pb-3">
        <h1 tabIndex={-1} className="font-title text-2xl">
          {t(showsArchive ? "list.archive" : "title")}
        </h1>
        {showsArchive ? (
          <IconButton
            icon={ArrowLeft}
            label={t("list.leaveArchive")}
            onClick={() => {
              setShowsArchive(false);
            }}
          />
        ) : (
          <span className="flex items-center gap-1">
            <SavedButton />
            <NewChatButton />
          </span>
        )}
      </header>
      {chats.length > 0 && (
        <div className="px-4 pb-2">
          <SearchField
            label={t("list.search")}
            words={wanted.words}
            onChange={(now) => {
              setWanted({ ...wanted, words: now });
            }}
            filters={filters}
            isOpen={showsFilters}
            onToggle={() => {
              setShowsFilters(!showsFilters);
            }}
          />
          {showsFilters && (
            <div className="pt-3">
              <ListFilters wanted={wanted} onChange={setWanted} />
            </div>
          )}
        </div>
      )}
      {state === "loading" ? (
        <ListLoading />
      ) : chats.length === 0 ? (
        <NoChats />
      ) : (
        <nav aria-label={t("list.label")} className="min-h-0 grow overflow-y-auto px-2 pb-3">
          {filters === 0 && <Rows chats={shown} openId={openId} isSearch={words !== ""} />}
          <FoundMessages wanted={wanted} />
        </nav>
      )}
      {!showsArchive && words === "" && filters === 0 && archived.length > 0 && (
        <div className="border-t p-2">
          <Button
            variant="quiet"
            icon={Archive}
            wide
            onClick={() => {
              setShowsArchive(true);
            }}
          >
            {t("list.archived", { count: archived.length })}
          </Button>
        </div>
      )}
    </>
  );
}

type RowsProps = { chats: readonly Chat[]; openId: string | undefined; isSearch: boolean };

function Rows({ chats, openId, isSearch }: RowsProps) {
  const { t } = useTranslation("chats");
  return (
    <>
      {chats.length === 0 && (
        <p className="px-3 py-3 text-soft">{t(isSearch ? "list.nothingFound" : "list.none")}</p>
      )}
      <Virtualizer data={chats} itemSize={72}>
        {(chat) => <ChatRow key={chat.id} chat={chat} isOpen={chat.id === openId} />}
      </Virtualizer>
    </>
  );
}

/** By somebody of one's private chats, and in one of all chats. */
function ListFilters({ wanted, onChange }: { wanted: Wanted; onChange: (wanted: Wanted) => void }) {
  const { t } = useTranslation("chats");
  const { me } = useChats();
  const { chats } = useChatList(useChats());
  const people = peersOf(chats).map(({ id, displayName }) => ({ value: id, label: displayName }));
  return (
    <Filters
      wanted={wanted}
      onChange={onChange}
      people={[{ value: me, label: t("you") }, ...people]}
      chats={chats.map((chat) => ({ value: chat.id, label: titleOf(chat, t) }))}
    />
  );
}

function SavedButton() {
  const { t } = useTranslation("chats");
  const { me } = useChats();
  const open = useOpenChat();
  const navigate = useNavigate();
  const openSaved = () => {
    open(me).then(
      (chatId) => navigate({ to: "/chats/$chatId", params: { chatId } }),
      (error: unknown) => {
        showToast({ message: reasonOf(error, t), tone: "problem" });
      },
    );
  };
  return (
    <Tooltip label={t("list.saved")}>
      <IconButton icon={Bookmark} label={t("list.saved")} onClick={openSaved} />
    </Tooltip>
  );
}

function ListLoading() {
  const { t } = useTranslation("chats");
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-4 px-5 py-2">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="flex items-center gap-3.5">
          <Skeleton shape="circle" className="size-12" />
          <Skeleton className="h-10 grow" />
        </div>
      ))}
    </div>
  );
}

function NoChats() {
  const { t } = useTranslation("chats");
  return (
    <div className="grid grow place-items-center pb-10">
      <EmptyState
        icon={MessagesSquare}
        title={t("list.none")}
        action={
          <ButtonLink to="/people" variant="primary">
            {t("list.find")}
          </ButtonLink>
        }
      >
        {t("list.noneText")}
      </EmptyState>
    </div>
  );
}
