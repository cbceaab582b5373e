import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";

/** A section of an object as its table of contents shows it. */
export type ContentsLine = {
  label: string;
  /** Where it is opened; null: it cannot be. */
  href: string | null;
  /** What the page it begins at is called. */
  page: string;
  pages: number;
  /** The open page lies in it. */
  current: boolean;
  inside: ContentsLine[];
};

/** The table of contents of an object, sections inside each other; `lang` of what it is called. */
export function Contents(props: { lines: ContentsLine[]; lang: string | undefined }): ReactElement {
  return (
    <ol className="col-contents" lang={props.lang}>
      {props.lines.map((one, at) => {
        const isInnermost = one.current && !one.inside.some((each) => each.current);
        const name = (
          <>
            <span className="col-contents-name">{one.label}</span>
            {one.page === "" ? null : <span className="num">{one.page}</span>}
          </>
        );
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: sections stand in their order and nothing moves
          <li key={at} className={one.current ? "col-contents-now" : undefined}>
            {one.href === null ? (
              <span className="col-contents-line">{name}</span>
            ) : (
              <a
                className="col-contents-line"
                href={one.href}
                aria-current={isInnermost ? "location" : undefined}
              >
                {name}
              </a>
            )}
            {one.inside.length > 0 ? <Contents lines={one.inside} lang={undefined} /> : null}
          </li>
        );
      })}
    </ol>
  );
}

/** Which sections the open page lies in, the outer ones first. */
export function pathOf(lines: readonly ContentsLine[]): string[] {
  const open = lines.find((one) => one.current);
  return open ? [open.label, ...pathOf(open.inside)] : [];
}

/** The same as a part of an object's page. */
export function ContentsPart(props: {
  site: SiteContext;
  lines: ContentsLine[];
  lang: string | undefined;
}): ReactElement | null {
  const { t } = props.site;
  if (props.lines.length === 0) return null;
  return (
    <nav className="col-part col-contents-part" aria-labelledby="col-contents">
      <h2 id="col-contents" className="song">
        {t("collections.contents")}
      </h2>
      <Contents lines={props.lines} lang={props.lang} />
    </nav>
  );
}
