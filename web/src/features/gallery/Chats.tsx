import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  AlbumGrid,
  AttachMenu,
  EmojiButton,
  MediaViewer,
  ReactionPicker,
  RichText,
  useVoice,
  VoiceBar,
  VoiceButton,
  type ViewerItem,
} from "@/features/chats";
import { showToast } from "@/ui/toast";
import { album, FILM } from "./sampleFiles";
import { Group, Row, Specimen } from "./Specimen";

export default function Chats() {
  const { t } = useTranslation("gallery");
  const say = (what: string) => showToast({ message: t("chosen", { label: what }) });
  return (
    <Group id="chats" title={t("groups.chats")}>
      <Specimen title={t("chats.text")} wide>
        <div className="grid items-start gap-3 sm:grid-cols-2">
          {(["styles", "places", "quote", "code", "turned", "owl"] as const).map((name) => (
            <div key={name} className="w-fit max-w-full rounded-message bg-ember-wash px-4 py-2.5">
              <RichText content={t(`chats.sample.${name}`)} onMention={say} onHashtag={say} />
            </div>
          ))}
        </div>
      </Specimen>
      <Specimen title={t("chats.reactions")}>
        <Reactions />
      </Specimen>
      <Specimen title={t("chats.composer")}>
        <Composer />
      </Specimen>
      <Specimen title={t("chats.album")} wide>
        <Albums />
      </Specimen>
    </Group>
  );
}

function Reactions() {
  const [chosen, setChosen] = useState<readonly string[]>(["❤️"]);
  return (
    <Row>
      <div className="max-w-full overflow-clip rounded-message border">
        <ReactionPicker
          chosen={chosen}
          onPick={(emoji) => {
            setChosen(chosen.includes(emoji) ? chosen.filter((one) => one !== emoji) : [...chosen, emoji]);
          }}
        />
      </div>
    </Row>
  );
}

function Composer() {
  const { t } = useTranslation("gallery");
  const [text, setText] = useState("");
  const voice = useVoice({
    onSend: ({ seconds }) => showToast({ message: t("chats.said", { seconds: Math.round(seconds) }) }),
  });
  return (
    <div className="flex items-center gap-1 rounded-message border bg-card p-1.5">
      {voice.isActive ? (
        <VoiceBar voice={voice} />
      ) : (
        <>
          <AttachMenu
            onFiles={(files) => showToast({ message: files.map(({ name }) => name).join(", ") })}
            onPoll={() => showToast({ message: t("chats.poll") })}
          />
          <input
            aria-label={t("chats.message")}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
            }}
            className="min-h-touch min-w-0 grow bg-transparent px-2 text-field"
          />
          <EmojiButton
            label={t("chats.emoji")}
            onPick={(emoji) => {
              setText(text + emoji);
            }}
          />
        </>
      )}
      <VoiceButton voice={voice} />
    </div>
  );
}

const ALBUMS = [
  album([1.5]),
  album([0.66, 1.5, 1.5]),
  [...album([1, 1.5, 0.8, 1.2]), FILM],
  album([1, 1, 1, 1, 1, 1, 1]),
];

function Albums() {
  const { t } = useTranslation("gallery");
  const [startId, setStartId] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const items: ViewerItem[] = ALBUMS.flat().map((file) => ({
    file,
    by: "Mara",
    sentAt: "2026-11-19T19:12:00Z",
    caption: t("media.evening"),
  }));
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {ALBUMS.map((files, index) => (
        <AlbumGrid
          key={index}
          files={files}
          label={t("chats.from")}
          onOpen={(id) => {
            setStartId(id);
            setOpen(true);
          }}
        />
      ))}
      <MediaViewer
        open={open}
        items={items}
        startId={startId}
        onClose={() => {
          setOpen(false);
        }}
      />
    </div>
  );
}
