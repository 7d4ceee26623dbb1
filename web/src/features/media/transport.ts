import type { DetailedError, Upload } from "tus-js-client";
import { freshToken } from "@/lib/session";
import type { Purpose } from "./files";
import type { Problem } from "./upload";

export type Parcel = {
  content: Blob;
  name: string;
  mime: string;
  purpose: Purpose;
  isVoice: boolean;
  /** Where an earlier try has left what it sent. */
  url: string | null;
};

export type Delivery = {
  /** The server has a place for it. */
  located: (url: string) => void;
  /** So many bytes of it. */
  progressed: (sent: number) => void;
  arrived: (fileId: string) => void;
  /** It may go on later, after so many seconds at least. */
  broke: (afterSeconds: number) => void;
  /** What was sent so far is gone. */
  forgotten: () => void;
  refused: (problem: Problem) => void;
};

/** Ends the sending. `takeBack`: and tells the server to forget what it has. */
export type Stop = (takeBack: boolean) => void;
export type Send = (parcel: Parcel, delivery: Delivery) => Stop;

const ENDPOINT = "/api/files/tus";
/** Balancers often refuse larger bodies, and this much at most is sent again. */
const CHUNK = 8 * 1024 * 1024;
/** Who has to wait for longer, in seconds, is told so instead. */
const LONGEST_WAIT = 60;

/** Sends over tus 1.0.0. It begins at `url` where there is one, and never tries again by itself. */
export const sendOverTus: Send = (parcel, delivery) => {
  let stopped: { takeBack: boolean } | null = null;
  let upload: Upload | null = null;
  const begin = async () => {
    const tus = await import("tus-js-client");
    upload = new tus.Upload(parcel.content, {
      // Beside an address of its own, another would be used to begin anew whenever the server has a hiccup.
      ...(parcel.url === null ? { endpoint: ENDPOINT } : { uploadUrl: parcel.url }),
      chunkSize: CHUNK,
      retryDelays: null,
      storeFingerprintForResuming: false,
      metadata: {
        filename: parcel.name,
        filetype: parcel.mime,
        purpose: parcel.purpose,
        ...(parcel.isVoice && { kind: "voice" }),
      },
      onBeforeRequest: async (request) => {
        const token = await freshToken();
        if (token !== null) request.setHeader("Authorization", `Bearer ${token}`);
      },
      onUploadUrlAvailable: () => {
        if (upload?.url) delivery.located(upload.url);
      },
      onProgress: (sent) => {
        delivery.progressed(sent);
      },
      onSuccess: ({ lastResponse }) => {
        const fileId = lastResponse.getHeader("Mingle-File-Id");
        if (fileId === undefined) delivery.refused({ code: "unavailable", message: null });
        else delivery.arrived(fileId);
      },
      onError: (error) => {
        explain(error, parcel, delivery);
      },
    });
    if (stopped === null) upload.start();
  };
  begin().catch(() => {
    if (stopped === null) delivery.broke(0);
  });
  return (takeBack) => {
    stopped = { takeBack };
    // What cannot be taken back now is swept away by the server in a day.
    upload?.abort(takeBack).catch(() => undefined);
  };
};

/** These pass: somebody else holds it, it stands elsewhere than thought, too much at once, a server that restarts. */
const mayPass = (status: number) => status === 409 || status === 423 || status === 429 || status >= 500;

function explain(error: Error | DetailedError, parcel: Parcel, delivery: Delivery) {
  const response = "originalResponse" in error ? error.originalResponse : null;
  if (response === null) {
    delivery.broke(0);
    return;
  }
  const status = response.getStatus();
  const retryAfter = Number(response.getHeader("Retry-After") ?? 0) || 0;
  if (parcel.url !== null && (status === 404 || status === 410)) delivery.forgotten();
  else if (mayPass(status) && retryAfter <= LONGEST_WAIT) delivery.broke(retryAfter);
  else delivery.refused(problemIn(response.getBody(), status));
}

/** The refusal as the server words it; a HEAD has no words. */
function problemIn(body: string, status: number): Problem {
  try {
    const { error } = JSON.parse(body) as {
      error?: { code?: unknown; message?: unknown };
    };
    if (typeof error?.code === "string" && typeof error.message === "string")
      return { code: error.code, message: error.message };
  } catch {
    // Not our envelope: something between us and the server answered in its place.
  }
  return { code: status === 413 ? "payload_too_large" : "unavailable", message: null };
}
