import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import { othersIn } from "./engine/machine";
import type { Call } from "./engine/wire";
import { Tile } from "./Tile";
import { useCalls } from "./useCalls";

/** One below the other on phones, side by side where there is room. */
const GRIDS: Record<number, string> = {
  1: "grid-cols-1",
  2: "grid-cols-1 grid-rows-2 sm:grid-cols-2 sm:grid-rows-1",
  3: "grid-cols-2 grid-rows-2 sm:grid-cols-3 sm:grid-rows-1",
  4: "grid-cols-2 grid-rows-2",
};
const MANY = "grid-cols-2 grid-rows-3 sm:grid-cols-3 sm:grid-rows-2";

/** Whom this device waits for as long as nobody else is there. */
const awaited = (call: Call, me: string): readonly string[] =>
  call.members
    .filter(({ userId, state }) => userId !== me && state === "ringing")
    .map(({ userId }) => userId);

/** The others: side by side, or below a screen that one of them shows. */
export function Stage() {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { call, peers } = view;
  if (call === null) return null;
  const inside = othersIn(call, calls.me).map(({ userId }) => userId);
  const shown = inside.length > 0 ? inside : awaited(call, calls.me);
  const screen = inside.find((userId) => {
    const peer = peers.get(userId);
    return peer?.media.hasScreen === true && peer.streams.screen !== null;
  });
  if (shown.length === 0)
    return (
      <p className="absolute inset-0 grid place-items-center px-6 text-center text-soft">{t("alone")}</p>
    );
  return (
    <div className="absolute inset-0 flex flex-col gap-2 px-2 sm:flex-row sm:px-4">
      {screen !== undefined && (
        <div className="min-h-0 min-w-0 grow basis-0">
          <Tile call={call} userId={screen} shows="screen" />
        </div>
      )}
      <ul
        className={cx(
          screen === undefined
            ? cx("grid size-full gap-2 sm:gap-3", GRIDS[shown.length] ?? MANY)
            : "flex h-28 shrink-0 gap-2 overflow-x-auto sm:h-full sm:w-52 sm:flex-col sm:overflow-y-auto",
        )}
      >
        {shown.map((userId) => (
          <li
            key={userId}
            className={cx(
              "min-h-0 min-w-0",
              screen === undefined
                ? shown.length === 3 && "first:max-sm:col-span-2"
                : "h-full w-40 shrink-0 sm:h-36 sm:w-full",
            )}
          >
            <Tile
              call={call}
              userId={userId}
              shows="camera"
              isSmall={shown.length > 1 || screen !== undefined}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
