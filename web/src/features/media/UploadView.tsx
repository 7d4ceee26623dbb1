import { useTranslation } from "react-i18next";
import { UploadRow } from "./UploadRow";
import { UploadTile } from "./UploadTile";
import type { UploadItem } from "./uploadItem";

type Props = {
  items: readonly UploadItem[];
  onRemove: (id: string) => void;
  onRetry: (id: string) => void;
};

/** What can be seen is shown as it will be; everything else is a row with its name. */
const isVisible = ({ mime }: UploadItem) => /^(image|video)\//.test(mime);

export function UploadView({ items, onRemove, onRetry }: Props) {
  const { t } = useTranslation("media");
  const pictures = items.filter(isVisible);
  const others = items.filter((item) => !isVisible(item));
  const part = (item: UploadItem) => ({
    item,
    onRemove: () => {
      onRemove(item.id);
    },
    onRetry: () => {
      onRetry(item.id);
    },
  });
  return (
    <section aria-label={t("uploader.list")} className="flex flex-col gap-3">
      {pictures.length > 0 && (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-3">
          {pictures.map((item) => (
            <UploadTile key={item.id} {...part(item)} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className="flex flex-col gap-2">
          {others.map((item) => (
            <UploadRow key={item.id} {...part(item)} />
          ))}
        </ul>
      )}
    </section>
  );
}
