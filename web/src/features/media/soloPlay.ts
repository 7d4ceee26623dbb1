/** What happens now cannot be heard later: it is never paused, or two of a call would pause each other for ever. */
const isLive = (element: HTMLMediaElement) => element.srcObject !== null;

/** Whoever begins to play makes everybody else pause. Media events do not bubble, but they can be captured. */
document.addEventListener(
  "play",
  ({ target }) => {
    for (const other of document.querySelectorAll("audio, video")) {
      if (!(other instanceof HTMLMediaElement) || other === target || isLive(other)) continue;
      if (!other.hasAttribute("data-silent")) other.pause();
    }
  },
  { capture: true },
);
