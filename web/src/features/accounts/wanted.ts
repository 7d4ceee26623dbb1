import { useSearch } from "@tanstack/react-router";

/** The address one wanted before signing in, for the links between the ways in. */
export function useWanted(): { to?: string } {
  const { to } = useSearch({ strict: false });
  return to === undefined ? {} : { to };
}
