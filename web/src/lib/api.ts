import createClient from "openapi-fetch";
import type { components, paths } from "@/generated/api";

/** What the API sends and takes, by the names that its document gives them. */
export type Schemas = components["schemas"];

/** One thing that is wrong with one field of what was sent. */
export type Detail = { field: string; message: string };

/** Why a call failed. `code` is stable and for programs, `message` is a sentence for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;
  /** The HTTP status, or 0 when no answer came. */
  readonly status: number;
  readonly details: readonly Detail[];
  /** The seconds after which another try makes sense. */
  readonly retryAfter: number | null;

  constructor(
    code: string,
    message: string,
    rest: { status?: number; details?: readonly Detail[]; retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: rest.cause });
    this.code = code;
    this.status = rest.status ?? 0;
    this.details = rest.details ?? [];
    this.retryAfter = rest.retryAfter ?? null;
  }
}

/** Whether another try may succeed: there was no answer, or not from Mingle itself. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === "offline" || error.status >= 502);

/** The calls of the API, typed by its own OpenAPI document. Wrap them in `unwrap`. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  headers: { Accept: "application/json" },
  // Looked up at each call, so that tests can put their own in its place.
  fetch: (request) => globalThis.fetch(request),
});

type Answer<Body> = { data?: Body; error?: unknown; response: Response };
type Unwrapped<Body> = Body extends { readonly data: infer Data } ? Data : Body;

/** Takes the data out of the envelope; every failure becomes an `ApiError`. */
export async function unwrap<Body>(call: Promise<Answer<Body>>): Promise<Unwrapped<Body>> {
  let answer: Answer<Body>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    // Renewing the session, before the call itself, was refused.
    if (cause instanceof ApiError) throw cause;
    throw new ApiError("offline", "The server could not be reached.", { cause });
  }
  const { data, error, response } = answer;
  if (!response.ok) throw refusal(error, response);
  return (isRecord(data) && "data" in data ? data["data"] : data) as Unwrapped<Body>;
}

function refusal(body: unknown, response: Response): ApiError {
  const retryAfter = secondsUntil(response.headers.get("Retry-After"));
  const error = isRecord(body) ? body["error"] : undefined;
  if (isRecord(error) && typeof error["code"] === "string" && typeof error["message"] === "string") {
    const details = Array.isArray(error["details"]) ? error["details"].filter(isDetail) : [];
    return new ApiError(error["code"], error["message"], { status: response.status, details, retryAfter });
  }
  // Not our envelope: something between us and the server answered in its place.
  return new ApiError("unavailable", "The server gave no proper answer.", {
    status: response.status,
    retryAfter,
  });
}

/** Retry-After is a number of seconds or a date. */
function secondsUntil(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return seconds;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isDetail(value: unknown): value is Detail {
  return isRecord(value) && typeof value["field"] === "string" && typeof value["message"] === "string";
}

/** Sorts what is wrong to the fields of a form; what belongs to none of them is for its summary. */
export function errorsOf<Field extends string>(
  error: Error | null,
  fields: readonly Field[],
): { byField: Partial<Record<Field, string>>; others: string[] } {
  const byField: Partial<Record<Field, string>> = {};
  const others: string[] = [];
  if (error === null) return { byField, others };
  const details = error instanceof ApiError ? error.details : [];
  for (const { field, message } of details) {
    const known = fields.find((name) => name === field);
    if (known === undefined) others.push(message);
    else byField[known] ??= message;
  }
  if (details.length === 0) others.push(error.message);
  return { byField, others };
}
