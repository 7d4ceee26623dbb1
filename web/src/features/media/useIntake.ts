import { useEffect, useRef, useState, type DragEvent } from "react";

/** The files of a drop or a paste; folders are left out, since a browser gives nothing of what is in them. */
export function filesOf(transfer: DataTransfer | null): File[] {
  return Array.from(transfer?.items ?? []).flatMap((item) => {
    if (item.kind !== "file" || item.webkitGetAsEntry()?.isDirectory === true) return [];
    return item.getAsFile() ?? [];
  });
}

const carriesFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files");

/**
 * Takes files that are dropped on an element, or pasted anywhere on the page while it is there. Spread `handlers` onto
 * the element; `isOver` while something hovers above it.
 */
export function useIntake(
  take: (files: File[]) => void,
  { pastes = true, disabled = false }: { pastes?: boolean; disabled?: boolean } = {},
) {
  const [isOver, setIsOver] = useState(false);
  // Children tell of entering and leaving too, so one counts.
  const depth = useRef(0);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });

  useEffect(() => {
    if (disabled || !pastes) return;
    const paste = (event: ClipboardEvent) => {
      const files = filesOf(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("paste", paste);
    };
  }, [disabled, pastes]);

  const move = (by: number) => (event: DragEvent) => {
    if (disabled || !carriesFiles(event)) return;
    event.preventDefault();
    depth.current += by;
    setIsOver(depth.current > 0);
  };
  const handlers = {
    onDragEnter: move(1),
    onDragLeave: move(-1),
    onDragOver: (event: DragEvent) => {
      if (!disabled && carriesFiles(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (disabled || !carriesFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setIsOver(false);
      take(filesOf(event.dataTransfer));
    },
  };
  return { handlers, isOver };
}
