import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { FileShown, UploadView, useUploads, VoiceRecorder } from "@/features/media";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import { useComplain, useSaveProfile } from "./change";
import type { Me } from "./queries";
import { useAttach } from "./useAttach";

const PLACE = "intro-voice";
const LONGEST = 60;

/** A few words in one's own voice. */
export function VoiceEditor({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const { items, add, remove, retry } = useUploads(PLACE);
  const { mutateAsync } = useSaveProfile();
  const complain = useComplain();
  useAttach(PLACE, (voiceId) => mutateAsync({ voiceId }));
  const takeOut = () => {
    const was = me.voice?.id ?? null;
    mutateAsync({ voiceId: null }).catch(complain);
    showToast({
      message: t("voice.removed"),
      action: {
        label: t("undo"),
        onSelect: () => {
          mutateAsync({ voiceId: was }).catch(complain);
        },
      },
    });
  };
  return (
    <div className="flex flex-col gap-4">
      {me.voice !== null && (
        <div className="flex max-w-md items-center gap-3">
          <div className="min-w-0 grow">
            <FileShown file={me.voice} label={t("voice.yours")} />
          </div>
          <Button variant="quiet" icon={Trash2} onClick={takeOut}>
            {t("voice.remove")}
          </Button>
        </div>
      )}
      {items.length > 0 && <UploadView items={items} onRemove={remove} onRetry={retry} />}
      <VoiceRecorder
        longest={LONGEST}
        onSend={({ content }) => {
          const file = new File([content], "intro", { type: content.type });
          add([file], { purpose: "voice", isVoice: true });
        }}
      />
    </div>
  );
}
