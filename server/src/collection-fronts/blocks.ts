import { createHash } from "node:crypto";
import type { ShownFrontBlock } from "../../../web/reader/collections/front.tsx";
import type { ObjectRow } from "../../../web/reader/collections/look.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { FrontBlock } from "../collections/front-schema.ts";
import {
  briefsOf,
  divisions,
  emptyQuestion,
  hitsOf,
  rowOf,
  type Shown,
  searchCollection,
  searchHref,
} from "../collections/index.ts";
import type { Topic } from "../collections/schema.ts";
import { todayInRegion } from "../consortium/index.ts";
import { exhibitionCards } from "../exhibitions/index.ts";
import type { Db } from "../kernel/database.ts";
import { type LocalText, pick } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { hotObjects } from "../object-uses/index.ts";
import { treesOf } from "./trees.ts";

const HERO = 3;
/** Topics with a picture of their own. */
const PICTURED = 12;

/** What all blocks of one page are found with. */
type Finding = {
  db: Db;
  clock: Clock;
  site: SiteContext;
  shown: Shown;
  /** The day it is in the region, `YYYY-MM-DD`. */
  today: string;
  found: Awaited<ReturnType<typeof searchCollection>>;
  say: (text: LocalText) => string;
  href: (question: Partial<typeof emptyQuestion>) => string;
};

/** The blocks of a front page with what stands in them, and how many objects there are. */
export async function findBlocks(
  { db, clock, site }: { db: Db; clock: Clock; site: SiteContext },
  shown: Shown,
): Promise<{ total: number; blocks: ShownFrontBlock[] }> {
  const { collection, config } = shown;
  const newest = config.front.flatMap((block) => (block.kind === "newest" ? block.count : []));
  const limit = Math.max(HERO, ...newest);
  const found = await searchCollection(db, collection, { ...emptyQuestion, limit }, wallFields(config));
  const finding: Finding = {
    db,
    clock,
    site,
    shown,
    found,
    today: String(await todayInRegion(db, clock)),
    say: (text) => pick(text, site.language),
    href: (question) => searchHref(site.base, collection.slug, { ...emptyQuestion, ...question }),
  };
  const blocks = await Promise.all(config.front.map((block) => findBlock(finding, block)));
  return { total: found.total, blocks: blocks.flatMap((block) => block ?? []) };
}

/** Fields whose classifications are shown: all their values are counted. */
function wallFields({ front, trees }: Shown["config"]): string[] {
  return front.flatMap((block) =>
    block.kind !== "wall" ? [] : block.field === null ? trees : [block.field],
  );
}

/** One block; null where there is nothing to show. */
async function findBlock(finding: Finding, block: FrontBlock): Promise<ShownFrontBlock | null> {
  const { found, shown, site, say, href } = finding;
  switch (block.kind) {
    case "hero":
      return await findHero(finding, block.objects);
    case "text":
      return say(block.text) === "" ? null : { kind: "text", title: say(block.title), text: say(block.text) };
    case "featured":
      return await findFeatured(finding, block);
    case "wall": {
      const keys = block.field === null ? shown.config.trees : [block.field];
      const trees = treesOf(shown.config, keys, found.facets, site, (facets) => href({ facets }));
      return trees.length === 0 ? null : { kind: "wall", trees };
    }
    case "topics":
      return await findTopics(finding);
    case "hot":
    case "newest":
      return await findRows(finding, block);
    case "timeline": {
      const decades = divisions.decadesOf(found, (from, to) => href({ from, to }));
      return decades.length < 2 ? null : { kind: "timeline", decades };
    }
    case "map": {
      const places = await divisions.mapOf(finding.db, shown.collection, emptyQuestion, site);
      return places.length === 0 ? null : { kind: "map", places };
    }
    case "exhibition": {
      const [card] = await exhibitionCards(finding.db, site, block.slug);
      return card ? { kind: "exhibition", card } : null;
    }
    default: {
      const items = block.items.filter((one) => one.on <= finding.today && say(one.title) !== "");
      items.sort((a, b) => (a.on < b.on ? 1 : -1));
      const shownItems = items.map(({ on, title, text }) => ({ on, title: say(title), text: say(text) }));
      return items.length === 0 ? null : { kind: "news", items: shownItems };
    }
  }
}

