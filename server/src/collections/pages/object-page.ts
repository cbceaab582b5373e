import { eraNames } from "@commonshelf/edtf";
import type {
  ObjectProps,
  ShownField,
  ShownPage,
  ShownValue,
} from "../../../../web/reader/collections/object.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { isCaptions, kindOf, readChapters, readCues, wordsIn } from "../../assets/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import type { ObjectPage } from "../object-pages.ts";
import { type OpenObject, relatedTo } from "../open-object.ts";
import type { Config, Field } from "../schema.ts";
import { facetValues, titleField } from "../search/entry.ts";
import { briefsOf, pageHits } from "../search/questions.ts";
import { hitsIn } from "../search/words-of.ts";
import { readValues, type Value } from "../values.ts";
import { rightsAddresses } from "../words.ts";
import { facetLabel, lookOf, rowOf, type Shown } from "./look.ts";
import { emptyQuestion, searchHref } from "./search-address.ts";

const RELATED = 6;
const SNIPPET = 36;
const BEFORE = 6;
const LONGEST_TEXT = 20_000;

/** The page of an object, with the pages on which `q` stands. */
export async function findObjectPage(
  db: Db,
  site: SiteContext,
  shown: Shown,
  open: OpenObject,
  q: string,
): Promise<Omit<ObjectProps, "voices" | "original" | "contents" | "family" | "jsonLd" | "elsewhere">> {
  const { object, collection, config, pages } = open;
  const [places, numbers] = await Promise.all([
    q === "" || open.closed ? [] : pageHits(db, object.id, q),
    relatedTo(db, collection, object.id, RELATED),
  ]);
  const related = await briefsOf(db, collection, numbers);
  const { values } = readValues(config, object.data);
  const key = titleField(config)?.key ?? "";
  const titles = values.get(key) ?? [{ text: object.identifier }];
  const title = titles[0]!.text;
  const base = `${site.base}/objects/${object.number}`;
  const images = pages.filter((page) => kindOf(page.type) === "image");
  // Of what is seen small the words of its pictures only: whatever else it has is not open.
  const seen = open.closed ? [] : open.isSmall ? images : pages;
  const loose = images.length > 1 ? [] : seen.filter((page) => !page.text.includes("\f"));
  const texts = loose.map((page) => (isCaptions(page.text) ? "" : page.text)).filter(Boolean);
  return {
    site,
    look: lookOf(shown, site.language),
    number: object.number,
    title,
    lang: titles[0]!.lang,
    otherTitles: titles.slice(1).map(({ text, lang }) => ({ text, lang })),
    blocks: config.detail,
    fields: fieldsOf(config, values, site, collection.slug, key),
    pages: pages.map((page) => shownPage(base, page, seen.includes(page))),
    closed: open.closed && closedWords(open.closed),
    isSmall: open.isSmall,
    rights: {
      key: `collections.rights.${config.rights}`,
      href: rightsAddresses[config.rights],
      note: pick(config.rightsNote, site.language),
    },
    hits: q === "" ? null : { q, places: places.flatMap((place) => snippets(base, seen, place, q)) },
    text: texts.join("\n\n").slice(0, LONGEST_TEXT) || null,
    related: related.map((hit) => rowOf(config, hit, site)),
    cite: `${title}. ${shown.member}, ${lookOf(shown, site.language).name}, ${object.identifier}. ${site.origin}${base}`,
    manifest: `/iiif/manifests/${object.number}`,
    topics: topicsOf(config, values, object.number, site, collection.slug),
    rightToLeft: config.rightToLeft,
  };
}

function closedWords(problem: NonNullable<OpenObject["closed"]>): NonNullable<ObjectProps["closed"]> {
  const { code, params } = problem;
  return { key: `collections.closed.${code}${code === "file-closed" ? `.${params.openTo}` : ""}`, params };
}

function shownPage(base: string, page: ObjectPage, isOpen: boolean): ShownPage {
  const { place, fileId, label, type, name, text } = page;
  const kind = kindOf(type);
  const captions = isOpen && isCaptions(text) ? { cues: readCues(text), chapters: readChapters(text) } : null;
  return { place, fileId, label, type, name, kind, href: openAt(base, page, 1, ""), captions };
}

