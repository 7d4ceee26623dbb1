import { FileText, Mic } from "lucide-react";
import { useObjectUrl } from "@/features/media";
import type { Enclosure } from "./engine/letter";

type Shown = Pick<Enclosure, "content" | "name" | "mime" | "isVoice">;

/** A file as it lies on this device. */
export function EnclosureShown({ enclosure }: { enclosure: Shown }) {
  const url = useObjectUrl(enclosure.content);
  if (enclosure.mime.startsWith("image/") && url !== undefined)
    return <img src={url} alt={enclosure.name} className="max-h-72 w-full rounded-field object-cover" />;
  const Icon = enclosure.isVoice ? Mic : FileText;
  return (
    <span className="flex min-h-touch items-center gap-3">
      <span className="grid size-10 shrink-0 place-items-center rounded-full bg-card text-ember-ink">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <span className="min-w-0 truncate font-strong">{enclosure.name}</span>
    </span>
  );
}
