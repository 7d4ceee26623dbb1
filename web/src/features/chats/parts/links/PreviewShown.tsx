import { useState } from "react";
import type { Schemas } from "@/lib/api";

type Preview = Schemas["LinkPreview"];

/** What is at the other end of a link, as our server found it: nobody's browser asks there before it is pressed. */
export function PreviewShown({ preview }: { preview: Preview | null | undefined }) {
  const [failed, setFailed] = useState<string | null>(null);
  if (preview == null) return null;
  const { url, title, description, site, picture } = preview;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="my-1 flex min-h-11 w-80 max-w-full items-start gap-3 rounded-sm border-s-2 border-ember-ink ps-3 text-sm"
    >
      <span className="flex min-w-0 grow flex-col">
        {site !== null && (
          <span className="truncate text-soft" dir="auto">
            {site}
          </span>
        )}
        <span className="line-clamp-2 font-strong break-words" dir="auto">
          {title}
        </span>
        {description !== null && (
          <span className="line-clamp-2 break-words text-soft" dir="auto">
            {description}
          </span>
        )}
      </span>
      {picture !== null && failed !== picture.url && (
        <img
          src={picture.url}
          alt=""
          width={64}
          height={64}
          loading="lazy"
          decoding="async"
          className="size-16 shrink-0 rounded-sm object-cover"
          onError={() => {
            setFailed(picture.url);
          }}
        />
      )}
    </a>
  );
}
