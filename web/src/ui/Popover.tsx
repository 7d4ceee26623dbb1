import { Popover as RadixPopover } from "radix-ui";
import type { ReactNode } from "react";
import { useLayer } from "./modals";

type Props = { trigger: ReactNode; label: string; children: ReactNode };

/** A little more, beside what was pressed. */
export function Popover({ trigger, label, children }: Props) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal container={useLayer()}>
        <RadixPopover.Content
          aria-label={label}
          sideOffset={8}
          collisionPadding={12}
          className="z-50 w-72 rounded-message border bg-card p-4 text-ink shadow-floating data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in"
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