async function rowsOf({ db, shown, site }: Finding, numbers: readonly number[]): Promise<ObjectRow[]> {
  const hits = await briefsOf(db, shown.collection, numbers);
  return hits.map((hit) => rowOf(shown.config, hit, site));
}

async function findHero(finding: Finding, chosen: readonly number[]): Promise<ShownFrontBlock> {
  const { found, shown, say, href } = finding;
  const { config } = shown;
  const wanted = chosen.length > 0 ? chosen : config.featured.map((one) => one.object);
  const picked = await rowsOf(finding, wanted);
  const newest = chosen.length > 0 ? [] : found.hits.map((hit) => rowOf(config, hit, finding.site));
  const pictures = [...picked, ...newest].flatMap((row) => row.picture ?? []);
  return {
    kind: "hero",
    pictures: [...new Set(pictures)].slice(0, HERO),
    intro: say(config.intro),
    total: found.total,
    allHref: href({}),
  };
}

type Featured = Extract<FrontBlock, { kind: "featured" }>;

async function findFeatured(finding: Finding, block: Featured): Promise<ShownFrontBlock | null> {
  const { db, shown, site, today, say, found } = finding;
  const { config, collection } = shown;
  const items = async (): Promise<Extract<ShownFrontBlock, { kind: "featured" }>["items"]> => {
    if (block.by === "hand") {
      const due = config.featured.filter(
        ({ from, until }) => (from === null || from <= today) && (until === null || today <= until),
      );
      const hits = await briefsOf(db, collection, due.map((one) => one.object).slice(0, block.count));
      return hits.map((hit) => ({
        row: rowOf(config, hit, site),
        note: say(due.find((one) => one.object === hit.number)!.note),
      }));
    }
    const topic = config.topics.find((one) => one.key === block.topic) ?? null;
    if (block.by === "topic" && topic === null) return [];
    const offset = block.by === "day" ? placeOfDay(today, found.total, block.count) : 0;
    const question = { ...emptyQuestion, topic, offset, sort: "added" as const, limit: block.count };
    const hits = await hitsOf(db, collection, question);
    return hits.map((hit) => ({ row: rowOf(config, hit, site), note: "" }));
  };
  const shownItems = await items();
  return shownItems.length === 0 ? null : { kind: "featured", title: say(block.title), items: shownItems };
}

/** Where among all objects those of a day begin: another place every day, the same one all day. */
export function placeOfDay(day: string, total: number, count: number): number {
  const places = Math.max(1, total - count + 1);
  return createHash("sha256").update(day).digest().readUInt32BE(0) % places;
}

async function findTopics(finding: Finding): Promise<ShownFrontBlock | null> {
  const { shown, say, href } = finding;
  const { topics } = shown.config;
  if (topics.length === 0) return null;
  const pictures = await Promise.all(
    topics.slice(0, PICTURED).map((topic) => pictureOfTopic(finding, topic)),
  );
  return {
    kind: "topics",
    topics: topics.map((topic, at) => ({
      name: say(topic.name),
      intro: say(topic.intro),
      href: href({ topic }),
      picture: pictures[at] ?? null,
    })),
  };
}

async function pictureOfTopic({ db, shown, site }: Finding, topic: Topic): Promise<string | null> {
  const question = { ...emptyQuestion, topic, limit: HERO };
  const hits = await hitsOf(db, shown.collection, question);
  return hits.map((hit) => rowOf(shown.config, hit, site).picture).find((one) => one !== null) ?? null;
}

async function findRows(
  finding: Finding,
  block: Extract<FrontBlock, { kind: "hot" | "newest" }>,
): Promise<ShownFrontBlock | null> {
  const { db, clock, shown, site, found, href } = finding;
  const rows =
    block.kind === "newest"
      ? found.hits.slice(0, block.count).map((hit) => rowOf(shown.config, hit, site))
      : await rowsOf(finding, await hotObjects(db, clock, shown.collection.id, block.count));
  return rows.length === 0 ? null : { kind: block.kind, rows, allHref: href({}) };
}
