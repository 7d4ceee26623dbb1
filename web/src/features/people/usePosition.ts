import { useState } from "react";

type Problem = "refused" | "unknown";

const PATIENCE = 15_000;
/** A cell is 6 km wide, so an hour-old and coarse answer will do. */
const OLDEST = 3_600_000;

/** Asks the device where it is, when the person wants it to. */
export function usePosition(onFound: (position: { lat: number; lng: number }) => void) {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ask = () => {
    setProblem(null);
    setAsking(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setAsking(false);
        onFound({ lat: coords.latitude, lng: coords.longitude });
      },
      (error) => {
        setAsking(false);
        setProblem(error.code === error.PERMISSION_DENIED ? "refused" : "unknown");
      },
      { enableHighAccuracy: false, timeout: PATIENCE, maximumAge: OLDEST },
    );
  };
  return { ask, asking, problem };
}
