import { Search } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { ChoiceChips } from "@/ui/Chip";
import { Checkbox, RadioGroup, Switch } from "@/ui/Choice";
import { CodeField } from "@/ui/CodeField";
import { ErrorSummary } from "@/ui/ErrorSummary";
import { SegmentedControl } from "@/ui/SegmentedControl";
import { Select } from "@/ui/Select";
import { Slider } from "@/ui/Slider";
import { TextArea } from "@/ui/TextArea";
import { PasswordField, TextField } from "@/ui/TextField";
import { Group, Specimen } from "./Specimen";

export function Forms() {
  const { t } = useTranslation("gallery");
  return (
    <Group id="forms" title={t("groups.forms")}>
      <Specimen title={t("textFields")}>
        <TextFields />
      </Specimen>
      <Specimen title={t("refused")}>
        <RefusedForm />
      </Specimen>
      <Specimen title={t("choices")}>
        <Choices />
      </Specimen>
      <Specimen title={t("ranges")}>
        <Ranges />
      </Specimen>
    </Group>
  );
}

function TextFields() {
  const { t } = useTranslation("gallery");
  const [about, setAbout] = useState(t("form.aboutValue"));
  const [code, setCode] = useState("");
  return (
    <div className="flex flex-col gap-5">
      <TextField label={t("form.name")} hint={t("form.nameHint")} autoComplete="nickname" />
      <TextField label={t("form.search")} icon={Search} type="search" required={false} />
      <TextArea
        label={t("form.about")}
        value={about}
        maxLength={300}
        onChange={({ target }) => {
          setAbout(target.value);
        }}
      />
      <CodeField label={t("form.code")} hint={t("form.codeHint")} value={code} onChange={setCode} />
    </div>
  );
}

function RefusedForm() {
  const { t } = useTranslation("gallery");
  const [email, setEmail] = useState("bob@");
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<{ email?: string; password?: string }>({});

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setErrors({
      ...(!/.+@.+\..+/.test(email) && { email: t("form.emailError") }),
      ...(password.length < 10 && { password: t("form.passwordError") }),
    });
  };
  const messages = [
    { fieldId: "gallery-email", message: errors.email },
    { fieldId: "gallery-password", message: errors.password },
  ].flatMap(({ fieldId, message }) => (message === undefined ? [] : [{ fieldId, message }]));

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      {messages.length > 0 && <ErrorSummary title={t("form.summary")} errors={messages} />}
      <TextField
        id="gallery-email"
        label={t("form.email")}
        type="email"
        autoComplete="email"
        value={email}
        error={errors.email}
        onChange={({ target }) => {
          setEmail(target.value);
        }}
      />
      <PasswordField
        id="gallery-password"
        label={t("form.password")}
        autoComplete="new-password"
        value={password}
        error={errors.password}
        onChange={({ target }) => {
          setPassword(target.value);
        }}
      />
      <Select
        label={t("form.language")}
        defaultValue="en"
        options={[
          { value: "en", label: "English" },
          { value: "de", label: "Deutsch" },
          { value: "pl", label: "Polski" },
        ]}
      />
      <div>
        <Button variant="primary" type="submit">
          {t("form.submit")}
        </Button>
      </div>
    </form>
  );
}

function Choices() {
  const { t } = useTranslation("gallery");
  const [goal, setGoal] = useState<"friends" | "love" | "unsure" | null>("unsure");
  const [interests, setInterests] = useState(["sea", "radio"]);
  return (
    <div className="flex flex-col gap-5">
      <div>
        <Checkbox label={t("form.adult")} defaultChecked />
        <Checkbox label={t("form.newsletter")} hint={t("form.newsletterHint")} />
        <Switch label={t("form.visible")} hint={t("form.visibleHint")} defaultChecked />
        <Switch label={t("form.reads")} />
      </div>
      <RadioGroup
        legend={t("form.goal")}
        value={goal}
        onChange={setGoal}
        options={[
          { value: "friends", label: t("form.friends") },
          { value: "love", label: t("form.love") },
          { value: "unsure", label: t("form.unsure"), hint: t("form.unsureHint") },
        ]}
      />
      <ChoiceChips
        legend={t("form.interests")}
        values={interests}
        onChange={setInterests}
        max={4}
        options={(["sea", "radio", "cooking", "chess", "tango", "night"] as const).map((value) => ({
          value,
          label: t(`form.interest.${value}`),
        }))}
      />
    </div>
  );
}

function Ranges() {
  const { t } = useTranslation("gallery");
  const [distance, setDistance] = useState<readonly [number]>([20]);
  const [ages, setAges] = useState<readonly [number, number]>([27, 41]);
  const [view, setView] = useState<"all" | "unread" | "groups">("all");
  return (
    <div className="flex flex-col gap-6">
      <SegmentedControl
        legend={t("form.view")}
        value={view}
        onChange={setView}
        options={[
          { value: "all", label: t("form.all") },
          { value: "unread", label: t("form.unread") },
          { value: "groups", label: t("form.groups") },
        ]}
      />
      <Slider
        label={t("form.distance")}
        values={distance}
        onChange={setDistance}
        min={1}
        max={100}
        format={([kilometres]) => t("form.upTo", { kilometres })}
      />
      <Slider
        label={t("form.ages")}
        values={ages}
        onChange={setAges}
        min={18}
        max={90}
        format={([youngest, oldest]) => t("form.between", { youngest, oldest })}
        thumbLabels={[t("form.youngest"), t("form.oldest")]}
      />
    </div>
  );
}
