import { useTranslation } from "react-i18next";
import type { UploadItem } from "./uploadItem";
import { useExplain } from "./useExplain";
import { sizeInWords } from "./words";

/** Where an upload stands, in words. */
export function useUploadWords({ state, size }: UploadItem): string {
  const { t, i18n } = useTranslation("media");
  const explain = useExplain();
  switch (state.step) {
    case "sending":
      return t("upload.sending", {
        sent: sizeInWords(state.sent, i18n.language),
        size: sizeInWords(size, i18n.language),
      });
    case "done":
      return state.file.status === "held" ? t("upload.held") : t("upload.done");
    case "failed":
      return explain(state.problem);
    case "waiting":
    case "interrupted":
    case "processing":
      return t(`upload.${state.step}`);
  }
}
