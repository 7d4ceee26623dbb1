const userIds = new Set<string>();

/** A screen is open that celebrates a match with somebody by itself; it is not told in passing until that is taken back. */
export function celebrate(userId: string): () => void {
  userIds.add(userId);
  return () => {
    userIds.delete(userId);
  };
}

export const isCelebrated = (userId: string): boolean => userIds.has(userId);
