import { useTranslation } from "react-i18next";
import { PersonCard } from "@/ui/PersonCard";
import { Portrait } from "@/ui/Portrait";
import { ProgressRing } from "@/ui/Progress";

/** What it looks like inside, with drawn people. */
export function Scene() {
  const { t } = useTranslation("welcome");
  return (
    <figure className="mx-auto w-full max-w-112">
      <div aria-hidden className="relative ps-[28%] pt-6 pb-28">
        <div className="absolute -start-2 top-14 w-[50%] -rotate-8 overflow-clip rounded-picture shadow-lifted">
          <Portrait of="tomas" className="aspect-4/5 w-full" />
        </div>
        <div className="rotate-1.5 relative">
          <PersonCard
            lifted
            picture={<Portrait of="mara" />}
            name={t("scene.mara")}
            age={31}
            line={t("scene.maraLine")}
            facts={[t("scene.near"), t("scene.shared")]}
          />
        </div>
        <div
          data-theme="dark"
          className="absolute start-[18%] top-0 flex items-center gap-3 rounded-full bg-night py-2 ps-2 pe-6 text-on-picture shadow-lifted"
        >
          <ProgressRing label="" value={0.58} valueText="" size={40} />
          <span>
            <span className="block font-title leading-tight">{t("scene.date")}</span>
            <span className="block text-xs">{t("scene.timeLeft")}</span>
          </span>
        </div>
        <div className="absolute start-0 bottom-0 flex w-[88%] flex-col gap-2">
          <p className="max-w-[88%] self-start rounded-message rounded-es-sm border bg-card px-4 py-2.5 shadow-floating">
            {t("scene.message")}
          </p>
          <p className="self-end rounded-message rounded-ee-sm bg-ember-wash px-4 py-2.5 shadow-floating">
            {t("scene.answer")}
          </p>
        </div>
      </div>
      <figcaption className="mt-7 text-center text-sm text-soft">{t("drawn")}</figcaption>
    </figure>
  );
}
