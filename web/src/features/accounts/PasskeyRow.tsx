import { Check, Fingerprint, Pencil, Trash2, X } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { timeAgo } from "@/lib/time";
import { IconButton } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import type { Passkey } from "./queries";

type Props = {
  passkey: Passkey;
  onRenamed: () => Promise<unknown>;
  onRemove: (passkey: Passkey) => void;
};

export function PasskeyRow({ passkey, onRenamed, onRemove }: Props) {
  const { t, i18n } = useTranslation("accounts");
  const [renaming, setRenaming] = useState(false);
  const { name, createdAt, lastUsedAt } = passkey;
  if (renaming)
    return (
      <li className="px-5 py-3">
        <RenameForm
          passkey={passkey}
          onDone={async () => {
            await onRenamed();
            setRenaming(false);
          }}
          onCancel={() => {
            setRenaming(false);
          }}
        />
      </li>
    );
  return (
    <li className="flex items-center gap-4 py-3 ps-5 pe-3">
      <Fingerprint aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
      <div className="min-w-0 grow">
        <p className="font-strong wrap-anywhere">{name}</p>
        <p className="text-sm text-soft">
          {lastUsedAt === null
            ? t("passkeys.addedAgo", { ago: timeAgo(createdAt, i18n.language) })
            : t("passkeys.usedAgo", { ago: timeAgo(lastUsedAt, i18n.language) })}
        </p>
      </div>
      <div className="flex shrink-0">
        <IconButton
          icon={Pencil}
          label={t("passkeys.rename", { name })}
          onClick={() => {
            setRenaming(true);
          }}
        />
        <IconButton
          icon={Trash2}
          label={t("passkeys.removeNamed", { name })}
          onClick={() => {
            onRemove(passkey);
          }}
        />
      </div>
    </li>
  );
}

type RenameProps = { passkey: Passkey; onDone: () => Promise<void>; onCancel: () => void };

function RenameForm({ passkey: { id, name }, onDone, onCancel }: RenameProps) {
  const { t } = useTranslation("accounts");
  const [value, setValue] = useState(name);
  const [problem, setProblem] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const params = { path: { passkey_id: id } };
    unwrap(api.PATCH("/api/auth/passkeys/{passkey_id}", { params, body: { name: value } }))
      .then(onDone)
      .catch((error: unknown) => {
        setProblem(value.trim() !== "" && error instanceof Error ? error.message : t("passkeys.nameMissing"));
      });
  };
  return (
    <form noValidate onSubmit={submit} className="flex items-start gap-1">
      <div className="min-w-0 grow">
        <TextField
          label={t("passkeys.name")}
          labelHidden
          value={value}
          maxLength={50}
          // The person has just asked to write here.
          ref={(input) => input?.focus()}
          error={problem}
          onChange={({ target }) => {
            setValue(target.value);
            setProblem(undefined);
          }}
        />
      </div>
      <div className="mt-0.5 flex shrink-0">
        <IconButton type="submit" icon={Check} label={t("passkeys.keepName")} />
        <IconButton icon={X} label={t("passkeys.leaveName")} onClick={onCancel} />
      </div>
    </form>
  );
}
