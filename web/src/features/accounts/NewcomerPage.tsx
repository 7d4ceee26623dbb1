import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, ApiError, unwrap } from "@/lib/api";
import { signedIn } from "@/lib/session";
import { Link } from "@/ui/Link";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import { BirthdateField, isoDate } from "./BirthdateField";
import { Aside, DoorPage } from "./DoorPage";
import { AS_TYPED, Form } from "./FormParts";
import { toGender, useGenders } from "./genders";
import type { Newcomer } from "./journey";
import { useForm } from "./useForm";

const FIELDS = ["displayName", "username", "birthdate", "gender"] as const;

type Props = { newcomer: Newcomer; to: string };

/** What is missing before somebody is in whom a provider vouches for. */
export function NewcomerPage({ newcomer: { registrationToken, suggestions }, to }: Props) {
  const { t } = useTranslation("accounts");
  const genders = useGenders();
  const navigate = useNavigate();
  const form = useForm(
    FIELDS,
    async ({ displayName, username, birthdate, gender }) => {
      const body = {
        registrationToken,
        displayName,
        username: username === "" ? null : username,
        birthdate: isoDate(birthdate),
        gender: toGender(gender) ?? null,
      };
      try {
        signedIn(await unwrap(api.POST("/api/auth/oidc/complete", { body: { ...body, session: "cookie" } })));
      } catch (error) {
        if (error instanceof ApiError && error.status === 410)
          throw new Error(t("newcomer.tooLate"), { cause: error });
        throw error;
      }
      await navigate({ href: to, replace: true });
    },
    { displayName: suggestions.displayName ?? "" },
  );
  return (
    <DoorPage key="newcomer" focus title={t("newcomer.title")} lead={t("newcomer.lead")}>
      <Form form={form} submitLabel={t("newcomer.submit")}>
        <TextField {...form.field("displayName")} autoComplete="nickname" hint={t("nameHint")} />
        <BirthdateField {...form.control("birthdate")} />
        <Select
          {...form.field("gender")}
          required={false}
          placeholder={t("genderRather")}
          autoComplete="off"
          options={genders}
        />
        <TextField
          {...form.field("username")}
          {...AS_TYPED}
          required={false}
          autoComplete="username"
          hint={t("newcomer.usernameHint")}
        />
        {suggestions.email !== null && (
          <p className="text-sm wrap-anywhere text-soft">
            {t("newcomer.email", { email: suggestions.email })}
          </p>
        )}
      </Form>
      <Aside question={t("newcomer.have")}>
        <Link to="/sign-in" search={{}}>
          {t("newcomer.signInAndLink")}
        </Link>
      </Aside>
    </DoorPage>
  );
}
