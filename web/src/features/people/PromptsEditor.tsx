import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Select } from "@/ui/Select";
import { TextArea } from "@/ui/TextArea";
import { promptsQuery, type Prompt } from "./queries";

export const MOST_PROMPTS = 3;
const LONGEST_ANSWER = 300;

type Props = { values: readonly Prompt[]; onChange: (values: Prompt[]) => void; most?: number };

/** Questions of the catalogue with one's answers; each question once. */
export function PromptsEditor({ values, onChange, most = MOST_PROMPTS }: Props) {
  const { t } = useTranslation("people");
  const { data: catalogue = [] } = useQuery(promptsQuery);
  const used = new Set(values.map(({ prompt }) => prompt));
  const free = catalogue.find(({ id }) => !used.has(id));
  const replace = (index: number, part: Partial<Prompt>) => {
    onChange(values.map((value, at) => (at === index ? { ...value, ...part } : value)));
  };
  return (
    <div className="flex flex-col gap-4">
      {values.map(({ prompt, answer }, index) => (
        <div key={index} className="flex flex-col gap-3 rounded-card border bg-card p-4">
          <div className="flex items-end gap-2">
            <div className="min-w-0 grow">
              <Select
                label={t("prompts.question", { at: index + 1 })}
                value={prompt}
                options={catalogue
                  .filter(({ id }) => id === prompt || !used.has(id))
                  .map(({ id, text }) => ({ value: id, label: text }))}
                onChange={({ target }) => {
                  replace(index, { prompt: target.value });
                }}
              />
            </div>
            <IconButton
              icon={X}
              label={t("prompts.remove", { at: index + 1 })}
              onClick={() => {
                onChange(values.toSpliced(index, 1));
              }}
            />
          </div>
          <TextArea
            label={t("prompts.answer")}
            required={false}
            rows={2}
            maxLength={LONGEST_ANSWER}
            value={answer}
            onChange={({ target }) => {
              replace(index, { answer: target.value });
            }}
          />
        </div>
      ))}
      {values.length < most && free !== undefined && (
        <div>
          <Button
            icon={Plus}
            onClick={() => {
              onChange([...values, { prompt: free.id, answer: "" }]);
            }}
          >
            {t("prompts.add")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Those with an answer: a question alone says nothing. */
export const answered = (prompts: readonly Prompt[]) => prompts.filter(({ answer }) => answer.trim() !== "");
