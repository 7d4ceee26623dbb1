import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { Switch } from "@/ui/Choice";
import { useComplain, useSaveProfile } from "./change";
import type { Hideable } from "./HideSwitch";
import type { Me, ProfileChange } from "./queries";
import { basicNames } from "./shown";
import { WithMe } from "./WithMe";

const HIDEABLE: readonly Hideable[] = ["city", "distance", "gender", "pronouns", "languages", ...basicNames];

/** Who sees what. Everything here is kept at once, and taken back with the same switch. */
export function PrivacyPage() {
  const { t } = useTranslation("people");
  return (
    <SubPage title={t("privacy.title")} lead={t("privacy.lead")}>
      <WithMe>{(me) => <Switches me={me} />}</WithMe>
    </SubPage>
  );
}

function Switches({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const complain = useComplain();
  const { mutate } = useSaveProfile();
  const save = (change: ProfileChange) => {
    mutate(change, { onError: complain });
  };
  return (
    <>
      <div className="flex flex-col gap-1 rounded-card border bg-card px-5 py-2">
        <Switch
          label={t("privacy.incognito")}
          hint={t("privacy.incognitoHint")}
          checked={me.isIncognito}
          onChange={({ target }) => {
            save({ isIncognito: target.checked });
          }}
        />
        <Switch
          label={t("privacy.pause")}
          hint={t("privacy.pauseHint")}
          checked={me.isPaused}
          onChange={({ target }) => {
            save({ isPaused: target.checked });
          }}
        />
        <Switch
          label={t("privacy.lastSeen")}
          hint={t("privacy.lastSeenHint")}
          checked={me.showsLastSeen}
          onChange={({ target }) => {
            save({ showsLastSeen: target.checked });
          }}
        />
        <Switch
          label={t("privacy.reads")}
          hint={t("privacy.readsHint")}
          checked={me.showsReads}
          onChange={({ target }) => {
            save({ showsReads: target.checked });
          }}
        />
      </div>
      <section aria-labelledby="privacy-shown">
        <h2 id="privacy-shown" className="font-title text-xl">
          {t("privacy.shown")}
        </h2>
        <p className="mt-1 mb-4 max-w-prose text-soft">{t("privacy.shownText")}</p>
        <div className="grid gap-x-10 rounded-card border bg-card px-5 py-2 sm:grid-cols-2">
          {HIDEABLE.map((name) => {
            const isHidden = me.hidden.includes(name);
            return (
              <Switch
                key={name}
                label={t(`hideable.${name}`)}
                checked={!isHidden}
                onChange={() => {
                  const others = me.hidden.filter((one) => one !== name);
                  save({
                    hidden: (isHidden ? others : [...others, name]) as NonNullable<ProfileChange["hidden"]>,
                  });
                }}
              />
            );
          })}
        </div>
      </section>
    </>
  );
}
