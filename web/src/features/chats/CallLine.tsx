import { Phone, Video } from "lucide-react";
import { lazy, Suspense } from "react";
import { useInstance } from "@/lib/instance";

const CallBack = lazy(async () => ({ default: (await import("@/features/calls")).CallBack }));

type Props = { text: string; isVideo: boolean; chatId: string };

/** A call that was, and the way to another one. */
export function CallLine({ text, isVideo, chatId }: Props) {
  const { data: instance } = useInstance();
  const Icon = isVideo ? Video : Phone;
  return (
    <div className="flex min-h-touch items-center justify-center gap-2 px-4 py-0.5 text-sm text-soft">
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <p>{text}</p>
      {instance?.features.includes("calls") === true && (
        <Suspense>
          <CallBack chatId={chatId} kind={isVideo ? "video" : "audio"} />
        </Suspense>
      )}
    </div>
  );
}
