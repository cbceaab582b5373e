import type { ReactElement } from "react";
import type { EditionsFacts } from "../discovery/result-row.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";

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
  editions: EditionsFacts["others"];
  /** Editions of the work, the shown one included. */
  editionCount: number;
  workHref: string | null;
  similar: RelatedTitle[];
  together: RelatedTitle[];
};

/** The other editions, as lines in the record. */
export function OtherEditions({
  site,
  related,
}: {
  site: SiteContext;
  related: RelatedFacts;
}): ReactElement | null {
  const { t } = site;
  if (related.editions.length === 0) return null;
  return (
    <section aria-labelledby="editions">
      <h2 id="editions">{t("record.editions")}</h2>
      <ul className="edition-lines">
        {related.editions.map((edition) => (
          <li key={edition.href}>
            <a href={edition.href}>
              <RecordText run={edition.title} />
            </a>
            {edition.facts.map((fact) => (
              <span key={fact} className="fact num">
                {fact}
              </span>
            ))}
            <span className="fact">{t("count.on-shelf", { count: edition.available })}</span>
          </li>
        ))}
      </ul>
      {related.workHref ? (
        <p>
          <a href={related.workHref}>
            {t("record.all-editions", { editions: t("count.editions", { count: related.editionCount }) })}
          </a>
        </p>
      ) : null}
    </section>
  );
}

/** Titles like this one, and those its readers borrowed too. */
export function RelatedTitles({ site, related }: { site: SiteContext; related: RelatedFacts }): ReactElement {
  const { t } = site;
  return (
    <>
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
