import { Fingerprint } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { signedIn } from "@/lib/session";
import { Button } from "@/ui/Button";
import { offersAtField, passkeyProblem, passkeysWork, signInWithPasskey, stopAsking } from "./passkeys";

/** Another way in, where the browser has one: a button, and an offer at the field for the username. */
export function PasskeySignIn() {
  const { t } = useTranslation("accounts");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  useOfferAtField();
  if (!passkeysWork) return null;
  const come = () => {
    setBusy(true);
    setProblem(null);
    signInWithPasskey()
      .then(signedIn)
      .catch((error: unknown) => {
        const known = passkeyProblem(error);
        setProblem(
          known === null && error instanceof Error ? error.message : t(`passkeys.${known ?? "stopped"}`),
        );
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-4 text-sm text-soft before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        {t("signIn.or")}
      </div>
      <Button size="lg" wide icon={Fingerprint} loading={busy} onClick={come}>
        {t("signIn.passkey")}
      </Button>
      {problem !== null && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}

/** The browser lists passkeys where the username is typed. Whoever types one instead never hears of it. */
function useOfferAtField() {
  useEffect(() => {
    let gone = false;
    const offer = async () => {
      if (!(await offersAtField()) || gone) return;
      const answer = await signInWithPasskey(true);
      signedIn(answer);
    };
    // Nobody has asked for it, so nobody is told that it did not come to anything.
    offer().catch(() => undefined);
    return () => {
      gone = true;
      if (passkeysWork) void stopAsking();
    };
  }, []);
}
