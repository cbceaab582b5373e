import type { ReactElement } from "react";
import { saidIn } from "../../ui/own-words.ts";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import type { EditionsOfWork } from "./editions.tsx";

/** A title beside another one. */
export type RelatedTitle = {
  href: string;
  title: Run;
  maker: Run | null;
  year: number | null;
  cover: CoverFacts;
};

/** What stands around a title: other editions, titles like it, what its readers borrowed too. */
export type RelatedFacts = {
  work: EditionsOfWork;
  similar: RelatedTitle[];
  together: RelatedTitle[];
  /** Articles about it that everybody may read. */
  articles: { href: string; title: string; column: string }[];
};

/** Titles like this one, and those its readers borrowed too. */
export function RelatedTitles({ site, related }: { site: SiteContext; related: RelatedFacts }): ReactElement {
  const { t } = site;
  return (
    <>
      <Articles site={site} related={related} />
      <Strip
        id="together"
        heading={t("record.together")}
        note={t("record.together-note")}
        titles={related.together}
      />
      <Strip id="similar" heading={t("record.similar")} note={null} titles={related.similar} />
    </>
  );
}

function Articles({ site, related }: { site: SiteContext; related: RelatedFacts }): ReactElement | null {
  if (related.articles.length === 0) return null;
  return (
    <section className="band" aria-labelledby="articles">
      <div className="band-head">
        <h2 id="articles">{site.t("columns.about-this")}</h2>
      </div>
      <ul className="record-articles">
        {related.articles.map(({ href, title, column }) => (
          <li key={href}>
            <a href={href} {...saidIn(title, site.language)}>
              {title}
            </a>{" "}
            <span className="quiet" {...saidIn(column, site.language)}>
              {column}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Strip({
  id,
  heading,
  note,
  titles,
}: {
  id: string;
  heading: string;
  note: string | null;
  titles: RelatedTitle[];
}): ReactElement | null {
  if (titles.length === 0) return null;
  return (
    <section className="band" aria-labelledby={id}>
      <div className="band-head">
        <h2 id={id}>{heading}</h2>
        {note ? <p className="quiet">{note}</p> : null}
      </div>
      <ul className="related">
        {titles.map((title) => (
          <li key={title.href}>
            <a href={title.href}>
              <Cover facts={title.cover} />
              <RecordText run={title.title} className="related-title" />
            </a>
            <span className="quiet">
              {title.maker ? <RecordText run={title.maker} /> : null} {title.year ?? ""}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
