import type { Table } from "dexie";
import type { Purpose } from "./files";

/** An upload as it survives a reload. */
export type Kept = {
  id: string;
  userId: string;
  place: string;
  name: string;
  mime: string;
  size: number;
  purpose: Purpose;
  isVoice: boolean;
  createdAt: number;
  /** Null once all of it has arrived. */
  content: Blob | null;
  url: string | null;
  fileId: string | null;
};

/** Where uploads are kept on this device. */
export type Shelf = {
  all: () => Promise<Kept[]>;
  put: (kept: Kept) => Promise<void>;
  change: (id: string, part: Partial<Kept>) => Promise<void>;
  remove: (id: string) => Promise<void>;
  clear: () => Promise<void>;
};

async function openTable(): Promise<Table<Kept, string>> {
  const { Dexie } = await import("dexie");
  const database = new Dexie("mingle-uploads");
  database.version(1).stores({ uploads: "id" });
  // Deleted when somebody leaves: it is closed for that without a warning, which Dexie would give.
  database.on("versionchange", () => {
    database.close();
    return false;
  });
  return database.table("uploads");
}

export function openShelf(): Shelf {
  let opened: Promise<Table<Kept, string>> | null = null;
  const table = () => (opened ??= openTable());
  return {
    all: async () => (await table()).toArray(),
    put: async (kept) => {
      await (await table()).put(kept);
    },
    change: async (id, part) => {
      await (await table()).update(id, part);
    },
    remove: async (id) => {
      await (await table()).delete(id);
    },
    clear: async () => {
      await (await table()).clear();
    },
  };
}
