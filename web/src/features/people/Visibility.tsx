import { EyeOff, Hourglass, Pause } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner } from "@/ui/Banner";
import { ButtonLink } from "@/ui/Link";
import { Button } from "@/ui/Button";
import { useComplain, useSaveProfile } from "./change";
import { isMissing } from "./parts";
import type { Me } from "./queries";

/** Why others do not see one, and the way out; nothing where they do. */
export function Visibility({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const complain = useComplain();
  const { mutate } = useSaveProfile();
  if (me.isVisible) return null;
  if (me.isPaused)
    return (
      <Banner
        tone="honey"
        icon={Pause}
        action={
          <Button
            size="sm"
            onClick={() => {
              mutate({ isPaused: false }, { onError: complain });
            }}
          >
            {t("visibility.resume")}
          </Button>
        }
      >
        {t("visibility.paused")}
      </Banner>
    );
  const waits = isMissing(me, "photo") && me.photos.some(({ status }) => status !== "rejected");
  if (waits && !isMissing(me, "preferences") && !isMissing(me, "age"))
    return (
      <Banner icon={Hourglass}>
        {t(me.photos.some(({ status }) => status === "held") ? "visibility.held" : "visibility.working")}
      </Banner>
    );
  return (
    <Banner
      tone="honey"
      icon={EyeOff}
      action={
        <ButtonLink to="/start" search={{}} size="sm">
          {t("visibility.finish")}
        </ButtonLink>
      }
    >
      {t("visibility.missing")}
    </Banner>
  );
}
