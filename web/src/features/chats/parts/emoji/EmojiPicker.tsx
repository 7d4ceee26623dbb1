import { Plus, Smile } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Popover } from "@/ui/Popover";
import { Spinner } from "@/ui/Spinner";
import { rememberEmoji } from "./remembered";

const importPanel = () => import("./EmojiPanel");
const EmojiPanel = lazy(importPanel);

type Props = {
  /** Somebody took one; the panel stays where it is. */
  onPick: (emoji: string) => void;
};

/** Every emoji there is to choose. Its code and its data are fetched when it is first shown. */
export function EmojiPicker({ onPick }: Props) {
  return (
    <Suspense
      fallback={
        <div className="grid h-88 max-h-[60dvh] w-88 max-w-full place-items-center">
          <Spinner />
        </div>
      }
    >
      <EmojiPanel onPick={onPick} />
    </Suspense>
  );
}

/** The button of a composer behind which all emoji are. */
export function EmojiButton({ label, onPick }: Props & { label: string }) {
  return (
    <Popover
      flush
      label={label}
      trigger={
        <IconButton
          icon={Smile}
          label={label}
          // It is there when it is pressed.
          onPointerEnter={() => void importPanel().catch(() => undefined)}
        />
      }
    >
      <EmojiPicker onPick={onPick} />
    </Popover>
  );
}

/** Before one has looked for another. */
const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"] as const;

type ReactionProps = Props & {
  /** How this person has reacted already; to pick one of them again takes it back. */
  chosen: readonly string[];
};

/** Six reactions, and all others behind a button. */
export function ReactionPicker({ chosen, onPick }: ReactionProps) {
  const { t } = useTranslation("chatParts");
  const [showsAll, setShowsAll] = useState(false);
  if (showsAll) return <EmojiPicker onPick={onPick} />;
  return (
    <div role="group" aria-label={t("reactions.label")} className="flex items-center p-1">
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={chosen.includes(emoji)}
          aria-label={t(`reactions.${emoji}`)}
          onClick={() => {
            rememberEmoji(emoji);
            onPick(emoji);
          }}
          className={cx(
            "grid size-touch place-items-center rounded-full text-2xl leading-none transition-[scale,background-color] hover:scale-112 active:scale-95",
            chosen.includes(emoji) && "bg-ember-wash",
          )}
        >
          {emoji}
        </button>
      ))}
      <IconButton
        icon={Plus}
        label={t("reactions.more")}
        onClick={() => {
          setShowsAll(true);
        }}
      />
    </div>
  );
}
