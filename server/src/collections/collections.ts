import { sql } from "kysely";
import { findMemberByCode } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { publish } from "../kernel/outbox.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";
import { demandPermission } from "../people/index.ts";
import { demandRole } from "./access.ts";
import { refuse } from "./refusals.ts";
import { type Config, configSchema } from "./schema.ts";
import { configFrom } from "./templates.ts";
import { HOME_CHANGED, type TemplateName } from "./words.ts";

/** A collection: what is drafted, and which of its configurations readers see. */
export type Collection = {
  id: string;
  memberId: number;
  slug: string;
  draft: Config;
  draftVersion: number;
  liveNumber: number | null;
  liveIndex: number | null;
  /** Number of the configuration that objects are being indexed for. */
  building: number | null;
  /** How far that has come: the number of the last object. */
  builtTo: number;
  /** What stands for it in marks of the index. */
  mark: number;
  isWithdrawn: boolean;
};

type Row = {
  id: string;
  member_id: number;
  slug: string;
  draft: unknown;
  draft_version: number;
  live_number: number | null;
  live_index: number | null;
  building: number | null;
  built_to: number;
  mark: number;
  is_withdrawn: boolean;
};

const COLUMNS = sql`c.id, c.member_id, c.slug, c.draft, c.draft_version, c.live_number, c.live_index, c.building,
  c.built_to, c.mark, c.is_withdrawn`;

function toCollection(row: Row): Collection {
  let draft: Config | undefined;
  return {
    id: row.id,
    memberId: row.member_id,
    slug: row.slug,
    // Readers' pages never look at it, and reading it takes longer than their search.
    get draft() {
      draft ??= configSchema.parse(row.draft);
      return draft;
    },
    draftVersion: row.draft_version,
    liveNumber: row.live_number,
    liveIndex: row.live_index,
    building: row.building,
    builtTo: row.built_to,
    mark: row.mark,
    isWithdrawn: row.is_withdrawn,
  };
}

/** A collection by its address. Refuses `collection-unknown` 404. */
export async function getCollection(db: Db, slug: string): Promise<Collection> {
  const { rows } =
    await sql<Row>`select ${COLUMNS} from collections.collection c where c.slug = ${slug}`.execute(db);
  if (!rows[0]) throw refuse("collection-unknown");
  return toCollection(rows[0]);
}

/** A collection by its id. Refuses `collection-unknown` 404. */
export async function collectionById(db: Db, id: string): Promise<Collection> {
  const { rows } = await sql<Row>`select ${COLUMNS} from collections.collection c where c.id = ${id}`.execute(
    db,
  );
  if (!rows[0]) throw refuse("collection-unknown");
  return toCollection(rows[0]);
}

/** Addresses of some collections by their ids. */
export async function slugsOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; slug: string }>`select c.id, c.slug from collections.collection c
    where c.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.slug]));
}

/** The same, held until the transaction ends: who drafts, publishes or fills it waits for each other. */
export async function lockCollection(tx: Tx, by: { slug: string } | { id: string }): Promise<Collection> {
  const which = "slug" in by ? sql`c.slug = ${by.slug}` : sql`c.id = ${by.id}`;
  const { rows } = await sql<Row>`
    select ${COLUMNS} from collections.collection c where ${which} for update`.execute(tx);
  if (!rows[0]) throw refuse("collection-unknown");
  return toCollection(rows[0]);
}

/** Every collection, or those of these members. */
export async function listCollections(db: Db): Promise<Collection[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from collections.collection c order by c.created_at desc limit 1000`.execute(db);
  return rows.map(toCollection);
}

/**
 * Begins a collection from a template, or as another one is set up. Refuses `member-unknown` 404, `forbidden` 403,
 * `collection-slug-taken` 409, `collection-template-missing` 400, `collection-unknown` 404 (`like`).
 */
export async function createCollection(
  tx: Tx,
  actor: Actor,
  given: {
    member: string;
    slug: string;
    template?: TemplateName | undefined;
    like?: string | undefined;
    name: LocalText;
  },
): Promise<Collection> {
  const member = await findMemberByCode(tx, given.member);
  demandPermission(actor, "catalogue.edit", member.id);
  const draft = await draftFor(tx, actor, given);
  const id = newId<"collection">();
  await refuseOn({ collection_slug: () => refuse("collection-slug-taken") }, () =>
    sql`insert into collections.collection (id, member_id, slug, draft)
      values (${id}, ${member.id}, ${given.slug}, ${JSON.stringify(draft)}::jsonb)`.execute(tx),
  );
  await writeAudit(tx, actor, "collection.create", { kind: "collection", id }, member.id, {
    slug: given.slug,
  });
  return await getCollection(tx, given.slug);
}

async function draftFor(
  tx: Tx,
  actor: Actor,
  given: { template?: TemplateName | undefined; like?: string | undefined; name: LocalText },
): Promise<Config> {
  if (given.like !== undefined) {
    const like = await getCollection(tx, given.like);
    await demandRole(tx, actor, like, "editor");
    return { ...like.draft, name: given.name, intro: {}, featured: [], topics: [] };
  }
  if (!given.template) throw refuse("collection-template-missing");
  return configFrom(given.template, given.name);
}

/**
 * Saves a draft over the one that was read; whatever is in it, readers do not see it yet. Refuses `collection-unknown`
 * 404, `forbidden` 403, `collection-changed` 409 (somebody saved meanwhile).
 */
export async function saveDraft(
  tx: Tx,
  actor: Actor,
  slug: string,
  change: { version: number; config: Config },
): Promise<Collection> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "curator");
  if (collection.draftVersion !== change.version) throw refuse("collection-changed");
  await sql`update collections.collection set draft = ${JSON.stringify(change.config)}::jsonb,
    draft_version = draft_version + 1 where id = ${collection.id}`.execute(tx);
  return { ...collection, draft: change.config, draftVersion: change.version + 1 };
}

/** Takes a published collection from readers, or gives it back; its address says so meanwhile. */
export async function setWithdrawn(
  tx: Tx,
  actor: Actor,
  slug: string,
  isWithdrawn: boolean,
): Promise<Collection> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "curator");
  if (collection.liveNumber === null) throw refuse("collection-unpublished");
  await sql`update collections.collection set is_withdrawn = ${isWithdrawn} where id = ${collection.id}`.execute(
    tx,
  );
  await publish(tx, HOME_CHANGED, { home: collection.id });
  const action = isWithdrawn ? "collection.withdraw" : "collection.restore";
  await writeAudit(tx, actor, action, { kind: "collection", id: collection.id }, collection.memberId);
  return { ...collection, isWithdrawn };
}
