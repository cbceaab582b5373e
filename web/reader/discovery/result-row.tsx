import type { ReactElement, ReactNode } from "react";
import { type Mark, StateMark } from "../../ui/state-mark.tsx";
import { Coins } from "../catalogue/cite-panel.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import type { Run } from "../frame/record-language.ts";
import { directionOf, RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { BorrowLink, type Holder, type NearFacts, RowHoldings } from "./row-holdings.tsx";

/** Where a title can be had now. */
export type AvailabilityFacts = {
  /** Libraries with copies, copies, copies that can be lent now. */
  libraries: number;
  copies: number;
  available: number;
  online: boolean;
};

/** The other editions of a row's work. */
export type EditionsFacts = {
  /** Editions of the work, this one included. */
  count: number;
  /** Copies of all of them that can be lent now. */
  available: number;
  /** Page of the work. */
  href: string;
  others: { href: string; title: Run; facts: string[]; available: number }[];
};

/** One title in a list of results. */
export type RowFacts = {
  href: string;
  title: Run;
  /** Rest of the title: subtitle, part. */
  titleRest: Run | null;
  /** The same title in the other script, and whether the reader can read only that one. */
  parallel: Run | null;
  needsParallel: boolean;
  authors: Run[];
  publisher: Run | null;
  year: number | null;
  edition: Run | null;
  type: string;
  cover: CoverFacts;
  availability: AvailabilityFacts;
  holders: Holder[];
  near: NearFacts;
  /** OpenURL of the title, for the COinS span. */
  coins: string;
  editions?: EditionsFacts | null;
};

/** Cover, title in its own script first, who made it, one line of where it is, and the way to get it. */
export function ResultRow({
  site,
  row,
  picks,
  children,
}: {
  site: SiteContext;
  row: RowFacts;
  /** Form that ticked rows belong to; without it rows cannot be ticked. */
  picks?: string;
  /** What a list says about the title. */
  children?: ReactNode;
}): ReactElement {
  return (
    <li className="row">
      <Cover facts={row.cover} />
      <div className="row-words">
        <Coins openUrl={row.coins} />
        <h2>
          <a href={row.href}>
            <bdi dir={directionOf(row.title.lang)}>
              <RecordText run={row.title} page={site.language} />
              {row.titleRest ? (
                <RecordText run={row.titleRest} className="title-rest" page={site.language} />
              ) : null}
            </bdi>
          </a>
          {row.parallel && row.needsParallel ? (
            <span className="parallel" lang={row.parallel.lang}>
              {row.parallel.value}
            </span>
          ) : null}
        </h2>
        <RowLine site={site} row={row} />
        <RowHoldings site={site} row={row}>
          {row.parallel && !row.needsParallel ? <p lang={row.parallel.lang}>{row.parallel.value}</p> : null}
          {row.editions ? <Editions site={site} editions={row.editions} /> : null}
          <AddLink site={site} row={row} />
        </RowHoldings>
        {children}
      </div>
      <p className="row-act">
        <BorrowLink site={site} row={row} />
        {picks ? <Pick site={site} row={row} form={picks} /> : null}
      </p>
    </li>
  );
}

/** Person, publisher, year, edition; what kind of thing it is when it is no book. */
function RowLine({ site, row }: { site: SiteContext; row: RowFacts }): ReactElement {
  const { t } = site;
  return (
    <p className="row-facts">
      {row.authors.length > 0 ? (
        <span className="fact fact-authors">
          {row.authors.map((author, i) => (
            <span key={author.value}>
              {i > 0 ? t("list.comma") : null}
              <RecordText run={author} page={site.language} />
            </span>
          ))}
        </span>
      ) : null}
      {row.year !== null ? <span className="fact num">{row.year}</span> : null}
      {row.publisher ? <Fact run={row.publisher} page={site.language} /> : null}
      {row.edition ? <Fact run={row.edition} page={site.language} /> : null}
      {row.type === "book" ? null : <span className="fact">{t(`type.${row.type}`)}</span>}
    </p>
  );
}

/** The box that ticks a row for export or a list. */
function Pick({ site, row, form }: { site: SiteContext; row: RowFacts; form: string }): ReactElement | null {
  const id = /\/instance\/(\d+)$/.exec(row.href)?.[1];
  if (!id) return null;
  return (
    <label className="row-pick">
      <input
        type="checkbox"
        name="ids"
        value={id}
        form={form}
        aria-label={site.t("picked.this", { title: row.title.value })}
      />
      <span aria-hidden="true">{site.t("picked.tick")}</span>
    </label>
  );
}

/** To the page that puts a title into one's lists. */
function AddLink({ site, row }: { site: SiteContext; row: RowFacts }): ReactElement | null {
  if (!/\/instance\/\d+$/.test(row.href)) return null;
  return (
    <p className="row-add">
      <a
        href={`${row.href}/list`}
        rel="nofollow"
        aria-label={site.t("community.add.this", { title: row.title.value })}
      >
        ＋ {site.t("community.add.short")}
      </a>
    </p>
  );
}

/** The other editions. */
function Editions({ site, editions }: { site: SiteContext; editions: EditionsFacts }): ReactElement {
  const { t } = site;
  return (
    <div className="editions">
      <p>
        {t("editions.summary", {
          editions: t("count.editions", { count: editions.count }),
          available: t("count.on-shelf", { count: editions.available }),
        })}
      </p>
      <ul>
        {editions.others.map((other) => (
          <li key={other.href}>
            <a href={other.href}>
              <RecordText run={other.title} page={site.language} />
            </a>
            {other.facts.map((fact) => (
              <span key={fact} className="fact num">
                {fact}
              </span>
            ))}
            <span className="fact">{t("count.on-shelf", { count: other.available })}</span>
          </li>
        ))}
        <li>
          <a href={editions.href}>{t("editions.all")}</a>
        </li>
      </ul>
    </div>
  );
}

/** A piece of record text between dots; the dots keep the page's direction. */
export function Fact({ run, page }: { run: Run; page?: string }): ReactElement {
  return (
    <span className="fact num">
      <RecordText run={run} page={page} />
    </span>
  );
}

function markOf(facts: AvailabilityFacts): Mark {
  if (facts.available > 0 || facts.online) return "yes";
  return facts.copies > 0 ? "wait" : "no";
}

/** One line: how many libraries and copies, and how many of them can be lent now. */
export function AvailabilityLine({
  site,
  facts,
}: {
  site: SiteContext;
  facts: AvailabilityFacts;
}): ReactElement {
  const { t } = site;
  const counts = {
    libraries: t("count.libraries", { count: facts.libraries }),
    copies: t("count.copies", { count: facts.copies }),
    available: facts.available,
  };
  const key =
    facts.copies === 0
      ? facts.online
        ? "availability.online"
        : "availability.no-copies"
      : facts.available > 0
        ? "availability.some"
        : "availability.none";
  return <StateMark mark={markOf(facts)}>{t(key, counts)}</StateMark>;
}
