import { Check } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useIntake } from "@/features/media";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Attached } from "./Attached";
import type { Room } from "./engine/room";
import type { Chat, Message } from "./engine/types";
import {
  AttachMenu,
  EmojiButton,
  PollComposer,
  PreviewSwitch,
  useVoice,
  VoiceBar,
  VoiceButton,
} from "./parts";
import { MentionList } from "./MentionList";
import { ScheduledStrip } from "./ScheduledStrip";
import { SendButton } from "./SendButton";
import { TargetStrip } from "./TargetStrip";
import { useComposer } from "./useComposer";

/** The message that what is written answers, or changes. */
export type Target = { kind: "reply" | "edit"; message: Message };

type Props = {
  chat: Chat;
  room: Room;
  target: Target | null;
  onTarget: (target: Target | null) => void;
  onSent: () => void;
};

/** Where one writes. */
export function Composer({ chat, room, target, onTarget, onSent }: Props) {
  const { t } = useTranslation("chats");
  const field = useRef<HTMLTextAreaElement>(null);
  const composer = useComposer({ chat, room, target, onTarget, onSent, field });
  const { text, files, attach, send, canSend, mentions, isEditing } = composer;
  const voice = useVoice({
    onSend: ({ content }) => {
      const name = `${t("composer.voice")}.${content.type.includes("mp4") ? "m4a" : "webm"}`;
      composer.sendFiles([{ content, name, isVoice: true }]);
    },
  });
  const [asks, setAsks] = useState(false);
  const { handlers, isOver } = useIntake(attach, { disabled: isEditing || voice.isActive });
  return (
    <>
      <form
        {...handlers}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        className={cx(
          "relative shrink-0 border-t pb-[env(safe-area-inset-bottom)]",
          isOver && "bg-ember-wash",
        )}
      >
        <div className="mx-auto flex max-w-3xl flex-col gap-2 px-2 py-2 sm:px-4">
          <MentionList mentions={mentions} />
          <ScheduledStrip chat={chat} />
          {composer.target !== null && (
            <TargetStrip
              chat={chat}
              target={composer.target}
              onCancel={() => {
                composer.cancel();
              }}
            />
          )}
          <PreviewSwitch text={text} isOff={composer.noPreview} onOff={composer.leavePreviewOut} />
          {files.length > 0 && <Attached files={files} onRemove={composer.detach} />}
          <div className="flex items-end gap-1">
            {!isEditing && !voice.isActive && (
              <AttachMenu
                onFiles={attach}
                onPoll={() => {
                  setAsks(true);
                }}
              />
            )}
            {voice.isActive ? (
              <div className="min-w-0 grow">
                <VoiceBar voice={voice} />
              </div>
            ) : (
              <>
                <div
                  data-copy={text}
                  className={cx(
                    "grid max-h-48 min-w-0 grow overflow-y-auto rounded-message border border-transparent bg-sunk text-field focus-within:border-edge",
                    "after:invisible after:px-4 after:py-2.5 after:break-words after:whitespace-pre-wrap",
                    "after:content-[attr(data-copy)_'_'] after:[grid-area:1/1]",
                  )}
                >
                  <textarea
                    ref={field}
                    rows={1}
                    value={text}
                    dir="auto"
                    maxLength={10_000}
                    aria-label={t(files.length > 0 ? "composer.labelCaption" : "composer.label")}
                    placeholder={
                      isOver
                        ? t("composer.drop")
                        : t(files.length > 0 ? "composer.labelCaption" : "composer.label")
                    }
                    enterKeyHint="enter"
                    {...mentions.fieldProps}
                    onChange={composer.onChange}
                    onSelect={composer.onSelect}
                    onKeyDown={composer.onKeyDown}
                    onBlur={composer.onBlur}
                    className="w-full resize-none overflow-hidden bg-transparent px-4 py-2.5 outline-none [grid-area:1/1]"
                  />
                </div>
                <EmojiButton label={t("composer.emoji")} onPick={composer.insert} />
              </>
            )}
            {voice.isActive || (!canSend && !isEditing) ? (
              <VoiceButton voice={voice} />
            ) : isEditing ? (
              <IconButton
                type="submit"
                variant={canSend ? "primary" : "quiet"}
                icon={Check}
                label={t("composer.save")}
                disabled={!canSend}
              />
            ) : (
              <SendButton chat={chat} onSend={send} />
            )}
          </div>
        </div>
      </form>
      <PollComposer
        open={asks}
        onClose={() => {
          setAsks(false);
        }}
        onSend={composer.sendPoll}
      />
    </>
  );
}
