import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { buttonClass, type ButtonSize, type ButtonVariant } from "./Button";
import { cx } from "./cx";

const TEXT_LINK =
  "rounded-sm text-ember-ink underline decoration-ember-ink/35 decoration-1 underline-offset-[0.22em] transition-colors hover:decoration-ember-ink";

/** A link in running text, to an address outside the app or one that the server itself serves. */
export function ExternalLink({ className, ...rest }: ComponentProps<"a"> & { href: string }) {
  return (
    <a {...rest} className={cx(TEXT_LINK, className)}>
      {rest.children}
    </a>
  );
}

/** A link in running text to a page of the app. */
export const Link = createLink((props: Omit<ComponentProps<"a">, "className">) => (
  <a {...props} className={TEXT_LINK}>
    {props.children}
  </a>
));

type ButtonLinkProps = Omit<ComponentProps<"a">, "className"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
};

/** A link to a page of the app that looks like a button. */
export const ButtonLink = createLink(({ variant, size, ...rest }: ButtonLinkProps) => (
  <a {...rest} className={buttonClass({ variant, size })}>
    {rest.children}
  </a>
));
