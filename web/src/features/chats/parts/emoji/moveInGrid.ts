/** Which of the elements an arrow key leads to from one of them, by where they stand; null where there is none. */
export function neighbour(
  elements: readonly HTMLElement[],
  from: HTMLElement,
  key: string,
): HTMLElement | null {
  const index = elements.indexOf(from);
  const isTurned = getComputedStyle(from).direction === "rtl";
  switch (key) {
    case "ArrowRight":
      return elements[index + (isTurned ? -1 : 1)] ?? null;
    case "ArrowLeft":
      return elements[index + (isTurned ? 1 : -1)] ?? null;
    case "ArrowDown":
      return nearestOfNextRow(elements.slice(index + 1), from);
    case "ArrowUp":
      return nearestOfNextRow(elements.slice(0, index).toReversed(), from);
    case "Home":
      return elements[0] ?? null;
    case "End":
      return elements.at(-1) ?? null;
    default:
      return null;
  }
}

function nearestOfNextRow(ahead: readonly HTMLElement[], from: HTMLElement): HTMLElement | null {
  const { top, left } = from.getBoundingClientRect();
  let nearest: HTMLElement | null = null;
  let rowTop: number | null = null;
  let distance = Infinity;
  for (const element of ahead) {
    const box = element.getBoundingClientRect();
    if (Math.abs(box.top - top) < 1) continue;
    rowTop ??= box.top;
    if (Math.abs(box.top - rowTop) >= 1) break;
    if (Math.abs(box.left - left) < distance) {
      distance = Math.abs(box.left - left);
      nearest = element;
    }
  }
  return nearest;
}
