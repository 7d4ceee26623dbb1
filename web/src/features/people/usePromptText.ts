import { useQuery } from "@tanstack/react-query";
import { promptsQuery } from "./queries";

/** What a prompt asks, by its id. */
export function usePromptText() {
  const { data } = useQuery(promptsQuery);
  return (id: string): string => data?.find((prompt) => prompt.id === id)?.text ?? "";
}
