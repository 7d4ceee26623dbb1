import { ChartBarBig, FileText, Image, Paperclip } from "lucide-react";
import { useRef, type ChangeEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Menu, type MenuItem } from "@/ui/Menu";

type Props = {
  onFiles: (files: File[]) => void;
  /** Left out where polls are not possible. */
  onPoll?: () => void;
  disabled?: boolean;
};

/** What can be sent beside words. On phones the browser itself offers the camera. */
export function AttachMenu({ onFiles, onPoll, disabled = false }: Props) {
  const { t } = useTranslation("chatParts");
  const pictures = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = Array.from(currentTarget.files ?? []);
    // The same file can be chosen twice in a row.
    currentTarget.value = "";
    if (chosen.length > 0) onFiles(chosen);
  };
  const poll: MenuItem[] = onPoll ? [{ label: t("attach.poll"), icon: ChartBarBig, onSelect: onPoll }] : [];
  const input = { type: "file", multiple: true, hidden: true, onChange: take } as const;
  return (
    <>
      <Menu
        trigger={<IconButton icon={Paperclip} label={t("attach.label")} disabled={disabled} />}
        items={[
          { label: t("attach.pictures"), icon: Image, onSelect: () => pictures.current?.click() },
          { label: t("attach.files"), icon: FileText, onSelect: () => files.current?.click() },
          ...poll,
        ]}
      />
      <input ref={pictures} {...input} accept="image/*,video/*" aria-label={t("attach.pictures")} />
      <input ref={files} {...input} aria-label={t("attach.files")} />
    </>
  );
}
