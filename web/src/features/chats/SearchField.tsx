import { SlidersHorizontal } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";

type Props = {
  label: string;
  words: string;
  onChange: (words: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  field?: RefObject<HTMLInputElement | null>;
  /** How many filters are set. */
  filters: number;
  isOpen: boolean;
  onToggle: () => void;
};

/** Words to look for, and a button that opens the filters. */
export function SearchField({ label, words, onChange, onKeyDown, field, filters, isOpen, onToggle }: Props) {
  const { t } = useTranslation("chats");
  return (
    <div className="flex min-w-0 grow items-center gap-1">
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        maxLength={200}
        value={words}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          onChange(target.value);
        }}
        className="min-h-touch w-full min-w-0 rounded-full border border-transparent bg-sunk px-4 text-field hover:border-edge"
      />
      <span className="relative shrink-0">
        <IconButton
          icon={SlidersHorizontal}
          label={filters === 0 ? t("found.filters") : t("found.filtersSet", { count: filters })}
          aria-expanded={isOpen}
          onClick={onToggle}
        />
        {filters > 0 && (
          <span
            aria-hidden
            className="pointer-events-none absolute end-2 top-2 size-2.5 rounded-full bg-ember"
          />
        )}
      </span>
    </div>
  );
}
