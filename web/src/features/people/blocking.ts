import { useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { useComplain } from "./change";
import { blocksQuery, personQuery } from "./queries";

/** What is known of somebody is out of date: from now on they do not exist for one, or do again. */
export function useForgetting() {
  const queryClient = useQueryClient();
  return (id: string) => {
    queryClient.removeQueries({ queryKey: personQuery(id).queryKey });
    // Whatever list they stood in, they no longer do; or do again.
    void queryClient.invalidateQueries({ queryKey: ["people"] });
    void queryClient.invalidateQueries({ queryKey: blocksQuery.queryKey });
  };
}

/** Blocks somebody, and takes it back. Each resolves to whether it worked; where it did not, that has been said. */
export function useBlocking() {
  const forget = useForgetting();
  const complain = useComplain();
  const attempt = async (id: string, call: () => Promise<unknown>) => {
    try {
      await call();
    } catch (error) {
      complain(error);
      return false;
    }
    forget(id);
    return true;
  };
  const params = (id: string) => ({ params: { path: { user_id: id } } });
  return {
    block: ({ id }: { id: string }) =>
      attempt(id, () => unwrap(api.POST("/api/users/{user_id}/block", params(id)))),
    unblock: ({ id }: { id: string }) =>
      attempt(id, () => unwrap(api.DELETE("/api/users/{user_id}/block", params(id)))),
  };
}
