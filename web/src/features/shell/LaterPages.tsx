import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { PageHeader } from "@/ui/PageHeader";
import { EmptyState } from "@/ui/States";
import { PLACE_ICONS } from "./icons";

/** A place that this version does not have yet, and that says so. */
function LaterPage({ place }: { place: "salons" }) {
  const { t } = useTranslation("shell");
  useTitle(t(`${place}.name`));
  return (
    <div className="flex grow flex-col">
      <PageHeader title={t(`${place}.name`)} />
      <div className="grid grow place-items-center pb-16">
        <EmptyState icon={PLACE_ICONS[place]} title={t(`${place}.soon`)}>
          {t(`${place}.text`)}
        </EmptyState>
      </div>
    </div>
  );
}

export const SalonsPage = () => <LaterPage place="salons" />;
