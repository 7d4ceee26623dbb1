export type PollDraft = {
  question: string;
  /** Two to ten. */
  options: string[];
  isMultiple: boolean;
  isAnonymous: boolean;
};

export type PollOption = { text: string; votes: number; mine?: boolean | null };

/** A poll as a message carries it. */
export type Poll = {
  question: string;
  options: readonly PollOption[];
  isMultiple: boolean;
  isAnonymous: boolean;
  isClosed: boolean;
  /** How many people have voted; with several choices that is not the sum of the votes. */
  voters: number;
};

export const FEWEST = 2;
export const MOST = 10;

/** What was typed, without what is empty; null while it is no poll yet. */
export function draftOf(draft: PollDraft): PollDraft | null {
  const question = draft.question.trim();
  const options = draft.options.map((option) => option.trim()).filter((option) => option !== "");
  const areDifferent = new Set(options.map((option) => option.toLocaleLowerCase())).size === options.length;
  if (question === "" || options.length < FEWEST || !areDifferent) return null;
  return { ...draft, question, options };
}

/** The fields for options: always an empty one more at the end, until there are as many as there can be. */
export function withRoom(options: readonly string[]): string[] {
  const filled = [...options];
  while (filled.length > FEWEST && filled.at(-1) === "" && filled.at(-2) === "") filled.pop();
  if (filled.length < MOST && filled.at(-1) !== "") filled.push("");
  while (filled.length < FEWEST) filled.push("");
  return filled;
}

/** How much of all who voted chose it, in whole percent. */
export const percentOf = (votes: number, voters: number) =>
  voters === 0 ? 0 : Math.round((100 * votes) / voters);

/** What is chosen after one option was pressed. */
export function chosenAfter(chosen: readonly number[], index: number, isMultiple: boolean): number[] {
  if (chosen.includes(index)) return chosen.filter((one) => one !== index);
  return isMultiple ? [...chosen, index].toSorted((one, other) => one - other) : [index];
}
