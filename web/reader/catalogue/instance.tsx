import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import { type VoicesFacts, VoicesPart } from "../community/reader-voices.tsx";
import { type AvailabilityFacts, AvailabilityLine, Fact } from "../discovery/result-row.tsx";
import { type ShelfFacts, ShelfStrip } from "../discovery/shelf.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import type { Run } from "../frame/record-language.ts";
import { directionOf, RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { type CiteFacts, CitePanel, Coins } from "./cite-panel.tsx";
import { OtherEditions, Volumes } from "./editions.tsx";
import { Holdings, type LibraryHoldings } from "./holdings.tsx";
import { type RelatedFacts, RelatedTitles } from "./related.tsx";
import { type RequestFacts, RequestPanel } from "./request-panel.tsx";
import { TitleActs } from "./title-acts.tsx";
import type { WaysFacts } from "./ways.tsx";

/** A person or body, what they did, and the address of everything of theirs. */
type ContributorLink = {
  name: Run;
  /** The name in Latin letters, when `name` is in another script. */
  romanised: Run | null;
  role: string;
  dates: string | null;
  href: string;
};

/** One line of the description: its name in the catalogues, its values. */
export type DescriptionField = { name: string; values: { text: Run; href?: string }[] };

/** Everything about one title. */
export type InstanceProps = {
  site: SiteContext;
  title: Run;
  titleRest: Run | null;
  parallel: Run | null;
  contributors: ContributorLink[];
  imprint: Run[];
  type: string;
  cover: CoverFacts;
  availability: AvailabilityFacts;
  libraries: LibraryHoldings[];
  /** Copies beyond what is listed. */
  itemsLeftOut: number;
  /** What it is about and its chapters, where records tell them. */
  reading: { summary: Run | null; contents: Run[] };
  fields: DescriptionField[];
  links: { href: string; label: string | null }[];
  request: RequestFacts;
  cite: CiteFacts;
  /** Its neighbours by call number; absent when it stands on no shelf. */
  shelf?: ShelfFacts;
  /** Every way to it, side by side; absent where nobody asked. */
  ways?: WaysFacts;
  /** Other editions, titles like it; absent where nobody asked. */
  related?: RelatedFacts | null;
  /** What readers say about it; absent where nobody asked. */
  voices?: VoicesFacts;
  /** schema.org as JSON-LD, safe inside a script element. */
  jsonLd: string;
  /** OpenURL of the title, for the COinS span. */
  coins: string;
  canonical: string;
  /** The record for readers of none of our languages. */
  fallback: string;
  description: string;
};

const NO_WAYS: WaysFacts = { lines: [], action: null, wanted: null };

/** The page of one title: what it is, where it is, and one button to get it. */
export function InstancePage(props: InstanceProps): ReactElement {
  const { site, title, libraries } = props;
  const { t } = site;
  return (
    <Layout
      site={site}
      title={title.value}
      query=""
      description={props.description}
      canonical={props.canonical}
      card={`/cards/instance/${props.canonical.split("/").pop()}.png`}
      jsonLd={props.jsonLd}
    >
      <link rel="alternate" hrefLang="x-default" href={props.fallback} />
      <article className="record">
        <RecordHead {...props} />
        <Coins openUrl={props.coins} />
        <div className="record-side">
          <Cover facts={props.cover} />
          <RequestPanel site={site} request={props.request} ways={props.ways ?? NO_WAYS} />
          {site.session && libraries.length > 0 ? (
            <p>
              <a href={`${props.canonical.slice(site.origin.length)}/why`}>{t("request.may-i")}</a>
            </p>
          ) : null}
          <TitleActs site={site} canonical={props.canonical} isOnline={props.links.length > 0} />
        </div>
        <div className="record-body">
          {props.related ? <Volumes site={site} work={props.related.work} /> : null}
          <Reading site={site} reading={props.reading} />
          <section aria-labelledby="holdings">
            <h2 id="holdings" className="song">
              {t("record.holdings")}
            </h2>
            <Holdings site={site} libraries={libraries} leftOut={props.itemsLeftOut} />
          </section>
          {props.related ? <OtherEditions site={site} work={props.related.work} /> : null}
          <Description {...props} />
          <CitePanel site={site} cite={props.cite} />
          {site.session?.isStaff ? (
            <p>
              <a href={`${props.canonical.slice(site.origin.length)}/marc`}>{t("marc.link")}</a>
            </p>
          ) : null}
          {props.voices ? <VoicesPart site={site} voices={props.voices} /> : null}
        </div>
      </article>
      {props.related ? <RelatedTitles site={site} related={props.related} /> : null}
      {props.shelf ? <ShelfStrip site={site} shelf={props.shelf} /> : null}
    </Layout>
  );
}

/** Chapters shown before the rest is unfolded. */
const CHAPTERS = 8;

function Reading({ site, reading }: Pick<InstanceProps, "site" | "reading">): ReactElement | null {
  const { t } = site;
  const { summary, contents } = reading;
  if (summary === null && contents.length === 0) return null;
  const chapters = (from: number, to?: number): ReactElement[] =>
    contents.slice(from, to).map((chapter) => (
      <li key={chapter.value} lang={chapter.lang}>
        {chapter.value}
      </li>
    ));
  return (
    <section className="reading" aria-labelledby="reading">
      <h2 id="reading" className="song">
        {t("record.reading")}
      </h2>
      {summary ? (
        <p lang={summary.lang} dir={directionOf(summary.lang)}>
          {summary.value}
        </p>
      ) : null}
      {contents.length > 0 ? (
        <>
          <h3 className="song">{t("record.field.contents")}</h3>
          <ol className="chapters">{chapters(0, CHAPTERS)}</ol>
          {contents.length > CHAPTERS ? (
            <details>
              <summary>{t("record.chapters.more", { count: contents.length - CHAPTERS })}</summary>
              <ol className="chapters" start={CHAPTERS + 1}>
                {chapters(CHAPTERS)}
              </ol>
            </details>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function RecordHead(props: InstanceProps): ReactElement {
  const { site, title, titleRest, parallel, contributors, imprint, type } = props;
  const { t } = site;
  return (
    <div className="record-head">
      <h1 lang={title.lang} dir={directionOf(title.lang)}>
        {title.value}
        {titleRest ? <RecordText run={titleRest} className="title-rest" /> : null}
      </h1>
      {parallel ? (
        <p className="parallel" lang={parallel.lang}>
          {parallel.value}
        </p>
      ) : null}
      {contributors.length > 0 ? (
        <ul className="makers">
          {contributors.map((person) => (
            <li key={person.href + person.role}>
              <a href={person.href} lang={person.name.lang} rel="nofollow">
                {person.name.value}
              </a>{" "}
              {person.romanised ? <RecordText run={person.romanised} className="quiet" /> : null}{" "}
              {person.dates ? <span className="quiet num">{person.dates}</span> : null}{" "}
              <span className="quiet">{t(`role.${person.role}`)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="row-facts">
        {imprint.map((run) => (
          <Fact key={run.value} run={run} />
        ))}
        <span className="fact">{t(`type.${type}`)}</span>
      </p>
      <p className="record-state">
        <AvailabilityLine site={site} facts={props.availability} />
      </p>
    </div>
  );
}

function Description({ site, fields, links }: InstanceProps): ReactElement {
  const { t } = site;
  return (
    <section aria-labelledby="description">
      <div className="record-section-head">
        <h2 id="description" className="song">
          {t("record.description")}
        </h2>
        <button
          className="secondary"
          type="button"
          data-island="copy-link"
          data-done={t("record.copied")}
          hidden
        >
          <Icon name="link" />
          <span>{t("record.copy-link")}</span>
        </button>
      </div>
      <dl className="fields">
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{t(`record.field.${field.name}`)}</dt>
            {field.values.map(({ text, href }) => (
              <dd key={text.value} lang={text.lang} dir={directionOf(text.lang)}>
                {href ? (
                  <a href={href} rel="nofollow">
                    {text.value}
                  </a>
                ) : (
                  text.value
                )}
              </dd>
            ))}
          </div>
        ))}
        {links.length > 0 ? (
          <div>
            <dt>{t("record.field.urls")}</dt>
            {links.map((link) => (
              <dd key={link.href}>
                <a href={link.href} rel="noopener external">
                  {link.label ?? link.href}
                </a>
              </dd>
            ))}
          </div>
        ) : null}
      </dl>
    </section>
  );
}
