import { Tabs as RadixTabs } from "radix-ui";
import type { ReactNode } from "react";

type Tab = { id: string; label: string; content: ReactNode };

export function Tabs({ label, tabs }: { label: string; tabs: readonly [Tab, ...Tab[]] }) {
  return (
    <RadixTabs.Root defaultValue={tabs[0].id}>
      <RadixTabs.List aria-label={label} className="flex gap-6 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.id}
            value={tab.id}
            className="relative min-h-touch min-w-touch font-strong whitespace-nowrap text-soft -outline-offset-2 transition-colors after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:origin-left after:scale-x-0 after:rounded-full after:bg-ember-ink after:transition-transform after:duration-200 hover:text-ink data-[state=active]:text-ink data-[state=active]:after:scale-x-100 rtl:after:origin-right"
          >
            {tab.label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} value={tab.id} className="rounded-sm pt-5">
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
