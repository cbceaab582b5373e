import type { ReactElement } from "react";
import { SearchIn } from "../frame/search-in.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { CollectionFrame, type Look, type ObjectRow, ObjectRows } from "./look.tsx";

/** To what an object belongs, the outermost first, and what belongs to it. */
export type FamilyProps = {
  above: { title: string; href: string }[];
  parts: ObjectRow[];
  /** Of all its parts. */
  count: number;
  /** Where all of them are. */
  href: string;
};

/** The way from the fonds, or the set, to an object. */
export function FamilyPath({
  site,
  family,
}: {
  site: SiteContext;
  family: FamilyProps;
}): ReactElement | null {
  if (family.above.length === 0) return null;
  return (
    <nav className="col-family-path" aria-label={site.t("collections.family-path")}>
      <ol>
        {family.above.map((one) => (
          <li key={one.href}>
            <a href={one.href}>{one.title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The first parts of an object, and where all of them are. */
export function FamilyParts({
  site,
  family,
}: {
  site: SiteContext;
  family: FamilyProps;
}): ReactElement | null {
  const { t } = site;
  if (family.count === 0) return null;
  return (
    <section className="col-part" aria-labelledby="col-family">
      <h2 id="col-family" className="song">
        {t("collections.family", { count: family.count })}
      </h2>
      <SearchIn
        t={t}
        action={family.href}
        className="col-inside"
        id="inside-q"
        label={t("collections.family-search")}
        isPlain
      />
      <ObjectRows site={site} rows={family.parts} view="grid" />
      {family.count > family.parts.length ? (
        <p>
          <a href={family.href}>{t("collections.family-all", { count: family.count })}</a>
        </p>
      ) : null}
    </section>
  );
}

/** Everything that belongs to an object, or what was found inside it. */
export function PartsPage(props: {
  site: SiteContext;
  look: Look;
  title: string;
  objectHref: string;
  family: FamilyProps;
  /** What was looked for inside; empty: nothing. */
  query: string;
  page: number;
  last: number;
}): ReactElement {
  const { site, look, family, page, last, query } = props;
  const { t } = site;
  const heading = t(query === "" ? "collections.family" : "collections.family-found", {
    count: family.count,
    query,
  });
  const turn = (to: number): string =>
    `${family.href}?${new URLSearchParams({ ...(query !== "" && { q: query }), page: String(to) })}`;
  return (
    <CollectionFrame site={site} look={look} title={`${heading} · ${props.title}`} hidden>
      <section className="col-part">
        <p>
          <a href={props.objectHref}>{props.title}</a>
        </p>
        <h1>{heading}</h1>
        <SearchIn
          t={t}
          action={family.href}
          className="col-inside"
          id="inside-q"
          label={t("collections.family-search")}
          query={query}
          isPlain
        />
        <ObjectRows site={site} rows={family.parts} view="list" />
        <nav className="pages" aria-label={t("collections.pages")}>
          {page > 1 ? (
            <a href={turn(page - 1)} rel="prev">
              {t("collections.previous-page")}
            </a>
          ) : null}{" "}
          <span className="num">{t("collections.page-of", { page, last })}</span>{" "}
          {page < last ? (
            <a href={turn(page + 1)} rel="next">
              {t("collections.next-page")}
            </a>
          ) : null}
        </nav>
      </section>
    </CollectionFrame>
  );
}
