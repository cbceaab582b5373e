import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import { Layout } from "../frame/layout.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One line of a list: a heading with its titles, or a form that leads to one. */
export type BrowseRow = {
  id: string;
  text: Run;
  titles: number;
  /** Everything under the heading; null for a form that only leads elsewhere. */
  href: string | null;
  see: { text: Run; titles: number; href: string } | null;
  /** The line that was looked for. */
  here: boolean;
};

/** One page of a list of headings. */
export type BrowseProps = {
  site: SiteContext;
  kind: string;
  kinds: { name: string; href: string; current: boolean }[];
  /** None for lists that have but one order. */
  orders: { name: string; href: string; current: boolean }[];
  sections: { label: string; name: string | null; href: string; current: boolean }[];
  /** For other search engines: the top of a list and its sections, not every page of a million headings. */
  indexed: boolean;
  /** What was typed to jump to. */
  at: string;
  action: string;
  /** Order the jump keeps; null: the usual one. */
  order: string | null;
  /** Nothing is filed under what was typed: the list stands open where it would be. */
  missed: boolean;
  /** The lists are still being built. */
  building: boolean;
  rows: BrowseRow[];
  before: string | null;
  after: string | null;
};

/** The region's headings in order, to be leafed through both ways. */
export function BrowsePage(props: BrowseProps): ReactElement {
  const { site, kind, at } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t(`browse.title.${kind}`)} query="" hidden={!props.indexed}>
      <div className="browse">
        <h1>{t(`browse.title.${kind}`)}</h1>
        <nav className="browse-kinds" aria-label={t("browse.kinds")}>
          {props.kinds.map((one) => (
            <a key={one.name} href={one.href} aria-current={one.current ? "page" : undefined}>
              {t(`browse.kind.${one.name}`)}
            </a>
          ))}
        </nav>
        <Jump {...props} />
        <Sections {...props} />
        {props.orders.length > 0 ? <Orders {...props} /> : null}
        {props.building ? <p className="note note-wait">{t("browse.building")}</p> : null}
        {props.missed ? (
          <p className="browse-missed" role="status">
            {t("browse.missed", { text: at })}
          </p>
        ) : null}
        <Turn {...props} place="top" />
        {props.rows.length > 0 ? <Lines {...props} /> : <p className="empty-what">{t("browse.empty")}</p>}
        <Turn {...props} place="bottom" />
      </div>
    </Layout>
  );
}

function Jump({ site, kind, action, order, at }: BrowseProps): ReactElement {
  const { t } = site;
  return (
    <form className="browse-jump" method="get" action={action}>
      {order === null ? null : <input type="hidden" name="order" value={order} />}
      <label htmlFor="at">{t(kind === "call-number" ? "browse.jump.number" : "browse.jump.heading")}</label>
      <span className="browse-jump-box">
        <input
          id="at"
          name="at"
          type="search"
          defaultValue={at}
          placeholder={t(`browse.jump.hint.${kind}`)}
          autoComplete="off"
          enterKeyHint="go"
          maxLength={400}
        />
        <button type="submit">{t("browse.jump.submit")}</button>
      </span>
    </form>
  );
}

function Sections({ site, sections }: BrowseProps): ReactElement {
  return (
    <nav className="browse-sections" aria-label={site.t("browse.sections")}>
      {sections.map((section) => (
        <a
          key={section.href}
          href={section.href}
          title={section.name ?? undefined}
          aria-current={section.current ? "true" : undefined}
        >
          {section.label}
          {section.name === null ? null : <span className="vh"> {section.name}</span>}
        </a>
      ))}
    </nav>
  );
}

function Orders({ site, orders }: BrowseProps): ReactElement {
  const { t } = site;
  return (
    <nav className="sorts" aria-label={t("browse.orders")}>
      {orders.map((order) => (
        <a key={order.name} href={order.href} aria-current={order.current ? "true" : undefined}>
          {t(`browse.order.${order.name}`)}
        </a>
      ))}
    </nav>
  );
}

function Lines({ site, rows }: BrowseProps): ReactElement {
  return (
    <ul className="browse-lines">
      {rows.map((row) => (
        <li
          key={row.id}
          className={row.here ? "here" : undefined}
          aria-current={row.here ? "true" : undefined}
        >
          <Line site={site} row={row} />
        </li>
      ))}
    </ul>
  );
}

function Line({ site, row }: { site: SiteContext; row: BrowseRow }): ReactElement {
  const { t } = site;
  return (
    <>
      {row.href === null ? (
        <RecordText run={row.text} className="browse-form" />
      ) : (
        <a href={row.href} lang={row.text.lang}>
          {row.text.value}
        </a>
      )}
      {row.see ? (
        <span className="browse-see">
          <span className="quiet">{t(row.href === null ? "browse.see" : "browse.see-also")}</span>{" "}
          <a href={row.see.href} lang={row.see.text.lang}>
            {row.see.text.value}
          </a>
        </span>
      ) : null}
      <span className="browse-count num">
        {t("count.titles", { count: row.href === null ? (row.see?.titles ?? 0) : row.titles })}
      </span>
    </>
  );
}

function Turn({
  site,
  before,
  after,
  place,
}: BrowseProps & { place: "top" | "bottom" }): ReactElement | null {
  const { t } = site;
  if (before === null && after === null) return null;
  return (
    <nav className="browse-turn" aria-label={t(`browse.turn.${place}`)}>
      {before === null ? null : (
        <a href={before} rel="prev">
          <Icon name="left" />
          {t("pages.previous")}
        </a>
      )}
      {after === null ? null : (
        <a href={after} rel="next">
          {t("pages.next")}
          <Icon name="right" />
        </a>
      )}
    </nav>
  );
}
