import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FIELD_BOX } from "@/ui/Field";
import { cx } from "@/ui/cx";

type Part = "year" | "month" | "day";

const PARTS = {
  day: { length: 2, autoComplete: "bday-day", width: "w-18" },
  month: { length: 2, autoComplete: "bday-month", width: "w-18" },
  year: { length: 4, autoComplete: "bday-year", width: "w-26" },
} as const;

/** The order in which people write dates where they live. */
function partsInOrder(): Part[] {
  return new Intl.DateTimeFormat(navigator.language)
    .formatToParts(0)
    .map(({ type }) => type)
    .filter((type): type is Part => type in PARTS);
}

/** The date of a form as the API takes it; whether there is such a day, the server says. */
export function isoDate(value: string): string {
  const [year = "", month = "", day = ""] = value.split("-");
  return `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

type Props = {
  id: string;
  /** Year, month and day as typed, joined by hyphens. */
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
};

/** Three numbers to type: nobody likes to leaf through forty years of a calendar. */
export function BirthdateField({ id, value, error, onValue }: Props) {
  const { t } = useTranslation("accounts");
  const [order] = useState(partsInOrder);
  const [year = "", month = "", day = ""] = value.split("-");
  const typed = { year, month, day };
  return (
    <fieldset aria-describedby={cx(`${id}-hint`, error !== undefined && `${id}-error`)}>
      <legend className="text-sm font-strong">{t("fields.birthdate.label")}</legend>
      <div className="mt-1.5 flex gap-3">
        {order.map((part, place) => (
          <label key={part} className={cx("text-xs text-soft", PARTS[part].width)}>
            <input
              id={place === 0 ? id : undefined}
              inputMode="numeric"
              autoComplete={PARTS[part].autoComplete}
              maxLength={PARTS[part].length}
              required
              aria-invalid={error === undefined ? undefined : true}
              aria-describedby={error === undefined ? undefined : `${id}-error`}
              value={typed[part]}
              onChange={({ target }) => {
                const next = { ...typed, [part]: target.value.replace(/\D/g, "") };
                onValue(`${next.year}-${next.month}-${next.day}`);
              }}
              className={cx(FIELD_BOX, "mb-1 h-12 tabular-nums")}
            />
            {t(part)}
          </label>
        ))}
      </div>
      <p id={`${id}-hint`} className="mt-1.5 text-sm text-soft">
        {t("birthdateHint")}
      </p>
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1.5 flex gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          {error}
        </p>
      )}
    </fieldset>
  );
}
