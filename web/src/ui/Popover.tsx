import { Popover as RadixPopover } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { useLayer } from "./modals";

type Props = {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  /** What is in it has a size and an edge of its own. */
  flush?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** A little more, beside what was pressed. */
export function Popover({ trigger, label, children, flush = false, ...state }: Props) {
  return (
    <RadixPopover.Root {...state}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal container={useLayer()}>
        <RadixPopover.Content
          aria-label={label}
          sideOffset={8}
          collisionPadding={12}
          className={cx(
            "z-50 rounded-message border bg-card text-ink shadow-floating",
            "data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
            flush ? "max-w-[calc(100vw-1.5rem)] overflow-clip" : "w-72 p-4",
          )}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
