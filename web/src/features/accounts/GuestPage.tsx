import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { signedIn } from "@/lib/session";
import { Link } from "@/ui/Link";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { BirthdateField, isoDate } from "./BirthdateField";
import { Aside, DoorPage } from "./DoorPage";
import { Form } from "./FormParts";
import { toGender, useGenders } from "./genders";
import { useForm } from "./useForm";
import { useWanted } from "./wanted";

const FIELDS = ["name", "birthdate", "gender"] as const;

export function GuestPage() {
  const { t } = useTranslation("accounts");
  const genders = useGenders();
  const wanted = useWanted();
  const form = useForm(FIELDS, async ({ name, birthdate, gender }) => {
    // Nothing chosen is for the server to refuse, together with whatever else is missing.
    const body = { name, birthdate: isoDate(birthdate), gender: toGender(gender) as "other" };
    signedIn(await unwrap(api.POST("/api/auth/guest", { body: { ...body, session: "cookie" } })));
  });
  return (
    <DoorPage title={t("guest.title")} lead={t("guest.lead")}>
      <Form form={form} submitLabel={t("guest.submit")}>
        <TextField {...form.field("name")} autoComplete="nickname" hint={t("nameHint")} />
        <BirthdateField {...form.control("birthdate")} />
        <Select
          {...form.field("gender")}
          autoComplete="off"
          placeholder={t("genderChoose")}
          options={genders}
        />
        <p className="text-sm text-soft">{t("guest.hint")}</p>
      </Form>
      <Aside question={t("guest.full")}>
        <Link to="/sign-up" search={wanted}>
          {t("links.signUp")}
        </Link>
      </Aside>
    </DoorPage>
  );
}
