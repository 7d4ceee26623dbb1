import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { RefreshCw, Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { Button } from "@/ui/Button";
import { StandalonePage } from "@/ui/Page";

/** After an update of the server the chunks that an open page still asks for are gone. */
const isMissingChunk = (error: unknown) =>
  error instanceof TypeError && /dynamically imported module|module script failed/i.test(error.message);

export function Failure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("app");
  const router = useRouter();
  const updated = isMissingChunk(error);
  const title = t(updated ? "updated.title" : "failure.title");
  useTitle(title);
  return (
    <StandalonePage
      icon={updated ? RefreshCw : Unplug}
      title={title}
      text={t(updated ? "updated.text" : "failure.text")}
      action={
        <Button
          variant="primary"
          onClick={() => {
            if (updated) {
              location.reload();
              return;
            }
            reset();
            void router.invalidate();
          }}
        >
          {t("failure.reload")}
        </Button>
      }
    />
  );
}
