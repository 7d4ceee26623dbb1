import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { useInstance } from "@/lib/instance";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { placesOf, type Place } from "@/lib/places";
import { Vignette } from "./Vignette";

/** The programme: the places that this instance has opened. */
export function Evening() {
  const { t } = useTranslation("welcome");
  const { data, error, isFetching, refetch } = useInstance();
  return (
    <section id="evening" aria-labelledby="evening-title" tabIndex={-1} className="scroll-mt-8">
      <h2 id="evening-title" className="font-title text-3xl">
        {t("evening.title")}
      </h2>
      <div className="mt-8">
        {data ? (
          <Programme places={placesOf(data.features)} />
        ) : error ? (
          <ErrorState
            title={t("evening.failed")}
            retrying={isFetching}
            onRetry={() => {
              void refetch();
            }}
          >
            {navigator.onLine || (error instanceof ApiError && error.code !== "offline")
              ? t("evening.failedText")
              : t("evening.offlineText")}
          </ErrorState>
        ) : (
          <Waiting />
        )}
      </div>
    </section>
  );
}

const ROW =
  "grid grid-cols-[1fr_6.5rem] items-center gap-x-5 gap-y-1 border-t py-6 md:grid-cols-[13rem_1fr_12.5rem] md:gap-x-10 md:py-7";
const PICTURE = "row-span-2 h-26 md:order-last md:row-span-1 md:h-35";

function Programme({ places }: { places: readonly Place[] }) {
  const { t } = useTranslation("welcome");
  return (
    <ol className="border-b">
      {places.map((place) => (
        <li key={place} className={ROW}>
          <h3 className="self-end font-title text-2xl md:self-center md:text-3xl">
            {t(`evening.places.${place}.name`)}
          </h3>
          <div className={cx(PICTURE, "overflow-clip rounded-message")}>
            <Vignette of={place} />
          </div>
          <p className="self-start text-soft md:self-center md:text-lg">
            {t(`evening.places.${place}.text`)}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Waiting() {
  const { t } = useTranslation("welcome");
  return (
    <div className="border-b">
      <p role="status" className="sr-only">
        {t("evening.loading")}
      </p>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className={ROW}>
          <Skeleton className="h-8 w-28" />
          <Skeleton shape="message" className={PICTURE} />
          <Skeleton className="h-12 w-full" />
        </div>
      ))}
    </div>
  );
}
