import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { CloudOff, RefreshCw, Unplug } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { useOnline } from "@/lib/online";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/Button";
import { StandalonePage } from "@/ui/Page";

const ICONS = { failure: Unplug, updated: RefreshCw, away: CloudOff };

function kindOf(error: unknown): keyof typeof ICONS {
  if (error instanceof ApiError && error.code === "offline") return "away";
  // After an update of the server the chunks that an open page still asks for are gone.
  const chunkIsMissing =
    error instanceof TypeError && /dynamically imported module|module script failed/i.test(error.message);
  return chunkIsMissing ? "updated" : "failure";
}

/** Stands in the place of a page that could not be shown. */
export function Failure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("app");
  const router = useRouter();
  const online = useOnline();
  const kind = kindOf(error);
  useTitle(t(`${kind}.title`));

  useEffect(() => {
    if (kind === "away" && online) location.reload();
  }, [kind, online]);

  const tryAgain = () => {
    if (kind === "failure") {
      reset();
      void router.invalidate();
    } else location.reload();
  };
  return (
    <StandalonePage
      icon={ICONS[kind]}
      title={t(`${kind}.title`)}
      text={t(`${kind}.text`)}
      action={
        kind !== "away" && (
          <Button variant="primary" onClick={tryAgain}>
            {t("tryAgain")}
          </Button>
        )
      }
    />
  );
}
