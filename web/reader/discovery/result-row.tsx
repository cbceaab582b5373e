import type { ReactElement, ReactNode } from "react";
import { type Mark, StateMark } from "../../ui/state-mark.tsx";
import { Coins } from "../catalogue/cite-panel.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import type { Run } from "../frame/record-language.ts";
import { directionOf, RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Where a title can be had now. */
export type AvailabilityFacts = {
  /** Libraries with copies, copies, copies that can be lent now. */
  libraries: number;
  copies: number;
  available: number;
  online: boolean;
};

/** A library that holds a title. */
export type Holder = { name: string; available: boolean; mine: boolean };

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
  /** The same title in the other script. */
  parallel: Run | null;
  authors: Run[];
  publisher: Run | null;
  year: number | null;
  edition: Run | null;
  type: string;
  cover: CoverFacts;
  availability: AvailabilityFacts;
  holders: Holder[];
  /** OpenURL of the title, for the COinS span. */
  coins: string;
  editions?: EditionsFacts | null;
};

const HOLDERS_SHOWN = 4;

/** Cover, title in its own script first, who made it, and whether it is on a shelf now. */
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
  const { t } = site;
  return (
    <li className="row">
      <div>
        <Cover facts={row.cover} />
        {picks ? <Pick site={site} row={row} form={picks} /> : null}
      </div>
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
        </h2>
        {row.parallel ? (
          <p className="parallel" lang={row.parallel.lang}>
            {row.parallel.value}
          </p>
        ) : null}
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
          {row.publisher ? <Fact run={row.publisher} page={site.language} /> : null}
          {row.year !== null ? <span className="fact num">{row.year}</span> : null}
          {row.edition ? <Fact run={row.edition} page={site.language} /> : null}
          <span className="fact">{t(`type.${row.type}`)}</span>
        </p>
        <p className="row-state">
          <AvailabilityLine site={site} facts={row.availability} />
          <Holders site={site} holders={row.holders} />
          <AddLink site={site} row={row} />
        </p>
        {row.editions ? <Editions site={site} editions={row.editions} /> : null}
        {children}
      </div>
    </li>
  );
}

/** The box that ticks a row for export or a list. */
function Pick({ site, row, form }: { site: SiteContext; row: RowFacts; form: string }): ReactElement | null {
  const id = /\/instance\/(\d+)$/.exec(row.href)?.[1];
  if (!id) return null;
  return (
    <p className="row-pick">
      <input
        type="checkbox"
        name="ids"
        value={id}
        form={form}
        aria-label={site.t("picked.this", { title: row.title.value })}
      />
    </p>
  );
}

/** To the page that puts a title into one's lists. */
function AddLink({ site, row }: { site: SiteContext; row: RowFacts }): ReactElement | null {
  if (!/\/instance\/\d+$/.test(row.href)) return null;
  return (
    <span className="row-add">
      <a
        href={`${row.href}/list`}
        rel="nofollow"
        aria-label={site.t("community.add.this", { title: row.title.value })}
      >
        ＋ {site.t("community.add.short")}
      </a>
    </span>
  );
}

/** The other editions, folded in. */
function Editions({ site, editions }: { site: SiteContext; editions: EditionsFacts }): ReactElement {
  const { t } = site;
  return (
    <details className="editions">
      <summary>
        {t("editions.summary", {
          editions: t("count.editions", { count: editions.count }),
          available: t("count.on-shelf", { count: editions.available }),
        })}
      </summary>
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
    </details>
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

function Holders({ site, holders }: { site: SiteContext; holders: Holder[] }): ReactElement | null {
  const { t } = site;
  if (holders.length === 0) return null;
  const more = holders.length - HOLDERS_SHOWN;
  return (
    <span className="holders">
      <span className="vh">{t("holders.legend")}</span>
      {holders.slice(0, HOLDERS_SHOWN).map((holder) => (
        <span key={holder.name} className={holder.mine ? "holder holder-mine" : "holder"}>
          {holder.mine ? t("holders.mine", { name: holder.name }) : holder.name}
        </span>
      ))}
      {more > 0 ? <span className="holder">{t("holders.more", { count: more })}</span> : null}
    </span>
  );
}
