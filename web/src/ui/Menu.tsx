import type { LucideIcon } from "lucide-react";
import { ContextMenu as RadixContextMenu, DropdownMenu } from "radix-ui";
import { Fragment, type ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./Kbd";
import { useLayer } from "./modals";

export type MenuItem = {
  label: string;
  onSelect: () => void;
  icon?: LucideIcon;
  /** The keys that do the same, shown as a hint. */
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Begins a new group, under a line. */
  startsGroup?: boolean;
};

const PANEL = cx(
  "z-50 min-w-56 rounded-button border bg-card p-1.5 text-ink shadow-floating",
  "data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in",
);

function itemClass(danger = false) {
  return cx(
    "flex min-h-touch items-center gap-3 rounded-field px-3 outline-none select-none data-disabled:opacity-50",
    danger ? "text-danger data-highlighted:bg-danger-wash" : "data-highlighted:bg-sunk",
  );
}

function ItemContent({ icon: Icon, label, keys }: MenuItem) {
  return (
    <>
      {Icon && <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />}
      <span className="grow">{label}</span>
      {keys !== undefined && <Kbd>{keys}</Kbd>}
    </>
  );
}

type MenuProps = { trigger: ReactNode; items: readonly MenuItem[]; align?: "start" | "end" };

/** The choices behind a button. */
export function Menu({ trigger, items, align = "start" }: MenuProps) {
  const layer = useLayer();
  return (
    // Not modal: Radix would lock scrolling with a style element, which our content security policy refuses.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={layer}>
        <DropdownMenu.Content align={align} sideOffset={6} collisionPadding={12} className={PANEL}>
          {items.map((item) => (
            <Fragment key={item.label}>
              {item.startsGroup && <DropdownMenu.Separator className="mx-3 my-1.5 h-px bg-line" />}
              <DropdownMenu.Item
                disabled={item.disabled ?? false}
                onSelect={item.onSelect}
                className={itemClass(item.danger)}
              >
                <ItemContent {...item} />
              </DropdownMenu.Item>
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The choices behind a right click or a long press. Offer them in a `Menu` too: not everybody finds this one. */
export function ContextMenu({ children, items }: { children: ReactNode; items: readonly MenuItem[] }) {
  const layer = useLayer();
  return (
    <RadixContextMenu.Root modal={false}>
      <RadixContextMenu.Trigger asChild>{children}</RadixContextMenu.Trigger>
      <RadixContextMenu.Portal container={layer}>
        <RadixContextMenu.Content collisionPadding={12} className={PANEL}>
          {items.map((item) => (
            <Fragment key={item.label}>
              {item.startsGroup && <RadixContextMenu.Separator className="mx-3 my-1.5 h-px bg-line" />}
              <RadixContextMenu.Item
                disabled={item.disabled ?? false}
                onSelect={item.onSelect}
                className={itemClass(item.danger)}
              >
                <ItemContent {...item} />
              </RadixContextMenu.Item>
            </Fragment>
          ))}
        </RadixContextMenu.Content>
      </RadixContextMenu.Portal>
    </RadixContextMenu.Root>
  );
}
