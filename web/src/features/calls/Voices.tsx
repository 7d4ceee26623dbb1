import { Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import type { Chosen } from "./engine/media";
import type { PeerView } from "./engine/mesh";
import { useStream } from "./useCalls";

type VoicesProps = { peers: ReadonlyMap<string, PeerView>; chosen: Chosen };

/** What the others say. It is outside of every screen, so that it goes on whatever is shown. */
export function Voices({ peers, chosen }: VoicesProps) {
  const { t } = useTranslation("calls");
  const [isBlocked, setIsBlocked] = useState(false);
  const [touches, setTouches] = useState(0);
  const voices = [...peers].flatMap(([userId, { streams }]) =>
    streams.audio === null ? [] : [{ userId, stream: streams.audio }],
  );
  return (
    <>
      {voices.map(({ userId, stream }) => (
        <Voice
          key={`${userId}:${touches}`}
          stream={stream}
          speaker={chosen.speaker}
          onBlocked={() => {
            setIsBlocked(true);
          }}
        />
      ))}
      {isBlocked && voices.length > 0 && (
        <div
          role="alert"
          className="fixed inset-x-4 top-4 z-50 mx-auto flex max-w-md items-center gap-3 rounded-message border bg-card p-3 shadow-floating"
        >
          <p className="grow text-sm">{t("hear")}</p>
          <Button
            size="sm"
            variant="primary"
            icon={Volume2}
            onClick={() => {
              setIsBlocked(false);
              setTouches(touches + 1);
            }}
          >
            {t("hearDo")}
          </Button>
        </div>
      )}
    </>
  );
}

type Props = { stream: MediaStream; speaker: string | undefined; onBlocked: () => void };

function Voice({ stream, speaker, onBlocked }: Props) {
  const element = useStream<HTMLAudioElement>(stream, onBlocked);
  useEffect(() => {
    const { current } = element;
    // Not every browser lets a page choose.
    if (current === null || !("setSinkId" in current)) return;
    current.setSinkId(speaker ?? "").catch(() => undefined);
  }, [element, speaker]);
  // eslint-disable-next-line jsx-a11y-x/media-has-caption -- nobody can write captions of a conversation in advance
  return <audio ref={element} data-voice />;
}
