export const NETWORKS = [
  "instagram",
  "telegram",
  "whatsapp",
  "signal",
  "facebook",
  "tiktok",
  "snapchat",
  "bluesky",
  "website",
] as const;
export type Network = (typeof NETWORKS)[number];

export const networksIn = (socials: Record<string, string>) =>
  NETWORKS.filter((network) => socials[network] !== undefined && socials[network] !== "");

const ADDRESSES: Partial<Record<Network, (name: string) => string>> = {
  instagram: (name) => `https://www.instagram.com/${name}`,
  telegram: (name) => `https://t.me/${name}`,
  facebook: (name) => `https://www.facebook.com/${name}`,
  tiktok: (name) => `https://www.tiktok.com/@${name}`,
  bluesky: (name) => `https://bsky.app/profile/${name}`,
};

/** Where a handle leads; null where it is only to be read, or nobody should be led there by a click. */
export function addressOf(network: Network, handle: string): string | null {
  if (network === "website") return /^https:\/\/[^\s/]+\.[^\s/]+/i.test(handle) ? handle : null;
  const name = handle.trim().replace(/^@/, "");
  // Anything but a plain name could lead somewhere else on that site.
  return /^[\w.-]+$/.test(name) ? (ADDRESSES[network]?.(name) ?? null) : null;
}
