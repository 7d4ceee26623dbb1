import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { faceOf } from "../ChatFace";
import { useExplain } from "../useExplain";

const readersQuery = (messageId: string) =>
  infiniteQueryOptions({
    queryKey: ["readers", messageId],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/messages/{message_id}/readers", {
          signal,
          params: {
            path: { message_id: messageId },
            query: { ...(pageParam !== null && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

type Props = { open: boolean; onClose: () => void; messageId: string | null };

/** Who has read a message, as far as people tell. */
export function ReadersDialog({ open, onClose, messageId }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Dialog open={open} onClose={onClose} title={t("readers.title")}>
      {messageId !== null && <Readers messageId={messageId} />}
    </Dialog>
  );
}

function Readers({ messageId }: { messageId: string }) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(readersQuery(messageId));
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-24" />
    ) : (
      <p role="alert" className="text-soft">
        {explain(error)}
      </p>
    );
  const people = data.pages.flatMap(({ items }) => items);
  if (people.length === 0) return <p role="status">{t("readers.nobody")}</p>;
  return (
    <>
      <ul className="-mx-2 max-h-96 overflow-y-auto px-2">
        {people.map((person) => (
          <li key={person.id} className="flex min-h-14 items-center gap-3">
            <Avatar person={faceOf(person)} decorative />
            <bdi className="min-w-0 truncate font-strong">{person.displayName}</bdi>
          </li>
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
