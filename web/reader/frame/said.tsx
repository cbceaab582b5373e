import type { ReactElement } from "react";
import { saidIn } from "../../ui/own-words.ts";
import type { SiteContext } from "./site-context.ts";

/** A name, a title or a place as somebody typed it, in the language it shows; nothing where nothing was typed. */
export function Said(props: {
  site: SiteContext;
  as?: "span" | "p" | "b" | "h1" | "h2" | "small";
  className?: string;
  children: string;
}): ReactElement | null {
  const { site, as: Element = "span", className, children } = props;
  if (children === "") return null;
  return (
    <Element className={className} {...saidIn(children, site.language)}>
      {children}
    </Element>
  );
}
