import { Copy, Download } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useInstance } from "@/lib/instance";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";

/** The codes for the day on which the app is lost. They are shown this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation("accounts");
  const { data: instance } = useInstance();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const copy = () => {
    navigator.clipboard
      .writeText(codes.join("\n"))
      .then(() => showToast({ message: t("recovery.copied"), tone: "done" }))
      .catch(() => showToast({ message: t("recovery.notCopied"), tone: "problem" }));
  };
  const download = () => {
    const name = instance?.name ?? "Mingle";
    const text = `${t("recovery.fileTitle", { name })}\n\n${codes.join("\n")}\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = `${name.toLowerCase().replace(/\W+/g, "-")}-recovery-codes.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h3 ref={heading} tabIndex={-1} className="font-title text-lg">
          {t("recovery.title")}
        </h3>
        <p className="mt-1 max-w-prose text-soft">{t("recovery.text")}</p>
      </div>
      <ol
        aria-label={t("recovery.list")}
        className="grid max-w-md grid-cols-2 gap-x-6 gap-y-2 rounded-field bg-sunk px-5 py-4 font-mono text-base"
      >
        {codes.map((code) => (
          <li key={code} className="text-center tabular-nums select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2.5">
        {"clipboard" in navigator && (
          <Button icon={Copy} onClick={copy}>
            {t("recovery.copy")}
          </Button>
        )}
        <Button icon={Download} onClick={download}>
          {t("recovery.download")}
        </Button>
        <Button variant="primary" onClick={onKept}>
          {t("recovery.kept")}
        </Button>
      </div>
    </div>
  );
}
