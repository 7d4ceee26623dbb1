import { Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { install, useWayToInstall } from "@/lib/install";
import { Button } from "@/ui/Button";

/** The way onto the home screen, where there is one; told here and nowhere else. */
export function Install() {
  const { t } = useTranslation("people");
  const way = useWayToInstall();
  if (way === null) return null;
  return (
    <section
      aria-labelledby="you-install"
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-card border bg-card px-5 py-4"
    >
      <Smartphone aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
      <div className="min-w-48 grow basis-0">
        <h2 id="you-install" className="font-strong">
          {t("install.title")}
        </h2>
        <p className="text-sm text-soft">{t(`install.${way}`)}</p>
      </div>
      {way === "prompt" && <Button onClick={() => void install()}>{t("install.action")}</Button>}
    </section>
  );
}
