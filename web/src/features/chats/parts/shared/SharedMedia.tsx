import { useInfiniteQuery } from "@tanstack/react-query";
import { FileText, Images, Link as LinkIcon, Mic, Music, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FileShown } from "@/features/media";
import { exactTime } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState } from "@/ui/States";
import { Tabs } from "@/ui/Tabs";
import { foundQuery, NOTHING_WANTED, type Wanted } from "../search/found";
import type { Message } from "../types";
import { useExplain } from "../useExplain";
import { linksOf } from "./links";
import { SharedGrid } from "./SharedGrid";

export type SharedProps = { chatId: string; nameOf: (userId: string) => string };

type Props = SharedProps & { open: boolean; onClose: () => void };

/** All that was sent in a chat beside words: pictures and videos, files, voice messages, audio, links. */
export function SharedMedia({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <Sheet open={open} onClose={onClose} title={t("shared.title")}>
      {/* So that it keeps its height from one to the next. */}
      <div className="min-h-[60dvh]">
        <Tabs
          label={t("shared.title")}
          tabs={[
            { id: "visual", label: t("shared.visual"), content: <Visual {...rest} /> },
            { id: "file", label: t("shared.file"), content: <Files {...rest} type="file" icon={FileText} /> },
            { id: "voice", label: t("shared.voice"), content: <Files {...rest} type="voice" icon={Mic} /> },
            { id: "audio", label: t("shared.audio"), content: <Files {...rest} type="audio" icon={Music} /> },
            { id: "link", label: t("shared.link"), content: <Links {...rest} /> },
          ]}
        />
      </div>
    </Sheet>
  );
}

function Visual({ chatId, nameOf }: SharedProps) {
  return (
    <Pages wanted={{ ...NOTHING_WANTED, chatId, type: "visual" }} icon={Images}>
      {(messages) => <SharedGrid messages={messages} nameOf={nameOf} />}
    </Pages>
  );
}

type FilesProps = SharedProps & { type: "file" | "voice" | "audio"; icon: LucideIcon };

function Files({ chatId, nameOf, type, icon }: FilesProps) {
  return (
    <Pages wanted={{ ...NOTHING_WANTED, chatId, type }} icon={icon}>
      {(messages) => (
        <ul className="flex flex-col gap-4">
          {messages.map((message) => (
            <li key={message.id} className="flex flex-col gap-1">
              {message.files.map((file) => (
                <FileShown key={file.id} file={file} label={file.name ?? nameOf(message.senderId)} />
              ))}
              <Origin message={message} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      )}
    </Pages>
  );
}

/** An address begins with a word of the index. */
const ADDRESS = "http";

function Links({ chatId, nameOf }: SharedProps) {
  return (
    <Pages
      wanted={{ ...NOTHING_WANTED, chatId, words: ADDRESS }}
      icon={LinkIcon}
      isIt={({ content }) => linksOf(content).length > 0}
    >
      {(messages) => (
        <ul className="flex flex-col gap-4">
          {messages.map((message) => (
            <li key={message.id}>
              {linksOf(message.content).map(({ href, host, text }) => (
                <a
                  key={href}
                  href={href}
                  target="_blank"
                  rel="noopener noreferrer nofollow"
                  className="-mx-2 flex min-h-touch flex-col justify-center rounded-button px-2 py-1 hover:bg-ink/5"
                >
                  <bdi className="truncate font-strong text-ember-ink">{text}</bdi>
                  <bdi className="truncate text-sm text-soft">{host}</bdi>
                </a>
              ))}
              <Origin message={message} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      )}
    </Pages>
  );
}

function Origin({ message, nameOf }: { message: Message; nameOf: SharedProps["nameOf"] }) {
  const { t, i18n } = useTranslation("chatParts");
  const time = exactTime(message.createdAt, i18n.language);
  return (
    <p className="truncate text-xs text-soft">
      {t("shared.origin", { name: nameOf(message.senderId), time })}
    </p>
  );
}

type PagesProps = {
  wanted: Wanted;
  icon: LucideIcon;
  /** Whether what was found is what is meant. */
  isIt?: (message: Message) => boolean;
  children: (messages: readonly Message[]) => ReactNode;
};

const PAGE = 30;

function Pages({ wanted, icon, isIt = () => true, children }: PagesProps) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    foundQuery(wanted, PAGE),
  );
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-40" />
    ) : (
      <p role="alert" className="text-soft">
        {explain(error)}
      </p>
    );
  const messages = data.pages.flatMap(({ items }) => items).filter(isIt);
  return (
    <div className="flex flex-col gap-4">
      {messages.length === 0 && !hasNextPage ? (
        <EmptyState icon={icon} title={t("shared.nothing")} />
      ) : (
        children(messages)
      )}
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </div>
  );
}
