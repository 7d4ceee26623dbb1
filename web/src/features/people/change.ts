import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
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

/**
 * Changes something about oneself: what is to be is shown at once, and what was when the server refuses. What the
 * server answers is the truth.
 */
function useChangeOfMe<Wish>(
  send: (wish: Wish) => Promise<Me>,
  expected: (me: Me, wish: Wish) => Me = (me) => me,
) {
  const queryClient = useQueryClient();
  const isLast = () => queryClient.isMutating({ mutationKey: CHANGE_OF_ME }) === 1;
  return useMutation({
    mutationKey: CHANGE_OF_ME,
    mutationFn: send,
    // One after the other, so that no older answer covers a newer one.
    scope: { id: "me" },
    onMutate: async (wish: Wish) => {
      await queryClient.cancelQueries({ queryKey: meQuery.queryKey });
      const was = queryClient.getQueryData(meQuery.queryKey);
      if (was !== undefined) queryClient.setQueryData(meQuery.queryKey, expected(was, wish));
      return was;
    },
    // Where a newer wish waits, the answer to it is the truth, and a switch must not flick back until then.
    onError: (_error, _wish, was) => {
      if (!isLast()) return;
      if (was !== undefined) queryClient.setQueryData(meQuery.queryKey, was);
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onSuccess: (me) => {
      if (isLast()) queryClient.setQueryData(meQuery.queryKey, me);
    },
  });
}

const saveProfile = async (body: ProfileChange) => (await unwrap(api.PUT("/api/user/me", { body }))).user;

const SHOWN_AT_ONCE = ["hidden", "isIncognito", "isPaused", "showsLastSeen", "showsReads"] as const;

/** Changes the profile. Switches move at once; texts wait for what the server makes of them. */
export const useSaveProfile = () =>
  useChangeOfMe(saveProfile, (me, change) => ({
    ...me,
    ...Object.fromEntries(
      SHOWN_AT_ONCE.filter((name) => change[name] !== undefined).map((name) => [name, change[name]]),
    ),
  }));

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
