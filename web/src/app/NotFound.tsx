import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { ButtonLink } from "@/ui/Link";
import { StandalonePage } from "@/ui/Page";

export function NotFound() {
  const { t } = useTranslation("app");
  useTitle(t("notFound.title"));
  return (
    <StandalonePage
      icon={Compass}
      title={t("notFound.title")}
      text={t("notFound.text")}
      action={
        <ButtonLink to="/" variant="primary">
          {t("notFound.home")}
        </ButtonLink>
      }
    />
  );
}
