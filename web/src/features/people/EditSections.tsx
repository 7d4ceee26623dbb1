import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { TextArea } from "@/ui/TextArea";
import type { Draft } from "./draft";
import { EditAbout } from "./EditAbout";
import { EditBasics } from "./EditBasics";
import { EditLanguages } from "./EditLanguages";
import { EditSocials } from "./EditSocials";
import { InterestPicker } from "./InterestPicker";
import type { Section } from "./parts";
import { PhotoGrid } from "./PhotoGrid";
import { PlacePicker } from "./PlacePicker";
import { PromptsEditor } from "./PromptsEditor";
import type { Me } from "./queries";
import { VideoEditor } from "./VideoEditor";
import { VoiceEditor } from "./VoiceEditor";

const LONGEST_BIO = 1000;

/** What a section of the editor is given. */
export type EditProps = {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  /** What is wrong with a field, by the name that the API gives it. */
  problemOf: (field: string) => string | undefined;
};

type Props = Omit<EditProps, "problemOf"> & { me: Me; error: Error | null };

export function EditSections({ me, draft, error, onChange }: Props) {
  const { t } = useTranslation("people");
  const { t: ui } = useTranslation("ui");
  useArrivalAtSection();
  const problemOf = (field: string) => {
    const details = error instanceof ApiError ? error.details : [];
    const detail = details.find((one) => one.field === field || one.field.startsWith(`${field}.`));
    return detail && ui("problem.detail", { problem: detail.message });
  };
  const part = { draft, onChange, problemOf };
  return (
    <div className="flex flex-col gap-10">
      <EditSection id="photos">
        <PhotoGrid me={me} />
      </EditSection>
      <EditSection id="about">
        <EditAbout {...part} />
      </EditSection>
      <EditSection id="words">
        <TextArea
          label={t("edit.bio")}
          required={false}
          hint={t("edit.bioHint")}
          maxLength={LONGEST_BIO}
          value={draft.bio ?? ""}
          error={problemOf("bio")}
          onChange={({ target }) => {
            onChange({ bio: target.value });
          }}
        />
        <PromptsEditor
          values={draft.prompts}
          onChange={(prompts) => {
            onChange({ prompts });
          }}
        />
      </EditSection>
      <EditSection id="interests">
        <InterestPicker
          values={draft.interests}
          onChange={(interests) => {
            onChange({ interests });
          }}
        />
      </EditSection>
      <EditSection id="basics">
        <EditBasics {...part} />
      </EditSection>
      <EditSection id="languages">
        <EditLanguages {...part} />
      </EditSection>
      <EditSection id="place">
        <PlacePicker me={me} />
      </EditSection>
      <EditSection id="video">
        <VideoEditor me={me} />
      </EditSection>
      <EditSection id="voice">
        <VoiceEditor me={me} />
      </EditSection>
      <EditSection id="socials">
        <EditSocials {...part} />
      </EditSection>
    </div>
  );
}

function EditSection({ id, children }: { id: Section; children: ReactNode }) {
  const { t } = useTranslation("people");
  return (
    <section id={id} aria-labelledby={`edit-${id}`} className="flex scroll-mt-6 flex-col gap-4">
      <div>
        <h2 id={`edit-${id}`} tabIndex={-1} className="font-title text-xl">
          {t(`sections.${id}.title`)}
        </h2>
        <p className="mt-1 max-w-prose text-soft">{t(`sections.${id}.text`)}</p>
      </div>
      {children}
    </section>
  );
}

/** Whoever comes for one section begins there. */
function useArrivalAtSection() {
  useEffect(() => {
    const heading = document.getElementById(`edit-${location.hash.slice(1)}`);
    if (heading === null) return;
    heading.parentElement?.scrollIntoView();
    heading.focus({ preventScroll: true });
  }, []);
}
