import type { ReactNode } from "react";
import { cx } from "./cx";

type Props = {
  leading?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  trailing?: ReactNode;
  onSelect?: () => void;
  selected?: boolean;
};

/** One of many, such as a chat among chats. It is a button where it leads somewhere. */
export function ListRow({ leading, title, text, trailing, onSelect, selected = false }: Props) {
  const content = (
    <>
      {leading}
      <span className="min-w-0 grow">
        <span className="block truncate font-strong">{title}</span>
        {text !== undefined && <span className="block truncate text-sm text-soft">{text}</span>}
      </span>
      {trailing !== undefined && <span className="flex shrink-0 items-center gap-2">{trailing}</span>}
    </>
  );
  const className = cx(
    "flex min-h-16 w-full items-center gap-3.5 rounded-button px-3 py-2.5 text-start transition-colors",
    selected && "bg-ember-wash",
  );
  if (onSelect === undefined) return <div className={className}>{content}</div>;
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      onClick={onSelect}
      className={cx(className, !selected && "hover:bg-ink/5")}
    >
      {content}
    </button>
  );
}
