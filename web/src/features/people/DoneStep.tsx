import { useTranslation } from "react-i18next";
import { useInstance } from "@/lib/instance";
import { ButtonLink } from "@/ui/Link";
import { CardShown } from "./CardShown";
import { asCard } from "./shown";
import type { StepProps } from "./StartPage";
import { Visibility } from "./Visibility";

/** The end of the beginning: oneself, as others come upon one, and the way to those others. */
export function DoneStep({ me }: StepProps) {
  const { t } = useTranslation("people");
  const { data: instance } = useInstance();
  const meets = me.isVisible && instance?.features.includes("discovery") === true;
  return (
    <>
      <header>
        <h1 tabIndex={-1} className="font-title text-3xl">
          {t(me.isVisible ? "start.doneVisible" : "start.doneNotYet")}
        </h1>
        <p className="mt-2 max-w-prose text-soft">
          {t(me.isVisible ? "start.doneVisibleText" : "start.doneNotYetText")}
        </p>
      </header>
      {!me.isVisible && <Visibility me={me} />}
      <div className="mx-auto w-full max-w-sm">
        <CardShown card={asCard(me)} lifted />
      </div>
      <div className="flex flex-wrap justify-center gap-2.5">
        <ButtonLink to={meets ? "/meet" : "/you"} variant="primary" size="lg">
          {t(meets ? "start.meet" : "start.finish")}
        </ButtonLink>
        <ButtonLink to="/you/profile" size="lg">
          {t("start.more")}
        </ButtonLink>
      </div>
    </>
  );
}
