import type { ReactNode } from "react";
import { t } from "./text.ts";

/** A table that may be wider than the screen: it scrolls in its frame, by the keys as well. */
export function Wide(props: { children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys (WCAG 2.1.1)
    <section className="scroll" tabIndex={0} aria-label={t("admin.wide")}>
      {props.children}
    </section>
  );
}
