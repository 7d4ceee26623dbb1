import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useComplain, useSaveProfile } from "./change";
import { InterestPicker } from "./InterestPicker";
import { isAnswered } from "./onboarding";
import { PhotoGrid } from "./PhotoGrid";
import { PlacePicker } from "./PlacePicker";
import { PreferencesForm } from "./PreferencesForm";
import type { StepProps } from "./StartPage";
import { StepFrame } from "./StepFrame";
import { VideoEditor } from "./VideoEditor";

export function PhotoStep({ me, onNext }: StepProps) {
  const { t } = useTranslation("people");
  return (
    <StepFrame
      title={t("start.photo")}
      why={t("start.photoWhy")}
      onNext={onNext}
      canGoOn={isAnswered("photo", me)}
    >
      <PhotoGrid me={me} />
    </StepFrame>
  );
}

export function WantedStep({ me, onNext }: StepProps) {
  const { t } = useTranslation("people");
  return (
    <StepFrame title={t("start.wanted")} why={t("start.wantedWhy")}>
      <PreferencesForm me={me} submitLabel={t("start.next")} onSaved={onNext} />
    </StepFrame>
  );
}

export function PlaceStep({ me, onNext }: StepProps) {
  const { t } = useTranslation("people");
  const isThere = isAnswered("place", me);
  return (
    <StepFrame
      title={t("start.place")}
      why={t("start.placeWhy")}
      {...(isThere ? { onNext } : { onSkip: onNext })}
    >
      <PlacePicker me={me} onSaved={onNext} />
    </StepFrame>
  );
}

export function InterestsStep({ me, onNext }: StepProps) {
  const { t } = useTranslation("people");
  const complain = useComplain();
  const [interests, setInterests] = useState<string[]>(me.interests);
  const { mutate, isPending } = useSaveProfile();
  return (
    <StepFrame
      title={t("start.interests")}
      why={t("start.interestsWhy")}
      onNext={() => {
        mutate({ interests }, { onSuccess: onNext, onError: complain });
      }}
      canGoOn={interests.length > 0}
      busy={isPending}
      onSkip={onNext}
    >
      <InterestPicker values={interests} onChange={setInterests} />
    </StepFrame>
  );
}

export function VideoStep({ me, onNext }: StepProps) {
  const { t } = useTranslation("people");
  return (
    <StepFrame
      title={t("start.video")}
      why={t("start.videoWhy")}
      onNext={onNext}
      canGoOn={isAnswered("video", me)}
      {...(!isAnswered("video", me) && { onSkip: onNext })}
    >
      <VideoEditor me={me} />
    </StepFrame>
  );
}
