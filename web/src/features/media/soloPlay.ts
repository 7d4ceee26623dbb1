/** Whoever begins to play makes everybody else pause. Media events do not bubble, but they can be captured. */
document.addEventListener(
  "play",
  ({ target }) => {
    for (const other of document.querySelectorAll("audio, video")) {
      if (other !== target && other instanceof HTMLMediaElement && !other.hasAttribute("data-silent"))
        other.pause();
    }
  },
  { capture: true },
);
