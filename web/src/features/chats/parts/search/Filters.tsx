import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Select, type Option } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { localDay } from "../time/moments";
import { filtersIn, KINDS, NOTHING_WANTED, type FoundKind, type Wanted } from "./found";

type Props = {
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
  /** Who may have written it. */
  people: readonly Option[];
  /** Where it may stand; left out where only one chat is looked through. */
  chats?: readonly Option[];
};

/** What a message must be beside its words: by whom, where, of which kind, and when. */
export function Filters({ wanted, onChange, people, chats }: Props) {
  const { t } = useTranslation("chatParts");
  const change = (part: Partial<Wanted>) => {
    onChange({ ...wanted, ...part });
  };
  const today = localDay(new Date());
  return (
    <fieldset className="grid grid-cols-2 gap-3">
      <legend className="sr-only">{t("filters.label")}</legend>
      <Select
        label={t("filters.from")}
        value={wanted.from}
        options={[{ value: "", label: t("filters.anybody") }, ...people]}
        onChange={({ target }) => {
          change({ from: target.value });
        }}
      />
      <Select
        label={t("filters.kind")}
        value={wanted.type}
        options={[
          { value: "", label: t("filters.anything") },
          ...KINDS.map((kind) => ({ value: kind, label: t(`filters.kinds.${kind}`) })),
        ]}
        onChange={({ target }) => {
          change({ type: target.value as FoundKind | "" });
        }}
      />
      {chats !== undefined && (
        <div className="col-span-2">
          <Select
            label={t("filters.chat")}
            value={wanted.chatId}
            options={[{ value: "", label: t("filters.anywhere") }, ...chats]}
            onChange={({ target }) => {
              change({ chatId: target.value });
            }}
          />
        </div>
      )}
      <TextField
        type="date"
        label={t("filters.since")}
        required={false}
        max={wanted.until === "" ? today : wanted.until}
        value={wanted.since}
        onChange={({ target }) => {
          change({ since: target.value });
        }}
      />
      <TextField
        type="date"
        label={t("filters.until")}
        required={false}
        min={wanted.since}
        max={today}
        value={wanted.until}
        onChange={({ target }) => {
          change({ until: target.value });
        }}
      />
      {filtersIn(chats === undefined ? { ...wanted, chatId: "" } : wanted) > 0 && (
        <div className="col-span-2">
          <Button
            size="sm"
            variant="quiet"
            onClick={() => {
              const { words, chatId } = wanted;
              onChange({ ...NOTHING_WANTED, words, chatId: chats === undefined ? chatId : "" });
            }}
          >
            {t("filters.clear")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
