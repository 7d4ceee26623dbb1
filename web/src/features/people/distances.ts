/** In km; near steps are small, because there they matter. Null is everywhere. */
export const DISTANCES = [5, 10, 20, 30, 50, 80, 120, 200, 300, 500, 1000, null] as const;

export const distanceAt = (step: number): number | null => DISTANCES[step] ?? null;

/** The step of a distance; of one that is none of them, the next larger. */
export function stepOf(km: number | null): number {
  if (km === null) return DISTANCES.length - 1;
  return DISTANCES.findIndex((one) => one === null || one >= km);
}
