import type { ReactElement } from "react";
import type { MediaForm } from "../../../server/src/assets/words.ts";
import type { DetailBlock } from "../../../server/src/collections/words.ts";
import type { SiteContext } from "../frame/site-context.ts";
import { type Captions, Player } from "../media/player.tsx";
import { type ContentsLine, ContentsPart } from "./contents.tsx";
import { FamilyParts, FamilyPath, type FamilyProps } from "./family.tsx";
import { CollectionFrame, type Look, type ObjectRow, ObjectRows, pictureOf, SmallNote } from "./look.tsx";
import { OriginalPart, type OriginalShown } from "./original.tsx";
import { Elsewhere, type ElsewhereProps } from "./placing.tsx";
import { type ObjectVoices, Voices } from "./voices.tsx";

/** A value as an object's page shows it. */
export type ShownValue = { text: string; lang: string | undefined; href: string | null; note: string | null };
/** A field with its values. */
export type ShownField = { label: string; values: ShownValue[]; isLong: boolean };
/** A page or another file of an object. */
export type ShownPage = {
  place: number;
  fileId: string;
  label: string;
  kind: MediaForm;
  type: string;
  name: string;
  href: string;
  captions: Captions | null;
};

/** The page of an object. */
export type ObjectProps = {
  site: SiteContext;
  look: Look;
  number: number;
  title: string;
  lang: string | undefined;
  otherTitles: { text: string; lang: string | undefined }[];
  blocks: DetailBlock[];
  fields: ShownField[];
  pages: ShownPage[];
  /** Its sections; none: it has none. */
  contents: ContentsLine[];
  family: FamilyProps;
  /** Collections that show it beside its own. */
  elsewhere: ElsewhereProps;
  /** Why the files are closed to whoever reads; null: they are open. */
  closed: { key: string; params: Record<string, string | number | null> } | null;
  /** Pictures are small, and nothing else is open, to whoever is not signed in. */
  isSmall: boolean;
  rights: { key: string; href: string; note: string };
  /** Pages with the words that were looked for. */
  hits: {
    q: string;
    places: { place: number; href: string; before: string; hit: string; after: string }[];
  } | null;
  text: string | null;
  related: ObjectRow[];
  cite: string;
  manifest: string;
  topics: { name: string; href: string }[];
  rightToLeft: boolean;
  /** What it is in schema.org. */
  jsonLd: string;
  /** What readers say of it; null: it is not open to them yet. */
  voices: ObjectVoices | null;
  /** How its original can be seen; null: readers cannot ask for it yet. */
  original: OriginalShown | null;
};

/** An object: the thing first, then what is known of it. */
export function ObjectPage(props: ObjectProps): ReactElement {
  const { site, look, title } = props;
  const { t } = site;
  // What belongs to it comes before what only resembles it, and before how it is cited.
  const around = props.blocks.findIndex((block) => block === "related" || block === "cite");
  const address = `${site.origin}${site.base}/objects/${props.number}`;
  const oembed = `${site.origin}/oembed?${new URLSearchParams({ url: address, format: "json" })}`;
  const own = around === -1 ? props.blocks.length : around;
  return (
    <CollectionFrame site={site} look={look} title={title} jsonLd={props.jsonLd}>
      <link rel="alternate" type="application/json+oembed" href={oembed} title={title} />
      <article className="col-detail">
        <header className="col-detail-head">
          <FamilyPath site={site} family={props.family} />
          <h1 lang={props.lang}>{title}</h1>
          {props.otherTitles.map((other) => (
            <p key={other.text} className="col-other-title" lang={other.lang}>
              {other.text}
            </p>
          ))}
        </header>
        {props.hits ? <Hits site={site} hits={props.hits} /> : null}
        {props.blocks.slice(0, own).map((block) => (
          <Block key={block} block={block} {...props} />
        ))}
        <FamilyParts site={site} family={props.family} />
        {props.blocks.slice(own).map((block) => (
          <Block key={block} block={block} {...props} />
        ))}
        {props.topics.length > 0 ? (
          <p className="col-also">
            {t("collections.also-in")}{" "}
            {props.topics.map((topic) => (
              <a key={topic.href} href={topic.href}>
                {topic.name}
              </a>
            ))}
          </p>
        ) : null}
        <Elsewhere site={site} elsewhere={props.elsewhere} />
        {props.blocks.includes("fields") ? null : <Original {...props} />}
        {props.voices ? (
          <Voices site={site} number={props.number} collection={look.slug} voices={props.voices} />
        ) : null}
      </article>
    </CollectionFrame>
  );
}

function Block({ block, ...props }: ObjectProps & { block: DetailBlock }): ReactElement | null {
  const { site } = props;
  const { t } = site;
  if (block === "viewer") return <Media {...props} />;
  if (block === "fields")
    return (
      <div className="col-known">
        <Fields {...props} />
        <Original {...props} />
      </div>
    );
  if (block === "text")
    return props.text ? (
      <section className="col-part col-text" aria-labelledby="col-text">
        <h2 id="col-text" className="song">
          {t("collections.text")}
        </h2>
        <p className="reader-words">{props.text}</p>
      </section>
    ) : null;
  if (block === "related")
    return props.related.length > 0 ? (
      <section className="col-part" aria-labelledby="col-related">
        <h2 id="col-related" className="song">
          {t("collections.related")}
        </h2>
        <ObjectRows site={site} rows={props.related} view="gallery" />
      </section>
    ) : null;
  return <Cite {...props} />;
}

