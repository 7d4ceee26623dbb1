import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  FileShown,
  Picture,
  Uploader,
  UploadView,
  useUploads,
  VoiceRecorder,
  type Recording,
} from "@/features/media";
import { findSession, isSomebodyHere, useSession } from "@/lib/session";
import { Link } from "@/ui/Link";
import {
  fetchSample,
  BLURRED,
  EVENING,
  FILM,
  HELD,
  LETTER,
  PREPARED,
  REFUSED,
  UPLOADS,
  VOICE,
} from "./sampleFiles";
import { Group, Specimen } from "./Specimen";

const HALF = "(min-width: 52rem) 30rem, 90vw";

export function Media() {
  const { t } = useTranslation("gallery");
  const session = useSession();
  useEffect(() => {
    // The page is anybody's; who is signed in can try what needs an account.
    if (isSomebodyHere()) findSession().catch(() => undefined);
  }, []);
  const isIn = session.state === "in";
  const signIn = !isIn && (
    <p className="mb-4 text-sm text-soft">
      <Link to="/sign-in">{t("media.signIn")}</Link> {t("media.toTry")}
    </p>
  );
  return (
    <Group id="media" title={t("groups.media")}>
      <Specimen title={t("media.uploader")}>
        {signIn}
        <Uploader place="gallery:files" purpose="attachment" disabled={!isIn} />
      </Specimen>
      <Specimen title={t("media.photo")}>
        {signIn}
        <Uploader
          place="gallery:photo"
          purpose="photo"
          accept="image/*"
          crop={{ aspect: 4 / 5 }}
          pastes={false}
          disabled={!isIn}
        />
      </Specimen>
      <Specimen title={t("media.states")} wide>
        <States />
      </Specimen>
      <Specimen title={t("media.picture")}>
        <div className="flex flex-col gap-4">
          <FileShown file={EVENING} label={t("media.evening")} sizes={HALF} />
          <div className="h-40 overflow-clip rounded-message">
            <Picture file={BLURRED} alt={t("media.evening")} fill />
          </div>
        </div>
      </Specimen>
      <Specimen title={t("media.video")}>
        <FileShown file={FILM} label={t("media.film")} sizes={HALF} />
      </Specimen>
      <Specimen title={t("media.voice")}>
        <FileShown file={VOICE} label={t("media.spoken")} />
        <div className="mt-5 border-t pt-5">
          <Recorder disabled={!isIn} />
        </div>
      </Specimen>
      <Specimen title={t("media.others")}>
        <div className="flex flex-col gap-3">
          <FileShown file={LETTER} label="" />
          <FileShown file={PREPARED} label="" />
          <FileShown file={HELD} label="" />
          <FileShown file={REFUSED} label="" />
        </div>
      </Specimen>
    </Group>
  );
}

function States() {
  const [content, setContent] = useState<Blob | null>(null);
  useEffect(() => {
    fetchSample().then(setContent, () => undefined);
  }, []);
  const items = UPLOADS.map((item) => ({ ...item, content }));
  return <UploadView items={items} onRemove={() => undefined} onRetry={() => undefined} />;
}

/** Records also for who is not signed in; only sending needs somebody. */
function Recorder({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation("gallery");
  const { items, add, remove, retry } = useUploads("gallery:voice");
  const send = ({ content }: Recording) => {
    if (disabled) return;
    add([new File([content], "voice", { type: content.type })], { purpose: "voice", isVoice: true });
  };
  const done = items.flatMap(({ id, state }) => (state.step === "done" ? [{ id, file: state.file }] : []));
  return (
    <div className="flex flex-col gap-4">
      <VoiceRecorder onSend={send} longest={60} />
      <UploadView
        items={items.filter(({ state }) => state.step !== "done")}
        onRemove={remove}
        onRetry={retry}
      />
      {done.map(({ id, file }) => (
        <FileShown key={id} file={file} label={t("media.yours")} />
      ))}
    </div>
  );
}
