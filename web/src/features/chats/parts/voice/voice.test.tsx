import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { OpenMicrophone, Recording } from "@/features/media";
import { useVoice, VoiceBar, VoiceButton } from "../index";

const SAID = new Blob(["hello"], { type: "audio/webm" });
const openFake: OpenMicrophone = () =>
  Promise.resolve({ level: () => 0.5, stop: () => Promise.resolve(SAID), cancel: () => undefined });

function Composer({ onSend, open }: { onSend: (recording: Recording) => void; open: OpenMicrophone }) {
  const voice = useVoice({ onSend, open });
  return (
    <>
      {voice.isActive ? <VoiceBar voice={voice} /> : <p>the text field</p>}
      <VoiceButton voice={voice} />
    </>
  );
}

function setUp(open = openFake) {
  const onSend = vi.fn<(recording: Recording) => void>();
  render(<Composer onSend={onSend} open={open} />);
  return onSend;
}

const talk = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const button = () => screen.getByRole("button", { name: /record a voice|send the voice/i });
/** A finger at this moment: its events carry the time of the clock that the test moves. */
const finger = (kind: "pointerDown" | "pointerMove" | "pointerUp", x = 0, y = 0) => {
  const event = new MouseEvent(kind.toLowerCase(), { bubbles: true, clientX: x, clientY: y, button: 0 });
  Object.defineProperty(event, "timeStamp", { value: performance.now() });
  fireEvent(button(), event);
};

beforeEach(() => {
  vi.useFakeTimers();
  // At zero an event has no time.
  vi.advanceTimersByTime(1000);
  // jsdom has neither.
  Element.prototype.setPointerCapture = () => undefined;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
  URL.createObjectURL = () => "blob:said";
  URL.revokeObjectURL = () => undefined;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("sends what was said while the button was held", async () => {
  const onSend = setUp();
  finger("pointerDown");
  await talk(2000);
  expect(screen.getByText("Slide to discard")).toBeDefined();
  finger("pointerUp");
  await talk(0);
  expect(onSend).toHaveBeenCalledOnce();
  expect(onSend.mock.calls[0]?.[0]).toMatchObject({ content: SAID });
  expect(screen.getByText("the text field")).toBeDefined();
});

it("throws away what the finger slid away from", async () => {
  const onSend = setUp();
  finger("pointerDown");
  await talk(2000);
  finger("pointerMove", -120);
  finger("pointerUp", -120);
  await talk(0);
  expect(onSend).not.toHaveBeenCalled();
  expect(screen.getByText("the text field")).toBeDefined();
});

it.each([
  ["a tap", () => talk(100)],
  [
    "a finger that slides up",
    async () => {
      await talk(1000);
      finger("pointerMove", 0, -80);
    },
  ],
])("goes on without the finger after %s, and can be heard before it is sent", async (_way, then) => {
  const onSend = setUp();
  finger("pointerDown");
  await then();
  finger("pointerUp");
  await talk(2000);
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Stop and listen" }));
  await talk(0);
  expect(screen.getByRole("group", { name: "Your recording" })).toBeDefined();
  fireEvent.click(button());
  await talk(0);
  expect(onSend).toHaveBeenCalledOnce();
});

it("is begun and sent by keyboard alone", async () => {
  vi.useRealTimers();
  const onSend = setUp();
  const user = userEvent.setup();
  button().focus();
  await user.keyboard("{Enter}");
  await screen.findByRole("group", { name: "Recording" });
  // Less than half a second is a slip, and nothing that somebody said.
  await vi.waitFor(() => {
    expect(screen.getByRole("timer").textContent).toBe("0:01");
  }, 5000);
  button().focus();
  await user.keyboard("{Enter}");
  await vi.waitFor(() => {
    expect(onSend).toHaveBeenCalledOnce();
  });
});

it("says why there is no microphone, and gives the text field back", async () => {
  setUp(() => Promise.reject(new DOMException("", "NotAllowedError")));
  finger("pointerDown");
  await talk(0);
  finger("pointerUp");
  expect(screen.getByRole("alert").textContent).toMatch(/does not let Mingle use the microphone/);
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.getByText("the text field")).toBeDefined();
});
