import { Link, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { firstSite } from "./firstLink";

type Props = {
  /** What is being written. */
  text: string;
  isOff: boolean;
  onOff: () => void;
};

/** Says that what is written will show the page it links to, and lets one leave that out. */
export function PreviewSwitch({ text, isOff, onOff }: Props) {
  const { t } = useTranslation("chatParts");
  const site = isOff ? null : firstSite(text);
  if (site === null) return null;
  return (
    <div className="flex items-center gap-3 ps-3 text-sm text-soft">
      <Link aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
      <p className="min-w-0 grow truncate">{t("links.shows", { site })}</p>
      <IconButton icon={X} label={t("links.leaveOut")} onClick={onOff} />
    </div>
  );
}
