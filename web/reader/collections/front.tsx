import type { ReactElement } from "react";
import type { ExhibitionCard } from "../exhibitions/exhibition.tsx";
import { type MapPlace, PlaceMap } from "../frame/maps/place-map.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import {
  CollectionFrame,
  CollectionLogo,
  CollectionSearch,
  type Look,
  ObjectPicture,
  type ObjectRow,
  ObjectRows,
  pictureOf,
} from "./look.tsx";
import { RichText } from "./rich.tsx";

/** A place of a classification: its name, where it leads, and how many objects are below it. */
export type Place = { label: string; href: string; count: number; below: Place[] };
/** Objects by decade. */
export type Decade = { decade: number; count: number; href: string };
/** A classification, as a wall of its places. */
type Tree = { label: string; places: Place[] };
/** A part of the collection by conditions. */
type ShownTopic = { name: string; intro: string; href: string; picture: string | null };
type News = { on: string; title: string; text: string };

/** A block of a front page with what stands in it. Titles that are empty are the usual ones. */
export type ShownFrontBlock =
  | { kind: "hero"; pictures: string[]; intro: string; total: number; allHref: string }
  | { kind: "text"; title: string; text: string }
  | { kind: "featured"; title: string; items: { row: ObjectRow; note: string }[] }
  | { kind: "wall"; trees: Tree[] }
  | { kind: "topics"; topics: ShownTopic[] }
  | { kind: "hot" | "newest"; rows: ObjectRow[]; allHref: string }
  | { kind: "timeline"; decades: Decade[] }
  | { kind: "map"; places: MapPlace[] }
  | { kind: "exhibition"; card: ExhibitionCard }
  | { kind: "news"; items: News[] };

/** The front page of a collection. */
type FrontProps = {
  site: SiteContext;
  look: Look;
  total: number;
  blocks: ShownFrontBlock[];
  rights: string;
};

/** What a collection is and what one should see first, in the blocks its curators put together. */
export function CollectionPage(props: FrontProps): ReactElement {
  const { site, look, blocks } = props;
  const { t } = site;
  const hasHero = blocks.some((block) => block.kind === "hero");
  return (
    <CollectionFrame site={site} look={look} title={null} isFront={hasHero}>
      {hasHero ? null : <h1 className="vh">{look.name}</h1>}
      {props.total === 0 ? <p className="empty col-empty">{t("collections.empty")}</p> : null}
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no name but their place
        <FrontBlock key={at} site={site} look={look} block={block} id={`col-block-${at}`} />
      ))}
      <p className="col-rights">{props.rights}</p>
    </CollectionFrame>
  );
}

type Of<K extends ShownFrontBlock["kind"]> = Extract<ShownFrontBlock, { kind: K }>;
type BlockProps<K extends ShownFrontBlock["kind"] = ShownFrontBlock["kind"]> = {
  site: SiteContext;
  look: Look;
  block: Of<K>;
  id: string;
};

function FrontBlock(props: BlockProps): ReactElement | null {
  const { block, ...rest } = props;
  switch (block.kind) {
    case "hero":
      return <Hero {...rest} block={block} />;
    case "text":
      return <Words {...rest} block={block} />;
    case "featured":
      return <Featured {...rest} block={block} />;
    case "wall":
      return (
        <>
          {block.trees.map((tree) => (
            <Classification key={tree.label} tree={tree} />
          ))}
        </>
      );
    case "topics":
      return <Topics {...rest} block={block} />;
    case "hot":
    case "newest":
      return <Row {...rest} block={block} />;
    case "timeline":
      return <Timeline site={rest.site} decades={block.decades} />;
    case "map":
      return <Places {...rest} block={block} />;
    case "exhibition":
      return <Exhibition {...rest} block={block} />;
    default:
      return <NewsList {...rest} block={block} />;
  }
}

function Hero({ site, look, block }: BlockProps<"hero">): ReactElement {
  const { t } = site;
  return (
    <header className="col-hero">
      <div className="col-hero-pictures" aria-hidden="true">
        {block.pictures.map((id) => (
          <img key={id} src={pictureOf(id, "wide")} alt="" />
        ))}
      </div>
      <div className="col-hero-words">
        <p className="col-hero-path">
          <a href={`${site.base}/collections`}>{t("collections.title")}</a> · {look.member}
        </p>
        <h1 className={[...look.name].length > 8 ? "col-name col-name-long" : "col-name"}>
          <CollectionLogo look={look} />
          {look.name}
        </h1>
        {block.intro ? <p className="col-intro">{block.intro}</p> : null}
        <CollectionSearch site={site} look={look} query="" />
        <p className="col-hero-total">
          <a href={block.allHref}>{t("collections.see-all", { count: block.total })}</a>
        </p>
      </div>
    </header>
  );
}