/** Where the words that were looked for stand. */
function Hits({
  site,
  hits,
}: {
  site: SiteContext;
  hits: NonNullable<ObjectProps["hits"]>;
}): ReactElement | null {
  const { t } = site;
  if (hits.places.length === 0) return null;
  return (
    <section className="col-hits" aria-labelledby="col-hits">
      <h2 id="col-hits">{t("collections.hits", { count: hits.places.length, query: hits.q })}</h2>
      <ol>
        {hits.places.slice(0, 12).map((one) => (
          <li key={one.href}>
            <a href={one.href}>
              <span className="num">{t("collections.page", { page: one.place })}</span>
              <span className="col-snippet">
                {one.before}
                <mark>{one.hit}</mark>
                {one.after}
              </span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Media(props: ObjectProps): ReactElement | null {
  const { site, pages, closed, title } = props;
  const { t } = site;
  if (pages.length === 0) return null;
  const contents = <ContentsPart site={site} lines={props.contents} lang={props.lang} />;
  if (closed)
    return (
      <div className="col-closed" role="note">
        <p>{t(closed.key, closed.params)}</p>
        {site.session ? null : (
          <p>
            <a href={`${site.base}/sign-in?next=${encodeURIComponent(site.here)}`}>{t("site.sign-in")}</a>
          </p>
        )}
        {contents}
      </div>
    );
  const images = pages.filter((page) => page.kind === "image");
  const others = pages.filter((page) => page.kind !== "image");
  // A film and its one still are one thing: the still stands on the film until it plays.
  const isFilm = images.length === 1 && others.some((page) => page.kind === "video");
  const still = images[0] ? pictureOf(images[0].fileId, "wide") : null;
  const first = isFilm ? undefined : images[0];
  return (
    <div className="col-media">
      {first ? (
        <a className="col-open" href={first.href}>
          <img src={pictureOf(first.fileId, "wide")} alt={t("collections.picture-of", { title })} />
          <span className="primary">{images.length > 1 ? t("collections.turn") : t("collections.zoom")}</span>
        </a>
      ) : null}
      {images.length > 1 ? (
        <ol className={props.rightToLeft ? "col-strip col-strip-rtl" : "col-strip"}>
          {images.slice(0, 24).map((page) => (
            <li key={page.place}>
              <a href={page.href}>
                <img
                  src={pictureOf(page.fileId, "row")}
                  alt={page.label || t("collections.page", { page: page.place })}
                  loading="lazy"
                />
                <span className="num">{page.label || page.place}</span>
              </a>
            </li>
          ))}
        </ol>
      ) : null}
      {props.isSmall ? <SmallNote site={site} /> : null}
      {(props.isSmall ? [] : others).map((page) => (
        <OtherFile key={page.place} site={site} page={page} title={title} still={still} />
      ))}
      {contents}
    </div>
  );
}

/** Sound and film play with what is said beside them; documents and models are opened. */
function OtherFile({
  site,
  page,
  title,
  still,
}: {
  site: SiteContext;
  page: ShownPage;
  title: string;
  still: string | null;
}): ReactElement {
  const { t } = site;
  const source = `/files/${page.fileId}`;
  if (page.kind === "audio" || page.kind === "video")
    return <Player site={site} file={page} title={title} still={still} />;
  const isModel = page.kind === "model";
  return (
    <div className="col-other" data-island={isModel ? "model" : undefined}>
      <p>
        <a
          className="secondary"
          href={isModel ? `${site.base}/models/${page.fileId}?${new URLSearchParams({ title })}` : page.href}
        >
          {t(isModel ? "media.turn-model" : "media.read-document")}
        </a>{" "}
        <a href={source} type={page.type}>
          {t(`collections.open.${page.kind}`, { name: page.name })}
        </a>
      </p>
    </div>
  );
}

function Original({ site, number, original }: ObjectProps): ReactElement | null {
  return original ? <OriginalPart site={site} number={number} original={original} /> : null;
}

function Fields({ fields }: ObjectProps): ReactElement {
  return (
    <dl className="col-fields">
      {fields.map((field) => (
        <div key={field.label} className={field.isLong ? "col-field-long" : undefined}>
          <dt>{field.label}</dt>
          <dd>
            {field.values.map((value) => (
              <span key={value.text} className="col-value" lang={value.lang}>
                {value.href ? (
                  <a href={value.href} rel="nofollow">
                    {value.text}
                  </a>
                ) : (
                  value.text
                )}
                {value.note ? <span className="quiet"> {value.note}</span> : null}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Cite(props: ObjectProps): ReactElement {
  const { site, rights } = props;
  const { t } = site;
  return (
    <section className="col-part col-cite" aria-labelledby="col-cite">
      <h2 id="col-cite" className="song">
        {t("collections.cite")}
      </h2>
      <p className="col-cite-text">{props.cite}</p>
      <ul>
        <li>
          <a href={rights.href} rel="license">
            {t(rights.key)}
          </a>
          {rights.note ? <span className="quiet"> {rights.note}</span> : null}
        </li>
        <li>
          <a href={props.manifest}>{t("collections.manifest")}</a>{" "}
          <span className="quiet">{t("collections.manifest-what")}</span>
        </li>
        <li>
          <a href={`${site.base}/shelf-embed?${new URLSearchParams({ title: props.title })}`} rel="nofollow">
            {t("embed.heading")}
          </a>
        </li>
      </ul>
    </section>
  );
}
