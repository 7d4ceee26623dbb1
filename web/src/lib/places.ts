import type { useInstance } from "./instance";

type Instance = NonNullable<ReturnType<typeof useInstance>["data"]>;
type Feature = Instance["features"][number];

export type Place = "meet" | "dates" | "salons" | "chats" | "you";

const FEATURE_OF: Partial<Record<Feature, Place>> = {
  discovery: "meet",
  dates: "dates",
  conversations: "salons",
  chats: "chats",
};

const IN_ORDER: readonly Place[] = ["meet", "dates", "salons", "chats", "you"];

/** The places that are open here, in the order of an evening. */
export function placesOf(features: readonly Feature[]): Place[] {
  const open = new Set<Place | undefined>(["you", ...features.map((feature) => FEATURE_OF[feature])]);
  return IN_ORDER.filter((place) => open.has(place));
}
