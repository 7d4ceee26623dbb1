import { Link, Outlet } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFills } from "@/lib/fills";
import { useInstance } from "@/lib/instance";
import { useLiveState } from "@/lib/live";
import { useOnline } from "@/lib/online";
import { placesOf, type Place } from "@/lib/places";
import { useUnread } from "@/lib/unread";
import { Badge } from "@/ui/Badge";
import { Banner } from "@/ui/Banner";
import { cx } from "@/ui/cx";
import { Mark } from "@/ui/Mark";
import { Background } from "./Background";
import { PLACE_ICONS } from "./icons";
import { Reporting } from "./Reporting";

/** The page in the middle, and the way to every other place within reach of a thumb. */
export function Shell() {
  const { t } = useTranslation("shell");
  const { data: instance } = useInstance();
  const fills = useFills();
  return (
    <div
      className={cx(
        "flex flex-col rail:flex-row-reverse",
        fills === undefined ? "min-h-dvh" : "min-h-0 grow basis-0",
      )}
    >
      <main
        id="main"
        tabIndex={-1}
        className={cx(
          "mx-auto flex w-full min-w-0 grow flex-col",
          fills === undefined ? "max-w-3xl px-5 pt-8 pb-10 sm:px-8 rail:pt-12" : "min-h-0",
        )}
      >
        {fills === undefined && <ConnectionBanner />}
        <Outlet />
      </main>
      <nav
        aria-label={t("places")}
        className={cx(
          fills === "alone" && "max-rail:hidden",
          fills === undefined ? "rail:h-dvh" : "rail:h-full",
          "sticky bottom-0 z-30 border-t bg-paper pb-[env(safe-area-inset-bottom)] rail:top-0 rail:w-26 rail:shrink-0 rail:border-e rail:border-t-0 xl:w-60",
        )}
      >
        <Mark className="mx-auto my-6 hidden size-10 rail:block xl:mx-7" />
        <ul className="mx-auto flex max-w-lg justify-around rail:flex-col rail:gap-1.5 rail:px-3 xl:px-4">
          {placesOf(instance?.features ?? []).map((place) => (
            <li key={place} className="min-w-0 flex-1">
              <PlaceLink place={place} />
            </li>
          ))}
        </ul>
      </nav>
      <Background />
      <Reporting />
    </div>
  );
}

/** Quiet while it may pass by itself, and where the device itself has no network: the whole app says that already. */
function ConnectionBanner() {
  const { t } = useTranslation("shell");
  const online = useOnline();
  const state = useLiveState();
  if (!online || state !== "offline") return null;
  return (
    <div className="sticky top-2 z-20 mb-6">
      <Banner tone="honey" icon={Unplug}>
        {t("away")}
      </Banner>
    </div>
  );
}

function PlaceLink({ place }: { place: Place }) {
  const { t } = useTranslation("shell");
  const Icon = PLACE_ICONS[place];
  const unread = useUnread();
  return (
    <Link
      to={`/${place}`}
      className={cx(
        "group relative flex min-h-16 press flex-col items-center justify-center gap-0.5 rounded-button text-xs text-soft hover:text-ink",
        "aria-[current=page]:font-strong aria-[current=page]:text-ember-ink",
        "xl:min-h-12 xl:flex-row xl:justify-start xl:gap-3.5 xl:px-3.5 xl:text-base xl:aria-[current=page]:bg-ember-wash",
      )}
    >
      <span className="grid h-8 w-14 max-w-full place-items-center rounded-full transition-colors group-aria-[current=page]:bg-ember-wash xl:w-auto xl:group-aria-[current=page]:bg-transparent">
        <Icon aria-hidden className="size-5.5" strokeWidth={1.75} />
      </span>
      <span className="max-w-full truncate">{t(`${place}.name`)}</span>
      {place === "chats" && unread > 0 && (
        <span className="absolute top-1 left-1/2 ms-1.5 xl:static xl:ms-auto">
          <Badge count={unread} />
        </span>
      )}
    </Link>
  );
}
