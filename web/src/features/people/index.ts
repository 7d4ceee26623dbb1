/** People: what they show of themselves, whom they want to see, how others see them, and how they leave. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    people: typeof en;
  }
}

addTexts("people", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { BlockedPage } from "./BlockedPage";
export { DataPage } from "./DataPage";
export { EditPage } from "./EditPage";
export { PersonPage } from "./PersonPage";
export { PreferencesPage } from "./PreferencesPage";
export { PrivacyPage } from "./PrivacyPage";
export { SearchPage } from "./SearchPage";
export { StartPage } from "./StartPage";
export { VerificationPage } from "./VerificationPage";
export { YouPage } from "./YouPage";

export { Face, SmallFace } from "./Face";
export { PreferencesForm } from "./PreferencesForm";
export { ProfileShown } from "./ProfileShown";
export { WithMe } from "./WithMe";
export { useForgetting } from "./blocking";
export { addressOf, networksIn, type Network } from "./networks";
export { useSavePreferences } from "./change";
export { personOf } from "./shown";
export { meQuery, personQuery, type Goal, type Preferences } from "./queries";
export { useWords } from "./words";
