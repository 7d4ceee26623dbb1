import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextArea } from "@/ui/TextArea";
import { useExplain, useSaveProfile } from "./change";
import { Problem } from "./Problem";
import { answered, PromptsEditor } from "./PromptsEditor";
import type { Prompt } from "./queries";
import type { StepProps } from "./StartPage";
import { StepFrame } from "./StepFrame";

const FIRST_QUESTION: Prompt = { prompt: "good_evening", answer: "" };
const LONGEST_BIO = 1000;

/** A few words: to a question, because a blank page is hard, or freely. */
export function WordsStep({ me, onNext }: StepProps) {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const [prompts, setPrompts] = useState<Prompt[]>(me.prompts.length > 0 ? me.prompts : [FIRST_QUESTION]);
  const [bio, setBio] = useState(me.bio ?? "");
  const { mutate, isPending, error } = useSaveProfile();
  const isSaid = bio.trim() !== "" || answered(prompts).length > 0;
  return (
    <StepFrame
      title={t("start.words")}
      why={t("start.wordsWhy")}
      onNext={() => {
        mutate({ prompts: answered(prompts), bio }, { onSuccess: onNext });
      }}
      canGoOn={isSaid}
      busy={isPending}
      onSkip={onNext}
    >
      <PromptsEditor values={prompts} onChange={setPrompts} />
      <TextArea
        label={t("edit.bio")}
        required={false}
        hint={t("edit.bioHint")}
        maxLength={LONGEST_BIO}
        value={bio}
        onChange={({ target }) => {
          setBio(target.value);
        }}
      />
      {error && <Problem>{explain(error)}</Problem>}
    </StepFrame>
  );
}
