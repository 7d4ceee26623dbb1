/** Made by scripts/emojiData.ts when the app is built. */
declare module "virtual:emoji" {
  /** Emoji, name, further words for it, number of its group, and the same in five skin tones. */
  const rows: readonly (readonly [string, string, string, number, string?])[];
  export default rows;
}