function Words({ block, id }: BlockProps<"text">): ReactElement {
  return (
    <section className="col-part col-words" {...(block.title && { "aria-labelledby": id })}>
      {block.title ? <h2 id={id}>{block.title}</h2> : null}
      <RichText text={block.text} />
    </section>
  );
}

function Featured({ site, block, id }: BlockProps<"featured">): ReactElement {
  return (
    <section className="col-part" aria-labelledby={id}>
      <h2 id={id}>{block.title || site.t("collections.featured")}</h2>
      <ul className="col-featured">
        {block.items.map(({ row, note }) => (
          <li key={row.href}>
            <span className="col-featured-picture">
              <ObjectPicture row={row} size="wide" />
            </span>
            <div>
              <h3 lang={row.lang}>
                <a href={row.href}>{row.title}</a>
              </h3>
              <p className="quiet">{row.lines.map((line) => line.text).join(" · ")}</p>
              {note ? (
                <div className="col-note">
                  <RichText text={note} />
                </div>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Classification({ tree }: { tree: Tree }): ReactElement | null {
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

function Topics({ site, block, id }: BlockProps<"topics">): ReactElement {
  return (
    <section className="col-part" aria-labelledby={id}>
      <h2 id={id}>{site.t("collections.topics")}</h2>
      <ul className="col-topics">
        {block.topics.map((topic) => (
          <li key={topic.href}>
            {topic.picture ? (
              <img src={pictureOf(topic.picture, "card")} alt="" loading="lazy" decoding="async" />
            ) : null}
            <a href={topic.href}>{topic.name}</a>
            {topic.intro ? <p>{topic.intro}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ site, block, id }: BlockProps<"hot" | "newest">): ReactElement {
  const { t } = site;
  return (
    <section className="col-part" aria-labelledby={id}>
      <div className="col-part-head">
        <h2 id={id}>{t(`collections.${block.kind}`)}</h2>
        <a href={block.allHref}>{t("collections.all")}</a>
      </div>
      <ObjectRows site={site} rows={block.rows} view="gallery" />
    </section>
  );
}

/** Where things lie, drawn; the same as a list of places. */
function Places({ site, block, id }: BlockProps<"map">): ReactElement {
  return (
    <section className="col-part col-map" aria-labelledby={id}>
      <h2 id={id}>{site.t("collections.map")}</h2>
      <PlaceMap site={site} label={site.t("collections.map")} here={null} places={block.places} />
      <ul className="col-map-places">
        {block.places.slice(0, MOST_LISTED).map((place) => (
          <li key={`${place.lat} ${place.lon}`}>
            <a href={place.href}>{place.label}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const MOST_LISTED = 24;

function Exhibition({ site, block, id }: BlockProps<"exhibition">): ReactElement {
  const { card } = block;
  return (
    <section className={`col-part col-exhibition col-ink-${card.colour}`} aria-labelledby={id}>
      <h2 id={id}>{site.t("collections.exhibition")}</h2>
      <a href={card.href}>
        {card.picture ? <img src={pictureOf(card.picture, "wide")} alt="" loading="lazy" /> : null}
        <span className="col-exhibition-words">
          <span className="col-exhibition-title">{card.title}</span>
          {card.subtitle ? <span>{card.subtitle}</span> : null}
        </span>
      </a>
    </section>
  );
}

function NewsList({ site, block, id }: BlockProps<"news">): ReactElement {
  return (
    <section className="col-part" aria-labelledby={id}>
      <h2 id={id}>{site.t("collections.news")}</h2>
      <ol className="col-news">
        {block.items.map((one) => (
          <li key={`${one.on} ${one.title}`}>
            <time dateTime={one.on} className="num">
              {one.on}
            </time>
            <div>
              <h3>{one.title}</h3>
              {one.text ? <RichText text={one.text} /> : null}
            </div>
          </li>
        ))}
      </ol>
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
      <h2 id="col-time" className="song">
        {t("collections.timeline")}
      </h2>
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
