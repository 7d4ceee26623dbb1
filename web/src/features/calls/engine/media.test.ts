import { describe, expect, it, vi } from "vitest";
import { openFor, openScreen, openTrack } from "./media";
import { track } from "./fakes.test-support";

const stream = (...tracks: MediaStreamTrack[]) =>
  ({
    getTracks: () => tracks,
    getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio"),
    getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"),
  }) as unknown as MediaStream;

const refusal = (name: string, message = "") => new DOMException(message, name);

/** Devices that open what is not refused. */
function devices(refused: { audio?: DOMException; video?: DOMException }) {
  const getUserMedia = vi.fn(({ audio, video }: MediaStreamConstraints = {}) => {
    const problem =
      (audio === undefined ? undefined : refused.audio) ?? (video === undefined ? undefined : refused.video);
    if (problem !== undefined) return Promise.reject(problem);
    const tracks = [
      ...(audio === undefined ? [] : [track("audio")]),
      ...(video === undefined ? [] : [track("video")]),
    ];
    return Promise.resolve(stream(...tracks));
  });
  return { getUserMedia };
}

describe("what a call needs", () => {
  it("is asked for in one question", async () => {
    const all = devices({});
    const { audio, camera, cameraProblem } = await openFor(true, {}, all);
    expect([audio.kind, camera?.kind, cameraProblem]).toEqual(["audio", "video", null]);
    expect(all.getUserMedia).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "noCamera"],
    ["NotReadableError", "inUse"],
    ["AbortError", "inUse"],
  ])("is the sound alone where the camera is refused with %s", async (name, problem) => {
    const { camera, cameraProblem } = await openFor(true, {}, devices({ video: refusal(name) }));
    expect([camera, cameraProblem]).toEqual([null, problem]);
  });

  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "noMicrophone"],
    ["NotReadableError", "inUse"],
    ["TypeError", "insecure"],
  ])("is missing where the microphone is refused with %s", async (name, problem) => {
    await expect(openFor(false, {}, devices({ audio: refusal(name) }))).rejects.toMatchObject({ problem });
  });

  it("is not had at an unsafe address", async () => {
    vi.stubGlobal("isSecureContext", false);
    await expect(openFor(true, {})).rejects.toMatchObject({ problem: "insecure" });
    vi.unstubAllGlobals();
  });
});

it("takes another camera where the chosen one is not there any more", async () => {
  const camera = track("video");
  const getUserMedia = vi.fn(({ video }: MediaStreamConstraints = {}) =>
    typeof video === "object" && "deviceId" in video
      ? Promise.reject(refusal("OverconstrainedError"))
      : Promise.resolve(stream(camera)),
  );
  expect(await openTrack("camera", "gone", { getUserMedia })).toBe(camera);
});

describe("the screen", () => {
  const screen = (problem: DOMException) => ({
    ...devices({}),
    getDisplayMedia: () => Promise.reject(problem),
  });

  it("is not shared by whoever thinks better of it", async () => {
    expect(await openScreen(screen(refusal("NotAllowedError", "Permission denied")))).toBeNull();
  });

  it("says when the system does not allow it, or the browser cannot", async () => {
    const bySystem = screen(refusal("NotAllowedError", "Permission denied by system"));
    await expect(openScreen(bySystem)).rejects.toMatchObject({ problem: "screenDenied" });
    await expect(openScreen(devices({}))).rejects.toMatchObject({ problem: "screenUnsupported" });
  });
});