/** Where a page of a file is opened: pictures in the viewer, documents in theirs, recordings where they play. */
function openAt(base: string, page: ObjectPage, leaf: number, q: string): string {
  const kind = kindOf(page.type);
  const words = q === "" ? "" : `?${new URLSearchParams({ q })}`;
  if (kind === "audio" || kind === "video") return `${base}${words}#recording-${page.place}`;
  if (kind === "document")
    return `${base}/documents/${page.place}?${new URLSearchParams({ page: String(leaf), ...(q !== "" && { q }) })}`;
  return `${base}/pages/${page.place}${words}`;
}

/** What stands around a hit on a page; of a document, on each of its leaves, which form feeds part. */
function snippets(
  base: string,
  pages: readonly ObjectPage[],
  place: number,
  q: string,
): NonNullable<ObjectProps["hits"]>["places"] {
  const page = pages.find((one) => one.place === place);
  if (!page) return [];
  const isDocument = kindOf(page.type) === "document";
  const leaves = isDocument ? page.text.split("\f") : [wordsIn(page.text)];
  return leaves.flatMap((text, at) => {
    const [from, to] = hitsIn(text, q)[0] ?? [0, 0];
    if (to === 0 && isDocument) return [];
    const start = Math.max(0, from - BEFORE);
    return [
      {
        place: isDocument ? at + 1 : place,
        href: openAt(base, page, at + 1, q),
        before: `${start > 0 ? "…" : ""}${text.slice(start, from)}`,
        hit: text.slice(from, to),
        after: `${text.slice(to, to + SNIPPET)}${to + SNIPPET < text.length ? "…" : ""}`,
      },
    ];
  });
}

function fieldsOf(
  config: Config,
  values: ReadonlyMap<string, Value[]>,
  site: SiteContext,
  slug: string,
  titleKey: string,
): ShownField[] {
  return config.fields.flatMap((field) => {
    const found = field.inDetail && field.key !== titleKey ? (values.get(field.key) ?? []) : [];
    if (found.length === 0) return [];
    return [
      {
        label: pick(field.label, site.language) || field.key,
        values: found.map((value) => shownValue(config, field, value, site, slug)),
        isLong: field.type === "rich",
      },
    ];
  });
}

/** A value in the reader's words: terms by their names, years with their eras, values that narrow with their address. */
function shownValue(config: Config, field: Field, value: Value, site: SiteContext, slug: string): ShownValue {
  const plain: ShownValue = { text: value.text, lang: value.lang, href: value.href ?? null, note: null };
  if (value.code !== undefined) plain.text = facetLabel(config, field.key, value.code, site);
  if (field.type === "number" && field.unit) plain.text = `${value.text} ${field.unit}`;
  if (value.parts)
    plain.text = field.fields
      .flatMap((sub) => value.parts![sub.key] ?? [])
      .join(site.language === "en" ? ", " : "，");
  if (value.date) plain.note = dateNote(value.date, value.text);
  const [facet] = facetValues(config, field, value);
  if (facet && plain.href === null) {
    const facets = { [field.key]: [facet.slice(facet.indexOf("=") + 1)] };
    plain.href = searchHref(site.base, slug, { ...emptyQuestion, facets });
  }
  return plain;
}

/** The other calendar's name of a year: 1782 beside 清乾隆四十七年, and the reverse. */
function dateNote(date: NonNullable<Value["date"]>, text: string): string | null {
  const { from, to } = date;
  const years = from === to ? String(from) : `${from}–${to}`;
  if (!text.includes(String(from))) return `(${years})`;
  const [name] = from === to ? eraNames(from) : [];
  return name ? `(${name})` : null;
}

/** Topics of the collection that an object is in. */
function topicsOf(
  config: Config,
  values: ReadonlyMap<string, Value[]>,
  number: number,
  site: SiteContext,
  slug: string,
): { name: string; href: string }[] {
  const facets = new Set(
    config.fields.flatMap((field) =>
      (values.get(field.key) ?? []).flatMap((value) => facetValues(config, field, value)),
    ),
  );
  const bears = (field: string, wanted: readonly string[]): boolean =>
    wanted.some((value) => facets.has(`${field}=${value}`));
  return config.topics
    .filter(
      ({ conditions, included, excluded }) =>
        !excluded.includes(number) &&
        (included.includes(number) ||
          (conditions.length > 0 && conditions.every((one) => bears(one.field, one.values)))),
    )
    .map((topic) => ({
      name: pick(topic.name, site.language),
      href: searchHref(site.base, slug, { ...emptyQuestion, topic }),
    }));
}
