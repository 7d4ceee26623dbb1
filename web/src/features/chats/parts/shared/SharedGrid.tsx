import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { clock, Picture } from "@/features/media";
import { exactTime } from "@/lib/time";
import { MediaViewer } from "../media/MediaViewer";
import type { Message } from "../types";
import type { SharedProps } from "./SharedMedia";

type Props = { messages: readonly Message[]; nameOf: SharedProps["nameOf"] };

/** Pictures and videos, three in a row, the newest first; each opens the viewer on all of them. */
export function SharedGrid({ messages, nameOf }: Props) {
  const { t, i18n } = useTranslation("chatParts");
  const [startId, setStartId] = useState<string | null>(null);
  const items = messages.flatMap(({ files, senderId, createdAt, content }) =>
    files
      .filter(({ kind, url }) => (kind === "image" || kind === "video") && url !== null)
      .map((file) => ({ file, by: nameOf(senderId), sentAt: createdAt, caption: content })),
  );
  return (
    <>
      <ul className="grid grid-cols-3 gap-0.5 overflow-clip rounded-message">
        {items.map(({ file, by, sentAt }) => (
          <li key={file.id} className="relative aspect-square bg-sunk">
            <button
              type="button"
              onClick={() => {
                setStartId(file.id);
              }}
              className="absolute inset-0 -outline-offset-4"
            >
              <span className="sr-only">
                {t(file.kind === "video" ? "shared.videoOf" : "shared.pictureOf", {
                  name: by,
                  time: exactTime(sentAt, i18n.language),
                })}
              </span>
              <Picture file={file} alt="" sizes="9rem" fill />
              {file.kind === "video" && (
                <span className="absolute start-1.5 bottom-1.5 inline-flex items-center gap-1 rounded-full bg-picture-chip px-2 py-0.5 text-xs text-on-picture tabular-nums">
                  <Play aria-hidden className="size-3" fill="currentColor" strokeWidth={0} />
                  {clock((file.durationMs ?? 0) / 1000)}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <MediaViewer
        open={startId !== null}
        items={items.toReversed()}
        startId={startId}
        onClose={() => {
          setStartId(null);
        }}
      />
    </>
  );
}
