import { useSyncExternalStore } from "react";
import { api, unwrap, type Schemas } from "@/lib/api";

export type ReportReason = Schemas["ReportReason"];

/** What one has said of somebody while leaving a date; `reason` is null where they are only blocked. */
export type Parting = {
  roomId: string;
  userId: string;
  reason: ReportReason | null;
  state: "sending" | "done" | "failed";
};

let parting: Parting | null = null;
const listeners = new Set<() => void>();

function become(next: Parting) {
  parting = next;
  for (const listener of listeners) listener();
}

/** Sends it, or sends it again. The date is over already, so it stays until it has got through. */
export async function part(roomId: string, userId: string, reason: ReportReason | null): Promise<void> {
  const told = { roomId, userId, reason };
  become({ ...told, state: "sending" });
  try {
    if (reason === null)
      await unwrap(api.POST("/api/users/{user_id}/block", { params: { path: { user_id: userId } } }));
    else
      await unwrap(
        api.POST("/api/reports", {
          body: { userId, subject: { kind: "call", id: roomId }, reason, note: null, block: true },
        }),
      );
    become({ ...told, state: "done" });
  } catch {
    become({ ...told, state: "failed" });
  }
}

/** What was said of whom one had this date with, or null. */
export const useParting = (roomId: string) => {
  const found = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => parting,
  );
  return found?.roomId === roomId ? found : null;
};
