import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { signedIn } from "@/lib/session";
import { Link } from "@/ui/Link";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { BirthdateField, isoDate } from "./BirthdateField";
import { Aside, DoorPage } from "./DoorPage";
import { AS_TYPED, Form, NewPasswordField } from "./FormParts";
import { toGender, useGenders } from "./genders";
import { ProviderButtons } from "./ProviderButtons";
import { useForm } from "./useForm";
import { useWanted } from "./wanted";

const FIELDS = ["displayName", "email", "username", "password", "birthdate", "gender"] as const;

export function SignUpPage() {
  const { t } = useTranslation("accounts");
  const genders = useGenders();
  const wanted = useWanted();
  const form = useForm(FIELDS, async ({ birthdate, gender, displayName, email, username, password }) => {
    const body = { displayName, email, username, password, gender: toGender(gender) ?? null };
    signedIn(
      await unwrap(
        api.POST("/api/auth/register", {
          body: { ...body, birthdate: isoDate(birthdate), session: "cookie" },
        }),
      ),
    );
  });
  return (
    <DoorPage title={t("signUp.title")} lead={t("signUp.lead")}>
      <Form form={form} submitLabel={t("signUp.submit")}>
        <TextField {...form.field("displayName")} autoComplete="nickname" hint={t("nameHint")} />
        <TextField
          {...form.field("email")}
          {...AS_TYPED}
          type="email"
          autoComplete="email"
          hint={t("emailHint")}
        />
        <TextField
          {...form.field("username")}
          {...AS_TYPED}
          autoComplete="username"
          hint={t("usernameHint")}
        />
        <NewPasswordField {...form.field("password")} />
        <BirthdateField {...form.control("birthdate")} />
        <Select
          {...form.field("gender")}
          required={false}
          placeholder={t("genderRather")}
          autoComplete="off"
          options={genders}
        />
      </Form>
      <ProviderButtons to={wanted.to} />
      <div className="flex flex-col gap-1">
        <Aside question={t("signUp.have")}>
          <Link to="/sign-in" search={wanted}>
            {t("links.signIn")}
          </Link>
        </Aside>
        <Aside question={t("signUp.guest")}>
          <Link to="/guest" search={wanted}>
            {t("links.guest")}
          </Link>
        </Aside>
      </div>
    </DoorPage>
  );
}
