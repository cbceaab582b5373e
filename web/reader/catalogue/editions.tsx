import { comparePart } from "@commonshelf/cjk";
import type { ReactElement } from "react";
import { StateMark } from "../../ui/state-mark.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One edition, or one volume of a set. `part`: 上册, 第2卷; `set`: the same for volumes that belong together. */
export type EditionLine = {
  href: string;
  title: Run;
  part: string;
  set: string;
  /** Name of its language, in the page's. */
  language: string;
  year: number | null;
  /** Publisher, edition: what there is of them. */
  facts: string[];
  cover: CoverFacts;
  available: number;
};

/** The other editions of a work, with the shown one among them. */
export type EditionsOfWork = {
  shown: EditionLine | null;
  others: EditionLine[];
  /** Editions of the work, the shown one included. */
  count: number;
  workHref: string | null;
};

/** The volumes that stand beside the shown one, in their order; empty where it is no volume of a set. */
function volumesOf({ shown, others }: EditionsOfWork): EditionLine[] {
  if (!shown || shown.part === "") return [];
  const set = others.filter((one) => one.part !== "" && one.set === shown.set);
  return set.length === 0 ? [] : [shown, ...set].sort((a, b) => comparePart(a.part, b.part));
}

/** The set a volume belongs to: each volume in its order, where it stands, and a way to borrow it. */
export function Volumes({ site, work }: { site: SiteContext; work: EditionsOfWork }): ReactElement | null {
  const { t } = site;
  const volumes = volumesOf(work);
  if (volumes.length === 0) return null;
  return (
    <section aria-labelledby="volumes">
      <h2 id="volumes">{t("record.volumes", { count: volumes.length })}</h2>
      <ol className="volumes">
        {volumes.map((volume) => (
          <li key={volume.href} className={volume === work.shown ? "volume-here" : undefined}>
            {volume === work.shown ? (
              <b>{volume.part}</b>
            ) : (
              <a href={`${volume.href}#request`}>
                <span className="vh">{volume.title.value} </span>
                {volume.part}
              </a>
            )}
            <OnShelf site={site} available={volume.available} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function OnShelf({ site, available }: { site: SiteContext; available: number }): ReactElement {
  return available > 0 ? (
    <StateMark mark="yes">{site.t("count.on-shelf", { count: available })}</StateMark>
  ) : (
    <StateMark mark="wait">{site.t("record.items.none-available")}</StateMark>
  );
}

/** Editions shown of one language before the page of the work has to be asked. */
const SHOWN = 5;

/** The other editions as a timeline in each language: the shown one's first, the newest of each first. */
export function OtherEditions({
  site,
  work,
}: {
  site: SiteContext;
  work: EditionsOfWork;
}): ReactElement | null {
  const { t } = site;
  const volumes = new Set(volumesOf(work));
  const rest = work.others.filter((one) => !volumes.has(one));
  if (rest.length === 0) return null;
  const byLanguage = Map.groupBy(rest, (one) => one.language);
  const own = work.shown?.language ?? "";
  const groups = [...byLanguage].sort(
    ([a, one], [b, two]) => Number(b === own) - Number(a === own) || two.length - one.length,
  );
  return (
    <section aria-labelledby="editions">
      <h2 id="editions" className="song">
        {t("record.editions")}
      </h2>
      {groups.map(([language, editions]) => (
        <div key={language} className="edition-group">
          <h3>{language}</h3>
          <ol className="timeline">
            {[...editions]
              .sort((a, b) => (b.year ?? 0) - (a.year ?? 0) || comparePart(a.part, b.part))
              .slice(0, SHOWN)
              .map((edition) => (
                <li key={edition.href}>
                  <span className="num timeline-year">{edition.year ?? "—"}</span>
                  <a href={edition.href}>
                    <Cover facts={edition.cover} />
                    <span>
                      <RecordText run={edition.title} />
                      {edition.part ? ` · ${edition.part}` : null}
                    </span>
                  </a>
                  <span className="quiet">{edition.facts.join(" · ")}</span>
                  <OnShelf site={site} available={edition.available} />
                </li>
              ))}
          </ol>
        </div>
      ))}
      {work.workHref ? (
        <p>
          <a href={work.workHref}>
            {t("record.all-editions", { editions: t("count.editions", { count: work.count }) })}
          </a>
        </p>
      ) : null}
    </section>
  );
}
