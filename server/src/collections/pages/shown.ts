import { listMembers } from "../../consortium/index.ts";
import type { PageVisit } from "../../contracts/reader-page.ts";
import type { Db } from "../../kernel/database.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { roleIn } from "../access.ts";
import { type Collection, getCollection } from "../collections.ts";
import { type OpenObject, openObject } from "../open-object.ts";
import { refuse } from "../refusals.ts";
import { liveConfig } from "../revisions.ts";
import type { Shown } from "./look.ts";

/** What the library of a collection is called. */
export async function memberName(db: Db, collection: Collection, language: Language): Promise<string> {
  const member = (await listMembers(db)).find((one) => one.id === collection.memberId);
  return member ? pick(member.name, language) : "";
}

/**
 * A collection as whoever asks sees it: what is published, or with `?preview` its draft for those who work on it. Refuses
 * `collection-unknown` 404, `object-withdrawn` 410.
 */
export async function shownCollection({ db, site, actor, params, query }: PageVisit): Promise<Shown> {
  const collection = await getCollection(db, params.slug!);
  const { preview } = query;
  const live = await liveConfig(db, collection);
  const isPublic = live !== null && !collection.isWithdrawn;
  const member = await memberName(db, collection, site.language);
  if (isPublic && preview === undefined) return { collection, config: live, member, isPreview: false };
  if ((await roleIn(db, actor, collection)) === null) {
    if (isPublic) return { collection, config: live, member, isPreview: false };
    throw refuse(live === null ? "collection-unknown" : "object-withdrawn");
  }
  return { collection, config: collection.draft, member, isPreview: true };
}

/** The object an address names, as whoever asks may see it. */
export async function openForPage(visit: PageVisit): Promise<{ found: OpenObject; shown: Shown; q: string }> {
  const { db, site, actor, ip, params, query } = visit;
  const found = await openObject(visit, params.number!, { actor, ip });
  const { collection, config, isPreview } = found;
  const member = await memberName(db, collection, site.language);
  return { found, shown: { collection, config, isPreview, member }, q: wordsOf(query.q) };
}

const LONGEST_QUERY = 200;

/** What was looked for, as far as it is read. */
export function wordsOf(q: string | undefined): string {
  return (q ?? "").slice(0, LONGEST_QUERY).trim();
}
