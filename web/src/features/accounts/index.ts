/** The ways in, and what belongs to an account: how one comes back, on which devices, and what happened to it. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    accounts: typeof en;
  }
}

addTexts("accounts", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { AccountSections } from "./AccountSections";
export { EmailPage } from "./EmailPage";
export { ForgotPage } from "./ForgotPage";
export { GuestPage } from "./GuestPage";
export { KeepPage } from "./KeepPage";
export { PasswordPage } from "./PasswordPage";
export { PhonePage } from "./PhonePage";
export { ResetPage } from "./ResetPage";
export { ReturnPage } from "./ReturnPage";
export { SecurityPage } from "./SecurityPage";
export { SignInPage } from "./SignInPage";
export { SignUpPage } from "./SignUpPage";
export { SubPage } from "./SubPage";
export { useStepUp } from "./useStepUp";
export { VerifyPage } from "./VerifyPage";
