import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { instanceQuery } from "@/lib/instance";
import { useSession } from "@/lib/session";
import { ready } from "./roots";

const Nothing = () => null;

const CallLayer = lazy(() =>
  ready(import("@/features/calls")).then(
    (calls) => ({ default: calls.CallLayer }),
    // Without it nothing rings until the page is loaded again; everything else works.
    () => ({ default: Nothing }),
  ),
);

const DateLayer = lazy(() =>
  ready(import("@/features/dates")).then(
    (dates) => ({ default: dates.DateLayer }),
    () => ({ default: Nothing }),
  ),
);

/** Listens for calls and invitations, whichever page is open, once somebody is signed in. */
export function CallsLater() {
  const isIn = useSession().state === "in";
  const { data: instance } = useQuery({ ...instanceQuery, enabled: isIn });
  if (!isIn || instance?.features.includes("calls") !== true) return null;
  return (
    <Suspense>
      <CallLayer />
      {instance.features.includes("dates") && <DateLayer />}
    </Suspense>
  );
}
