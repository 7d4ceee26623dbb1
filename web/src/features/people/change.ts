import { useMutation, useMutationState, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { useExplain } from "@/lib/useExplain";
import { showToast } from "@/ui/toast";
import { meQuery, type Me, type ProfileChange } from "./queries";

export { useExplain };

export function useComplain() {
  const explain = useExplain();
  return (error: unknown) => {
    showToast({ message: explain(error), tone: "problem" });
  };
}

const CHANGE_OF_ME = ["me"];
const CHANGE_OF_PROFILE = [...CHANGE_OF_ME, "profile"];

/** Changes something about oneself. What the server answers is the truth, over anything that was asked before. */
function useChangeOfMe<Wish>(send: (wish: Wish) => Promise<Me>, mutationKey = CHANGE_OF_ME) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationKey,
    mutationFn: send,
    // One after the other, so that no older answer covers a newer one.
    scope: { id: "me" },
    onError: () => {
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onSuccess: async (me) => {
      await queryClient.cancelQueries({ queryKey: meQuery.queryKey });
      queryClient.setQueryData(meQuery.queryKey, me);
    },
  });
}

const saveProfile = async (body: ProfileChange) => (await unwrap(api.PUT("/api/user/me", { body }))).user;

/** Changes the profile. Switches move at once (`useWished`); texts wait for what the server makes of them. */
export const useSaveProfile = () => useChangeOfMe(saveProfile, CHANGE_OF_PROFILE);

const SHOWN_AT_ONCE = ["hidden", "isIncognito", "isPaused", "showsLastSeen", "showsReads"] as const;

/** A profile with its switches where somebody has put them, in the order of their wishes. */
export function withWishes(me: Me, wishes: readonly ProfileChange[]): Me {
  const put = wishes.flatMap((wish) =>
    SHOWN_AT_ONCE.filter((name) => wish[name] !== undefined).map((name) => [name, wish[name]] as const),
  );
  return put.length === 0 ? me : Object.assign({}, me, Object.fromEntries(put) as Partial<Me>);
}

/** The wishes that the server has not answered yet: a switch stays where it was put, whatever older news comes. */
export const useWishes = () =>
  useMutationState({
    filters: { mutationKey: CHANGE_OF_PROFILE, status: "pending" },
    select: ({ state }) => state.variables as ProfileChange,
  });

export const useSavePreferences = () =>
  useChangeOfMe(
    async (body: NonNullable<Me["preferences"]>) =>
      (await unwrap(api.PUT("/api/user/me/preferences", { body }))).user,
  );

export const useChooseCity = () =>
  useChangeOfMe(
    async (placeId: number) => (await unwrap(api.PUT("/api/user/me/city", { body: { placeId } }))).user,
  );

export const useTellPosition = () =>
  useChangeOfMe(
    async (position: { lat: number; lng: number }) =>
      (await unwrap(api.PUT("/api/user/me/location", { body: position }))).user,
  );

let lastChange: Promise<unknown> = Promise.resolve();

/**
 * Changes which photos there are, and in which order. One change at a time, each of them of what is there then: two
 * photos that arrive together must not forget each other.
 */
export function changePhotos(queryClient: QueryClient, change: (ids: string[]) => string[]): Promise<void> {
  const work = lastChange.then(async () => {
    const was = await queryClient.query({ ...meQuery, staleTime: "static" });
    const fileIds = change(was.photos.map(({ id }) => id));
    const inOrder = fileIds.flatMap((id) => was.photos.find((photo) => photo.id === id) ?? []);
    queryClient.setQueryData(meQuery.queryKey, { ...was, photos: inOrder });
    try {
      await unwrap(api.PATCH("/api/user/me/photos", { body: { fileIds } }));
    } catch (error) {
      queryClient.setQueryData(meQuery.queryKey, was);
      throw error;
    }
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
  });
  lastChange = work.catch(() => undefined);
  return work;
}
