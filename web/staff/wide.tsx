import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
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

/**
 * The cell of a row's buttons. Each is described by the other cells of its row, so that whoever hears the page can tell
 * the buttons of one name apart.
 */
export function Acts({ children }: { children: ReactNode }): ReactNode {
  const cell = useRef<HTMLTableCellElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const own = cell.current;
    const others = [...(own?.closest("tr")?.cells ?? [])].filter((one) => one !== own);
    for (const [at, one] of others.entries()) one.id ||= `${id}-${at}`;
    for (const button of own?.querySelectorAll("button") ?? [])
      button.setAttribute("aria-describedby", others.map((one) => one.id).join(" "));
  });
  return (
    <td className="acts" ref={cell}>
      {children}
    </td>
  );
}
