import { useTranslation } from "react-i18next";
import { TextField } from "@/ui/TextField";
import type { EditProps } from "./EditSections";
import { NETWORKS } from "./networks";

/** Where else one is found; nobody sees it whom one has not given it. */
export function EditSocials({ draft, onChange, problemOf }: EditProps) {
  const { t } = useTranslation("people");
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      {NETWORKS.map((network) => (
        <TextField
          key={network}
          label={t(`networks.${network}`)}
          required={false}
          maxLength={60}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          value={draft.socials[network] ?? ""}
          error={problemOf(`socials.${network}`)}
          onChange={({ target }) => {
            onChange({ socials: { ...draft.socials, [network]: target.value } });
          }}
        />
      ))}
    </div>
  );
}
