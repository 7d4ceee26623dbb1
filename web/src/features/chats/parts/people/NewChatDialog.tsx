import { useMutation } from "@tanstack/react-query";
import { Bookmark, ChevronLeft, Megaphone, Users, type LucideIcon } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { PictureField, usePictureUpload, type PictureUpload } from "@/features/media";
import { api, errorsOf, unwrap, type Schemas } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextArea } from "@/ui/TextArea";
import { TextField } from "@/ui/TextField";
import { NoPicture, RoundPicture } from "../ChatFace";
import type { Chat, Person } from "../types";
import { useComplain } from "../useExplain";
import { PeoplePicker, toggled } from "./PeoplePicker";

type Draft = Schemas["ChatDraft"];
type Kind = "group" | "channel";

type Props = {
  open: boolean;
  onClose: () => void;
  /** One's own id. */
  userId: string;
  /** Who is offered before a name is typed: those of one's private chats. */
  chats: readonly Chat[];
  /** It is open now; it may have been before. */
  onOpened: (chat: Chat) => void;
};

const SIGNS: Record<Kind, LucideIcon> = { group: Users, channel: Megaphone };
const NAME_LENGTH = 100;
const DESCRIPTION_LENGTH = 1000;

const begin = async (body: Draft) => (await unwrap(api.POST("/api/chats", { body }))).chat;

/** Begins a chat: with somebody, in a group, as a channel, or with oneself. */
export function NewChatDialog({ open, onClose, ...rest }: Props) {
  const { t } = useTranslation("chatParts");
  const [kind, setKind] = useState<Kind>();
  const upload = usePictureUpload("picture:new");
  const choose = (next: Kind | undefined) => {
    upload.forget();
    setKind(next);
  };
  const close = () => {
    choose(undefined);
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title={t(kind ? `create.${kind}` : "create.title")}>
      {kind === undefined ? (
        <FirstStep {...rest} onClose={close} onKind={choose} />
      ) : (
        <Founding
          {...rest}
          key={kind}
          kind={kind}
          upload={upload}
          onClose={close}
          onBack={() => {
            choose(undefined);
          }}
        />
      )}
    </Dialog>
  );
}

type StepProps = Omit<Props, "open">;

function FirstStep({
  userId,
  chats,
  onOpened,
  onClose,
  onKind,
}: StepProps & { onKind: (kind: Kind) => void }) {
  const { t } = useTranslation("chatParts");
  const complain = useComplain();
  const { mutate, isPending } = useMutation({
    mutationFn: (memberId: string) => begin({ type: "private", memberIds: [memberId] }),
    onSuccess: (chat) => {
      onOpened(chat);
      onClose();
    },
    onError: complain,
  });
  const row = (icon: LucideIcon, label: string, onSelect: () => void) => (
    <Way icon={icon} label={label} onSelect={onSelect} />
  );
  return (
    <div aria-busy={isPending} className="flex flex-col gap-3">
      <ul className="-mx-2">
        {row(Users, t("create.group"), () => {
          onKind("group");
        })}
        {row(Megaphone, t("create.channel"), () => {
          onKind("channel");
        })}
        {row(Bookmark, t("chat.saved"), () => {
          mutate(userId);
        })}
      </ul>
      <PeoplePicker
        known={peersOf(chats)}
        chosen={null}
        onPick={({ id }) => {
          if (!isPending) mutate(id);
        }}
      />
    </div>
  );
}

function Way({ icon: Icon, label, onSelect }: { icon: LucideIcon; label: string; onSelect: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onSelect}
        className="flex min-h-13 w-full items-center gap-3.5 rounded-button px-2 text-start font-strong hover:bg-ink/5"
      >
        <span className="grid size-10 shrink-0 place-items-center rounded-full bg-ember-wash text-ember-ink">
          <Icon aria-hidden className="size-5" strokeWidth={1.75} />
        </span>
        {label}
      </button>
    </li>
  );
}

/** Who one has a private chat with, the liveliest first. */
export const peersOf = (chats: readonly Chat[]): Person[] => chats.flatMap(({ peer }) => peer ?? []);

type FoundingProps = StepProps & { kind: Kind; upload: PictureUpload; onBack: () => void };

function Founding({ kind, upload, chats, onOpened, onClose, onBack }: FoundingProps) {
  const { t } = useTranslation("chatParts");
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const { item, file } = upload;
  const isPictureComing = item !== undefined && item.state.step !== "done" && item.state.step !== "failed";
  const { mutate, isPending, error } = useMutation({
    mutationFn: begin,
    onSuccess: (chat) => {
      if (item !== undefined && chat.picture) upload.take(item.id);
      onOpened(chat);
      onClose();
    },
  });
  const { byField, others } = errorsOf(error, ["name", "description"]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    mutate({
      type: kind,
      memberIds: chosen.map(({ id }) => id),
      name: name.trim(),
      description: description.trim() || null,
      pictureId: file?.id ?? null,
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <PictureField upload={upload} {...(file && { onRemove: upload.forget })}>
        {file ? <RoundPicture file={file} size="xl" /> : <NoPicture icon={SIGNS[kind]} />}
      </PictureField>
      <TextField
        label={t("create.name")}
        hint={kind === "channel" ? t("create.channelHint") : undefined}
        maxLength={NAME_LENGTH}
        autoComplete="off"
        value={name}
        error={byField.name}
        onChange={({ target }) => {
          setName(target.value);
        }}
      />
      <TextArea
        label={t("create.description")}
        required={false}
        rows={2}
        maxLength={DESCRIPTION_LENGTH}
        value={description}
        error={byField.description}
        onChange={({ target }) => {
          setDescription(target.value);
        }}
      />
      <PeoplePicker
        known={peersOf(chats)}
        chosen={chosen}
        onPick={(person) => {
          setChosen(toggled(chosen, person));
        }}
      />
      {others.length > 0 && (
        <p role="alert" className="text-sm text-danger">
          {others.join(" ")}
        </p>
      )}
      <div className="flex justify-between gap-2.5">
        <Button variant="quiet" icon={ChevronLeft} onClick={onBack}>
          {t("create.back")}
        </Button>
        <Button
          type="submit"
          variant="primary"
          loading={isPending}
          disabled={name.trim() === "" || isPictureComing}
        >
          {t(`create.begin.${kind}`)}
        </Button>
      </div>
    </form>
  );
}
