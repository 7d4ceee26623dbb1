import { Tooltip as RadixTooltip } from "radix-ui";
import type { ReactNode } from "react";
import { useLayer } from "./modals";

/** The name of a control that is only a picture. It never holds what one needs to know. */
export function Tooltip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <RadixTooltip.Provider delayDuration={400}>
      <RadixTooltip.Root>
        <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
        <RadixTooltip.Portal container={useLayer()}>
          <RadixTooltip.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 rounded-sm bg-ink px-2.5 py-1.5 text-sm text-paper data-[state=closed]:animate-pop-out data-[state=delayed-open]:animate-pop-in"
          >
            {label}
          </RadixTooltip.Content>
        </RadixTooltip.Portal>
      </RadixTooltip.Root>
    </RadixTooltip.Provider>
  );
}
