import type { ReactNode } from "react";
import { cx } from "./cx";

type Props = { as?: "div" | "article" | "section" | "li"; padded?: boolean; children: ReactNode };

export function Card({ as: Element = "div", padded = true, children }: Props) {
  return (
    <Element className={cx("rounded-card border bg-card", padded && "p-5", "overflow-clip")}>
      {children}
    </Element>
  );
}
