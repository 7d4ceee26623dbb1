import type { Follow } from "./follow";
import type { Purpose } from "./files";
import type { Kept, Shelf } from "./shelf";
import type { Send, Stop } from "./transport";
import type { UploadState } from "./upload";

export type UploadItem = {
  id: string;
  /** Which part of the app it belongs to, such as one chat's composer. */
  place: string;
  name: string;
  mime: string;
  size: number;
  /** Null after a reload that found it arrived already. */
  content: Blob | null;
  state: UploadState;
};

export type Wish = { place: string; purpose: Purpose; isVoice?: boolean };

/** Takes an upload for this tab alone; null when another tab has it. What it gives lets go of it. */
export type Claim = (id: string) => Promise<(() => void) | null>;

/** What uploads are done with. */
export type Tools = {
  discard: (fileId: string) => Promise<void>;
  send: Send;
  follow: Follow;
  shelf: Shelf;
  claim: Claim;
  userId: string;
};
/** One upload, with what is under way for it. */
export type Entry = {
  item: UploadItem;
  kept: Kept;
  stop: Stop | null;
  unfollow: (() => void) | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Tries in a row that sent nothing. */
  tries: number;
  release: (() => void) | null;
};
