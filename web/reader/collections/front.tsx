import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";
import {
  CollectionFrame,
  CollectionSearch,
  type Look,
  ObjectPicture,
  type ObjectRow,
  ObjectRows,
  pictureOf,
} from "./look.tsx";

/** A place of a classification: its name, where it leads, and how many objects are below it. */
export type Place = { label: string; href: string; count: number; below: Place[] };
/** Objects by decade. */
export type Decade = { decade: number; count: number; href: string };

/** The front page of a collection. */
export type FrontProps = {
  site: SiteContext;
  look: Look;
  intro: string;
  total: number;
  hero: string[];
  trees: { label: string; places: Place[] }[];
  featured: { row: ObjectRow; note: string }[];
  topics: { name: string; intro: string; href: string }[];
  newest: ObjectRow[];
  decades: Decade[];
  allHref: string;
  rights: string;
};

/** What a collection is, how it is divided, and what one should see first. */
export function CollectionPage(props: FrontProps): ReactElement {
  const { site, look } = props;
  const { t } = site;
  return (
    <CollectionFrame site={site} look={look} title={null} isFront>
      <header className="col-hero">
        <div className="col-hero-pictures" aria-hidden="true">
          {props.hero.map((id) => (
            <img key={id} src={pictureOf(id, "wide")} alt="" />
          ))}
        </div>
        <div className="col-hero-words">
          <p className="col-hero-path">
            <a href={`${site.base}/collections`}>{t("collections.title")}</a> · {look.member}
          </p>
          <h1 className={[...look.name].length > 8 ? "col-name col-name-long" : "col-name"}>{look.name}</h1>
          {props.intro ? <p className="col-intro">{props.intro}</p> : null}
          <CollectionSearch site={site} look={look} query="" />
          <p className="col-hero-total">
            <a href={props.allHref}>{t("collections.see-all", { count: props.total })}</a>
          </p>
        </div>
      </header>
      {props.total === 0 ? <p className="empty col-empty">{t("collections.empty")}</p> : null}
      <Featured {...props} />
      {props.trees.map((tree) => (
        <Classification key={tree.label} tree={tree} />
      ))}
      <Topics {...props} />
      <Timeline site={site} decades={props.decades} />
      {props.newest.length > 0 ? (
        <section className="col-part" aria-labelledby="col-newest">
          <div className="col-part-head">
            <h2 id="col-newest">{t("collections.newest")}</h2>
            <a href={props.allHref}>{t("collections.all")}</a>
          </div>
          <ObjectRows site={site} rows={props.newest} view="gallery" />
        </section>
      ) : null}
      <p className="col-rights">{props.rights}</p>
    </CollectionFrame>
  );
}

function Featured({ site, featured }: FrontProps): ReactElement | null {
  const { t } = site;
  if (featured.length === 0) return null;
  return (
    <section className="col-part" aria-labelledby="col-featured">
      <h2 id="col-featured">{t("collections.featured")}</h2>
      <ul className="col-featured">
        {featured.map(({ row, note }) => (
          <li key={row.href}>
            <span className="col-featured-picture">
              <ObjectPicture row={row} size="wide" />
            </span>
            <div>
              <h3 lang={row.lang}>
                <a href={row.href}>{row.title}</a>
              </h3>
              <p className="quiet">{row.lines.map((line) => line.text).join(" · ")}</p>
              {note ? <p className="col-note">{note}</p> : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Classification({ tree }: { tree: FrontProps["trees"][number] }): ReactElement | null {
  const shown = tree.places.filter((place) => place.count > 0);
  if (shown.length === 0) return null;
  return (
    <section className="col-part" aria-label={tree.label}>
      <h2>{tree.label}</h2>
      <ul className="col-places">
        {shown.map((place) => (
          <li key={place.href}>
            <a href={place.href}>
              <span className="col-place-name">{place.label}</span>
              <span className="col-place-count num">{place.count}</span>
            </a>
            {place.below.some((one) => one.count > 0) ? (
              <ul>
                {place.below
                  .filter((one) => one.count > 0)
                  .slice(0, 6)
                  .map((one) => (
                    <li key={one.href}>
                      <a href={one.href}>
                        {one.label} <span className="num">{one.count}</span>
                      </a>
                    </li>
                  ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Topics({ site, topics }: FrontProps): ReactElement | null {
  const { t } = site;
  if (topics.length === 0) return null;
  return (
    <section className="col-part" aria-labelledby="col-topics">
      <h2 id="col-topics">{t("collections.topics")}</h2>
      <ul className="col-topics">
        {topics.map((topic) => (
          <li key={topic.href}>
            <a href={topic.href}>{topic.name}</a>
            {topic.intro ? <p>{topic.intro}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

const BAR = 14;
const GAP = 2;
const HEIGHT = 64;
const MOST_BARS = 120;

/** Objects by decade, as bars that lead to them; the same in words for who does not see bars. */
export function Timeline(props: { site: SiteContext; decades: Decade[] }): ReactElement | null {
  const { t } = props.site;
  const decades = props.decades.slice(-MOST_BARS);
  if (decades.length < 2) return null;
  const most = Math.max(...decades.map((one) => one.count));
  const width = decades.length * (BAR + GAP);
  return (
    <section className="col-part col-time" aria-labelledby="col-time">
      <h2 id="col-time">{t("collections.timeline")}</h2>
      <svg viewBox={`0 0 ${width} ${HEIGHT + 4}`} preserveAspectRatio="none" aria-labelledby="col-time-bars">
        <title id="col-time-bars">{t("collections.timeline")}</title>
        {decades.map((one, at) => {
          const height = one.count === 0 ? 1 : Math.max(4, Math.round((one.count / most) * HEIGHT));
          return (
            <a
              key={one.decade}
              href={one.href}
              aria-label={t("collections.decade", { decade: String(one.decade), count: one.count })}
            >
              <title>{t("collections.decade", { decade: String(one.decade), count: one.count })}</title>
              <rect className="col-bar-ground" x={at * (BAR + GAP)} y={0} width={BAR} height={HEIGHT + 4} />
              <rect
                className="col-bar"
                x={at * (BAR + GAP)}
                y={HEIGHT - height}
                width={BAR}
                height={height}
              />
            </a>
          );
        })}
      </svg>
      <p className="col-time-ends num">
        <span>{decades[0]!.decade}</span>
        <span>{decades.at(-1)!.decade + 9}</span>
      </p>
    </section>
  );
}
