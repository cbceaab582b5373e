import type { Look, ObjectRow } from "../../../../web/reader/collections/look.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { kindOf } from "../../assets/index.ts";
import { type Language, pick } from "../../kernel/text.ts";
import type { Collection } from "../collections.ts";
import type { Config } from "../schema.ts";
import type { BriefLine } from "../search/entry.ts";
import type { Hit } from "../search/questions.ts";
import { findTerm, vocabularyOf } from "../values.ts";

/** What a collection's pages are given: the collection, what is shown of it, and its library's name. */
export type Shown = { collection: Collection; config: Config; member: string; isPreview: boolean };

/** How the pages of a collection look. */
export function lookOf({ collection, config, member, isPreview }: Shown, language: Language): Look {
  return {
    slug: collection.slug,
    name: pick(config.name, language) || collection.slug,
    names: config.name,
    member,
    theme: config.theme.name,
    colour: config.theme.colour,
    own: config.theme.own,
    ground: config.theme.ground,
    face: config.theme.face,
    logo: config.theme.logo,
    isPreview,
  };
}

/** What a value of a facet is called: a term by the reader's language, a word as it is. */
export function facetLabel(
  config: Config,
  key: string,
  value: string,
  site: Pick<SiteContext, "language" | "t">,
): string {
  const field = config.fields.find((one) => one.key === key);
  if (field?.type === "flag") return site.t(`collections.flag.${value === "yes" ? "yes" : "no"}`);
  const vocabulary = vocabularyOf(config, field?.vocabulary ?? null);
  const term = vocabulary && findTerm(vocabulary, value);
  return (term && pick(term.label, site.language)) || value;
}

function lineOf(config: Config, line: BriefLine, site: SiteContext): ObjectRow["lines"][number] {
  const field = config.fields.find((one) => one.key === line.field);
  const text = line.code === undefined ? line.text : facetLabel(config, line.field, line.code, site);
  return { label: field ? pick(field.label, site.language) : line.field, text, lang: line.lang };
}

/** An object as a row of a list. */
export function rowOf(
  config: Config,
  { number, brief, year = null }: Hit,
  site: SiteContext,
  q = "",
): ObjectRow {
  const kind = brief.coverType === null ? null : kindOf(brief.coverType);
  return {
    href: `${site.base}/objects/${number}${q === "" ? "" : `?${new URLSearchParams({ q })}`}`,
    title: brief.title,
    year,
    lang: brief.lang ?? undefined,
    picture: kind === "image" ? brief.cover : null,
    kind,
    pages: brief.pages,
    also: brief.also ?? [],
    lines: brief.lines.map((line) => lineOf(config, line, site)),
  };
}
