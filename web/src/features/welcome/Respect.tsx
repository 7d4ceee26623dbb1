import { DoorOpen, EyeOff, Hourglass, ImageOff, KeyRound, MapPinOff } from "lucide-react";
import { useTranslation } from "react-i18next";

const ITEMS = [
  ["leaving", DoorOpen],
  ["near", MapPinOff],
  ["blocked", EyeOff],
  ["pictures", ImageOff],
  ["games", Hourglass],
  ["guests", KeyRound],
] as const;

/** Promises, at night: the one dark room of the page. */
export function Respect() {
  const { t } = useTranslation("welcome");
  return (
    <section
      data-theme="dark"
      aria-labelledby="respect-title"
      className="relative overflow-clip rounded-[min(8vw,3rem)] px-6 py-14 text-ink evening-light sm:px-12 lg:px-18 lg:py-20"
    >
      <h2 id="respect-title" className="font-title text-3xl">
        {t("respect.title")}
      </h2>
      <p className="mt-2 text-lg text-ink/80">{t("respect.lead")}</p>
      <ul className="mt-10 grid gap-x-12 gap-y-9 sm:grid-cols-2 lg:grid-cols-3">
        {ITEMS.map(([item, Icon]) => (
          <li key={item}>
            <Icon aria-hidden className="size-6 text-honey" strokeWidth={1.75} />
            <h3 className="mt-3 font-title text-xl">{t(`respect.items.${item}.name`)}</h3>
            <p className="mt-1.5 text-ink/80">{t(`respect.items.${item}.text`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
