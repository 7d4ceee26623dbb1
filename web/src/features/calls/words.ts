import { useTranslation } from "react-i18next";
import type { Person as Face } from "@/ui/Avatar";
import type { Call, CallPerson } from "./engine/wire";

/** Somebody of a call, as `Avatar` shows them. */
export const faceOf = ({ id, displayName, photo, isDemo }: CallPerson): Face => ({
  id,
  name: displayName,
  isDemo,
  ...(photo && { picture: photo.url }),
});

/** What the people of a call are called. */
export function useCallNames(me: string) {
  const { t, i18n } = useTranslation("calls");
  const personOf = (call: Call, userId: string | null) => call.people.find(({ id }) => id === userId);
  const nameOf = (call: Call, userId: string | null) =>
    userId === me ? t("you") : (personOf(call, userId)?.displayName ?? t("somebody"));
  /** All of these in one line: "Ines", "Ines and Tomas", "Ines, Tomas and Mara". */
  const list = (call: Call, userIds: readonly string[]) =>
    new Intl.ListFormat(i18n.language).format(userIds.map((id) => nameOf(call, id)));
  const others = (call: Call) => call.members.map(({ userId }) => userId).filter((id) => id !== me);
  const titleOf = (call: Call) => {
    const ids = others(call);
    const [first] = ids;
    if (first === undefined) return t("somebody");
    if (ids.length <= 3) return list(call, ids);
    return t("others", { name: nameOf(call, first), count: ids.length - 1 });
  };
  return { personOf, nameOf, list, others, titleOf };
}

/** A length of time as a clock shows it while it runs: "0:07", "1:02:03". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
