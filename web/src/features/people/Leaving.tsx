import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStepUp } from "@/features/accounts";
import { api, unwrap } from "@/lib/api";
import { hasLeft, useUser } from "@/lib/session";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Choice";
import { Link } from "@/ui/Link";
import { useExplain } from "./change";
import { Problem } from "./Problem";

/** Going for good: what happens then, that there is time to think again, and the other way, which is a pause. */
export function Leaving() {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const user = useUser();
  const { guard, dialog } = useStepUp();
  const [isMeant, setIsMeant] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (user === null) return null;
  const leave = async () => {
    setBusy(true);
    setError(null);
    try {
      await guard(() => unwrap(api.DELETE("/api/user/me")));
      // The server has ended every session with it.
      hasLeft();
    } catch (problem) {
      // Whoever closes the dialog knows that nothing has happened.
      if (!(problem instanceof DOMException && problem.name === "AbortError")) setError(problem);
      setBusy(false);
    }
  };
  return (
    <div className="mt-1 flex max-w-prose flex-col items-start gap-4">
      <p className="text-soft">{t(user.isGuest ? "leaving.guestText" : "leaving.text")}</p>
      <p className="text-soft">
        {t("leaving.rather")} <Link to="/you/privacy">{t("leaving.pause")}</Link>
      </p>
      <Checkbox
        label={t(user.isGuest ? "leaving.guestMeant" : "leaving.meant")}
        checked={isMeant}
        onChange={({ target }) => {
          setIsMeant(target.checked);
        }}
      />
      <Button variant="danger" disabled={!isMeant} loading={busy} onClick={() => void leave()}>
        {t("leaving.leave")}
      </Button>
      {error !== null && <Problem>{explain(error)}</Problem>}
      {dialog}
    </div>
  );
}
