import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { useComplain } from "../useExplain";
import { chosenAfter, percentOf, type Poll } from "./poll";

type Props = {
  poll: Poll;
  /** Indices of options; none takes the vote back. */
  onVote: (options: number[]) => Promise<unknown>;
  /** Left out for those who may not end it. */
  onEnd?: () => Promise<unknown>;
  /** Who chose this option; left out where nobody is to know. */
  onVoters?: (option: number) => void;
};

/** A poll in its message: vote by pressing; what others chose is to be seen as soon as one has voted. */
export function PollShown({ poll, onVote, onEnd, onVoters }: Props) {
  const { t } = useTranslation("chatParts");
  const complain = useComplain();
  const mine = poll.options.flatMap(({ mine: isMine }, index) => (isMine === true ? [index] : []));
  // Several are chosen one after the other, and sent together.
  const [picked, setPicked] = useState<readonly number[] | null>(null);
  const vote = useMutation({
    mutationFn: (options: number[]) => onVote(options),
    onError: complain,
    onSettled: () => {
      setPicked(null);
    },
  });
  const end = useMutation({ mutationFn: async () => onEnd?.(), onError: complain });
  const expected = vote.isPending ? vote.variables : (picked ?? mine);
  const showsResults = poll.isClosed || mine.length > 0;
  const press = (index: number) => {
    const next = chosenAfter(expected, index, poll.isMultiple);
    if (poll.isMultiple) setPicked(next);
    else vote.mutate(next);
  };
  return (
    <div className="flex w-full min-w-60 flex-col gap-2.5">
      <div>
        <p dir="auto" className="font-strong wrap-anywhere">
          {poll.question}
        </p>
        <p className="text-xs text-soft">
          {t(poll.isClosed ? "poll.closed" : poll.isAnonymous ? "poll.isAnonymous" : "poll.isOpen")}
          {poll.isMultiple && !poll.isClosed && ` · ${t("poll.several")}`}
        </p>
      </div>
      <ul className="flex flex-col gap-1">
        {poll.options.map((option, index) => (
          <li key={index}>
            <Option
              poll={poll}
              index={index}
              isChosen={expected.includes(index)}
              showsResults={showsResults}
              onPress={poll.isClosed ? onVoters : press}
            />
            <span className="sr-only">{option.mine === true ? t("poll.mine") : ""}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-2 text-xs text-soft">
        <span role="status">{t("poll.voters", { count: poll.voters })}</span>
        <span className="flex gap-1">
          {picked !== null && (
            <Button
              size="sm"
              variant="primary"
              loading={vote.isPending}
              onClick={() => {
                vote.mutate([...picked]);
              }}
            >
              {t("poll.vote")}
            </Button>
          )}
          {picked === null && mine.length > 0 && !poll.isClosed && (
            <Button
              size="sm"
              variant="quiet"
              loading={vote.isPending}
              onClick={() => {
                vote.mutate([]);
              }}
            >
              {t("poll.takeBack")}
            </Button>
          )}
          {onEnd && !poll.isClosed && (
            <Button
              size="sm"
              variant="quiet"
              loading={end.isPending}
              onClick={() => {
                end.mutate();
              }}
            >
              {t("poll.end")}
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}

type OptionProps = {
  poll: Poll;
  index: number;
  isChosen: boolean;
  showsResults: boolean;
  onPress: ((index: number) => void) | undefined;
};

function Option({ poll, index, isChosen, showsResults, onPress }: OptionProps) {
  const { t } = useTranslation("chatParts");
  const option = poll.options[index];
  if (option === undefined) return null;
  const percent = percentOf(option.votes, poll.voters);
  return (
    <button
      type="button"
      role={poll.isClosed ? undefined : poll.isMultiple ? "checkbox" : "radio"}
      aria-checked={poll.isClosed ? undefined : isChosen}
      disabled={onPress === undefined}
      onClick={() => {
        onPress?.(index);
      }}
      className="relative flex min-h-touch w-full items-center gap-2.5 overflow-clip rounded-field border px-3 py-1.5 text-start not-disabled:hover:border-edge disabled:cursor-default"
    >
      {showsResults && (
        <span
          aria-hidden
          style={{ width: `${percent}%` }}
          className="absolute inset-y-0 start-0 bg-ember/16 transition-[width] duration-250"
        />
      )}
      <span
        aria-hidden
        className={cx(
          "relative grid size-5 shrink-0 place-items-center border",
          poll.isMultiple ? "rounded-sm" : "rounded-full",
          isChosen ? "border-ember bg-ember text-on-ember" : "border-edge bg-card",
        )}
      >
        {isChosen && <Check className="size-3.5" strokeWidth={2.75} />}
      </span>
      <span dir="auto" className="relative min-w-0 grow wrap-anywhere">
        {option.text}
      </span>
      {showsResults && (
        <span
          className="relative shrink-0 text-sm tabular-nums"
          title={t("poll.votes", { count: option.votes })}
        >
          {t("poll.percent", { percent })}
        </span>
      )}
    </button>
  );
}
