import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Select } from "@/ui/Select";
import { durationInWords, LIFETIMES } from "../time/lifetime";
import type { Chat } from "../types";
import { useComplain } from "../useExplain";
import { changeChat } from "./queries";
import { leads } from "./rights";

type Props = { chat: Chat; onChanged: (chat: Chat) => void };

/** After how long messages disappear: either of two says so in a private chat, elsewhere who leads it. */
export function Lifetime({ chat, onChanged }: Props) {
  const { t, i18n } = useTranslation("chatParts");
  const complain = useComplain();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (messageLifetime: number | null) => changeChat(chat.id, { messageLifetime }),
    onSuccess: onChanged,
    onError: complain,
  });
  const now = isPending ? variables : chat.messageLifetime;
  const inWords = (seconds: number | null) =>
    seconds === null
      ? t("lifetime.never")
      : t("lifetime.after", { time: durationInWords(seconds, i18n.language) });
  if (chat.type !== "private" && !leads(chat))
    return now === null ? null : (
      <p>
        <span className="font-strong">{t("lifetime.label")}</span>{" "}
        <span className="text-soft">{inWords(now)}</span>
      </p>
    );
  const choices =
    now === null ? LIFETIMES : [...new Set([...LIFETIMES, now])].sort((one, other) => one - other);
  return (
    <Select
      label={t("lifetime.label")}
      hint={t("lifetime.hint")}
      aria-busy={isPending}
      value={String(now ?? "")}
      options={[
        { value: "", label: inWords(null) },
        ...choices.map((seconds) => ({ value: String(seconds), label: inWords(seconds) })),
      ]}
      onChange={({ target }) => {
        mutate(target.value === "" ? null : Number(target.value));
      }}
    />
  );
}
