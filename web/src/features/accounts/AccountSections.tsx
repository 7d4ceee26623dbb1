import { Link as RouterLink } from "@tanstack/react-router";
import { ChevronRight, KeyRound, LogOut, Mail, ShieldCheck, Smartphone, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { currentLanguage, setLanguage } from "@/lib/i18n";
import { useInstance } from "@/lib/instance";
import { LANGUAGES, nameOf } from "@/lib/language";
import { signOut, useUser, type User } from "@/lib/session";
import { hasSounds, setSounds } from "@/lib/sounds";
import { useTheme } from "@/lib/theme";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { AlertDialog } from "@/ui/Dialog";
import { LanguageSelect } from "@/ui/LanguageSelect";
import { ButtonLink } from "@/ui/Link";
import { ThemeSwitch } from "@/ui/ThemeSwitch";
import { showToast } from "@/ui/toast";
import { ResendBanner } from "./ResendBanner";
import { StaffNotice } from "./StaffNotice";

/** What belongs to the account and to this device: the lower part of You. */
export function AccountSections() {
  const { t } = useTranslation("accounts");
  const user = useUser();
  const { data: instance } = useInstance();
  const [theme, setTheme] = useTheme();
  if (user === null) return null;
  return (
    <>
      {user.isGuest && <GuestInvitation />}
      <StaffNotice user={user} linked />
      {user.email !== null && !user.emailVerified && <ResendBanner email={user.email} />}
      <section aria-labelledby="you-account">
        <h2 id="you-account" className="mb-3 font-title text-xl">
          {t("you.account")}
        </h2>
        <ul className="divide-y overflow-clip rounded-card border bg-card">
          <Destination
            to="/you/security"
            icon={ShieldCheck}
            title={t("you.security")}
            text={t("you.securityText")}
          />
          {user.hasPassword && (
            <Destination
              to="/you/password"
              icon={KeyRound}
              title={t("you.password")}
              text={t("you.passwordText")}
            />
          )}
          {!user.isGuest && (
            <Destination
              to="/you/email"
              icon={Mail}
              title={t("you.email")}
              text={user.email ?? t("you.emailNone")}
            />
          )}
          {instance?.verifiesPhones === true && (
            <Destination
              to="/you/phone"
              icon={Smartphone}
              title={t("you.phone")}
              text={user.phone ?? t("you.phoneNone")}
            />
          )}
        </ul>
      </section>
      <section aria-labelledby="you-appearance">
        <h2 id="you-appearance" className="mb-3 font-title text-xl">
          {t("you.appearance")}
        </h2>
        <div className="flex max-w-md flex-col gap-5">
          <ThemeSwitch theme={theme} onChange={setTheme} />
          <LanguageSelect
            language={currentLanguage()}
            languages={LANGUAGES.map((value) => ({ value, label: nameOf(value) }))}
            onChange={(language) => void setLanguage(language)}
          />
          {instance?.features.includes("calls") === true && <Sounds />}
        </div>
      </section>
      <SignOut user={user} />
    </>
  );
}

function Sounds() {
  const { t } = useTranslation("accounts");
  const [isOn, setIsOn] = useState(hasSounds);
  return (
    <Switch
      label={t("you.sounds")}
      hint={t("you.soundsHint")}
      checked={isOn}
      onChange={({ target }) => {
        setSounds(target.checked);
        setIsOn(target.checked);
      }}
    />
  );
}

function GuestInvitation() {
  const { t } = useTranslation("accounts");
  return (
    <section aria-labelledby="you-guest" className="rounded-card bg-ember-wash p-6">
      <h2 id="you-guest" className="font-title text-xl">
        {t("you.guestTitle")}
      </h2>
      <p className="mt-1.5 max-w-prose">{t("you.guestText")}</p>
      <div className="mt-5">
        <ButtonLink to="/you/keep" variant="primary">
          {t("you.keep")}
        </ButtonLink>
      </div>
    </section>
  );
}

type DestinationProps = {
  to: "/you/security" | "/you/password" | "/you/email" | "/you/phone";
  icon: LucideIcon;
  title: string;
  text: string;
};

function Destination({ to, icon: Icon, title, text }: DestinationProps) {
  return (
    <li>
      <RouterLink
        to={to}
        className="flex min-h-18 items-center gap-4 px-5 py-3 -outline-offset-2 transition-colors hover:bg-ink/4"
      >
        <Icon aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
        <span className="min-w-0 grow">
          <span className="block font-strong">{title}</span>
          <span className="block text-sm wrap-anywhere text-soft">{text}</span>
        </span>
        <ChevronRight aria-hidden className="size-5 shrink-0 text-soft" strokeWidth={1.75} />
      </RouterLink>
    </li>
  );
}

function SignOut({ user }: { user: User }) {
  const { t } = useTranslation("accounts");
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    signOut()
      .then(() => showToast({ message: t("you.signedOut"), tone: "done" }))
      .catch((error: unknown) => {
        const message = error instanceof ApiError && error.code !== "offline" ? error.message : undefined;
        showToast({ message: message ?? t("problem.offline"), tone: "problem" });
        setBusy(false);
      });
  };
  return (
    <div>
      <Button
        icon={LogOut}
        loading={busy && !asking}
        onClick={() => {
          // A guest has no way back, so it is asked for.
          if (user.isGuest) setAsking(true);
          else leave();
        }}
      >
        {t("you.signOut")}
      </Button>
      <AlertDialog
        open={asking}
        onClose={() => {
          setAsking(false);
        }}
        title={t("you.guestLeaveTitle")}
        description={t("you.guestLeaveText")}
        confirmLabel={t("you.guestLeave")}
        danger
        busy={busy}
        onConfirm={leave}
      />
    </div>
  );
}
