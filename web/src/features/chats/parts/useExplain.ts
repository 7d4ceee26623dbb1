import { useExplain } from "@/lib/useExplain";
import { showToast } from "@/ui/toast";

export { useExplain };

/** Says in passing what went wrong. */
export function useComplain() {
  const explain = useExplain();
  return (error: unknown) => {
    showToast({ message: explain(error), tone: "problem" });
  };
}
