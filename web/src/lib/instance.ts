import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, mayPass, unwrap, type Schemas } from "./api";
import { isSomebodyHere } from "./session";

type Instance = Schemas["Instance"];

const KEY = "instance";
let isKept = false;

/** Whoever is signed in has the app open without a network too: then it is as it was. */
async function askOrRemember(signal: AbortSignal): Promise<Instance> {
  try {
    const told = await unwrap(api.GET("/api/instance", { signal }));
    isKept = false;
    keep(told);
    return told;
  } catch (error) {
    const kept = isSomebodyHere() && mayPass(error) ? localStorage.getItem(KEY) : null;
    if (kept === null) throw error;
    isKept = true;
    return JSON.parse(kept) as Instance;
  }
}

function keep(told: Instance) {
  try {
    localStorage.setItem(KEY, JSON.stringify(told));
  } catch {
    // Storage is blocked: then the app needs its server to open.
  }
}

/** What this Mingle calls itself and which of its features its operator has switched on. */
export const instanceQuery = queryOptions({
  queryKey: ["instance"],
  queryFn: ({ signal }) => askOrRemember(signal),
  staleTime: () => (isKept ? 0 : Infinity),
});

export const useInstance = () => useQuery(instanceQuery);
