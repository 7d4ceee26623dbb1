const PITCH = 523.25;
const LASTS = 0.8;

/** Plays one tone at a loudspeaker, so that one hears which it is. */
export function playTone(speaker: string | undefined) {
  if (typeof AudioContext === "undefined") return;
  const context = new AudioContext();
  const tone = context.createOscillator();
  const gain = context.createGain();
  const target = context.createMediaStreamDestination();
  const from = context.currentTime;
  tone.frequency.value = PITCH;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.2, from + 0.05);
  gain.gain.exponentialRampToValueAtTime(0.0001, from + LASTS);
  tone.connect(gain).connect(target);
  const player = new Audio();
  player.srcObject = target.stream;
  tone.onended = () => {
    player.srcObject = null;
    void context.close();
  };
  const play = async () => {
    // Not every browser lets a page choose.
    if ("setSinkId" in player && speaker !== undefined) await player.setSinkId(speaker);
    await player.play();
  };
  play().catch(() => undefined);
  tone.start();
  tone.stop(from + LASTS);
}
