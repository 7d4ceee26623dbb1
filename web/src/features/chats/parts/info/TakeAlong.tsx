import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, FileArchive, Package } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { exactTime } from "@/lib/time";
import { Button, buttonClass } from "@/ui/Button";
import { Checkbox } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Spinner } from "@/ui/Spinner";
import { useComplain } from "../useExplain";

const WORKING_PAUSE = 1500;
/** A link works for five minutes, so there is always a fresh one. */
const LINK_PAUSE = 120_000;

const ofChat = (chatId: string) => ({ params: { path: { chat_id: chatId } } });

const exportsQuery = (chatId: string) =>
  queryOptions({
    queryKey: ["chat", chatId, "exports"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/chats/{chat_id}/exports", { signal, ...ofChat(chatId) })),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === "working") === true ? WORKING_PAUSE : LINK_PAUSE,
  });

/** Takes along what one sees in a chat, as a zip. */
export function TakeAlong({ chatId }: { chatId: string }) {
  const { t } = useTranslation("chatParts");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setIsOpen(true);
        }}
        className="-mx-2 flex min-h-touch items-center gap-3.5 rounded-button px-2 text-start hover:bg-sunk"
      >
        <FileArchive aria-hidden className="size-5" strokeWidth={1.75} />
        {t("takeAlong.title")}
      </button>
      <Dialog
        open={isOpen}
        onClose={() => {
          setIsOpen(false);
        }}
        title={t("takeAlong.title")}
        description={t("takeAlong.text")}
      >
        <Exports chatId={chatId} />
      </Dialog>
    </>
  );
}

function Exports({ chatId }: { chatId: string }) {
  const { t, i18n } = useTranslation("chatParts");
  const complain = useComplain();
  const queryClient = useQueryClient();
  const [withFiles, setWithFiles] = useState(false);
  const query = exportsQuery(chatId);
  const { data } = useQuery(query);
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/chats/{chat_id}/exports", { ...ofChat(chatId), body: { withFiles } })),
    onSuccess: (page) => {
      queryClient.setQueryData(query.queryKey, page);
    },
    onError: complain,
  });
  return (
    <div className="flex flex-col gap-4">
      <Checkbox
        label={t("takeAlong.files")}
        checked={withFiles}
        onChange={({ target }) => {
          setWithFiles(target.checked);
        }}
      />
      <Button
        icon={Package}
        loading={isPending}
        onClick={() => {
          mutate();
        }}
      >
        {t("takeAlong.ask")}
      </Button>
      {data !== undefined && data.items.length > 0 && (
        <ul className="divide-y">
          {data.items.map(({ id, requestedAt, file }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-2">
              <span>{exactTime(requestedAt, i18n.language)}</span>
              {file?.url == null ? (
                <span role="status" className="flex items-center gap-2 text-soft">
                  <Spinner silent />
                  {t("takeAlong.working")}
                </span>
              ) : (
                <a href={file.url} download className={buttonClass({ size: "sm" })}>
                  <Download aria-hidden className="size-4.5" strokeWidth={1.75} />
                  {t("takeAlong.download")}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
