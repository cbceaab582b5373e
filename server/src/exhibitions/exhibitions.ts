import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import { findMemberByCode } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";
import { demandPermission } from "../people/index.ts";
import { objectsOf, referencesOf } from "./objects.ts";
import { refuse } from "./refusals.ts";
import { type Content, contentSchema } from "./schema.ts";

/** An exhibition: what is drafted, and which of its editions readers see. */
export type Exhibition = {
  id: string;
  memberId: number;
  slug: string;
  draft: Content;
  draftVersion: number;
  liveNumber: number | null;
  live: Content | null;
  isWithdrawn: boolean;
};

type Row = {
  id: string;
  member_id: number;
  slug: string;
  draft: unknown;
  draft_version: number;
  live_number: number | null;
  live: unknown;
  is_withdrawn: boolean;
};

const SELECT = sql`select x.id, x.member_id, x.slug, x.draft, x.draft_version, x.live_number, x.is_withdrawn,
    d.content as live
  from exhibitions.exhibition x
  left join exhibitions.edition d on d.exhibition_id = x.id and d.number = x.live_number`;

function toExhibition(row: Row): Exhibition {
  return {
    id: row.id,
    memberId: row.member_id,
    slug: row.slug,
    draft: contentSchema.parse(row.draft),
    draftVersion: row.draft_version,
    liveNumber: row.live_number,
    live: row.live === null ? null : contentSchema.parse(row.live),
    isWithdrawn: row.is_withdrawn,
  };
}

/** An exhibition by its address. Refuses `exhibition-unknown` 404. */
export async function getExhibition(db: Db, slug: string): Promise<Exhibition> {
  const { rows } = await sql<Row>`${SELECT} where x.slug = ${slug}`.execute(db);
  if (!rows[0]) throw refuse("exhibition-unknown");
  return toExhibition(rows[0]);
}

/** Every exhibition, the newest first. */
export async function listExhibitions(db: Db): Promise<Exhibition[]> {
  const { rows } = await sql<Row>`${SELECT}
    order by x.published_at desc nulls first, x.created_at desc limit 500`.execute(db);
  return rows.map(toExhibition);
}

/** The same, held until the transaction ends, for whoever may work on it. Refuses also `forbidden` 403. */
async function lockExhibition(tx: Tx, actor: Actor, slug: string): Promise<Exhibition> {
  const { rows } = await sql<Row>`${SELECT} where x.slug = ${slug} for update of x`.execute(tx);
  if (!rows[0]) throw refuse("exhibition-unknown");
  demandPermission(actor, "catalogue.edit", rows[0].member_id);
  return toExhibition(rows[0]);
}

/** Begins an exhibition with one empty page. Refuses `member-unknown` 404, `forbidden` 403, `exhibition-slug-taken` 409. */
export async function createExhibition(
  tx: Tx,
  actor: Actor,
  given: { member: string; slug: string; title: LocalText },
): Promise<Exhibition> {
  const member = await findMemberByCode(tx, given.member);
  demandPermission(actor, "catalogue.edit", member.id);
  const draft = contentSchema.parse({
    title: given.title,
    pages: [{ key: "1", title: given.title, sections: [{ blocks: [] }] }],
  });
  const id = newId<"exhibition">();
  await refuseOn({ exhibition_slug: () => refuse("exhibition-slug-taken") }, () =>
    sql`insert into exhibitions.exhibition (id, member_id, slug, draft)
      values (${id}, ${member.id}, ${given.slug}, ${JSON.stringify(draft)}::jsonb)`.execute(tx),
  );
  const subject = { kind: "exhibition", id };
  await writeAudit(tx, actor, "exhibition.create", subject, member.id, { slug: given.slug });
  return await getExhibition(tx, given.slug);
}

/**
 * Saves a draft over the one that was read. Refuses `exhibition-unknown` 404, `forbidden` 403, `exhibition-changed` 409
 * (somebody saved meanwhile).
 */
export async function saveExhibition(
  tx: Tx,
  actor: Actor,
  slug: string,
  change: { version: number; content: Content },
): Promise<Exhibition> {
  const one = await lockExhibition(tx, actor, slug);
  if (one.draftVersion !== change.version) throw refuse("exhibition-changed");
  await sql`update exhibitions.exhibition set draft = ${JSON.stringify(change.content)}::jsonb,
    draft_version = draft_version + 1 where id = ${one.id}`.execute(tx);
  return await getExhibition(tx, slug);
}

const isEmpty = (text: LocalText): boolean => !Object.values(text).some(Boolean);

/**
 * What must hold before readers see it. Refuses `exhibition-wrong` 400 with the place and the reason: `title-missing`,
 * `pages-missing`, `key-twice`, `page-empty`, `object-missing` (not published any more), `region-outside`.
 */
async function demandWhole(db: Db, content: Content): Promise<void> {
  const wrong = (place: string, reason: string): never => {
    throw refuse("exhibition-wrong", { place, reason });
  };
  if (isEmpty(content.title)) wrong("title", "title-missing");
  if (content.pages.length === 0) wrong("pages", "pages-missing");
  const keys = new Set<string>();
  for (const page of content.pages) {
    if (keys.has(page.key)) wrong(page.key, "key-twice");
    keys.add(page.key);
    if (isEmpty(page.title)) wrong(page.key, "title-missing");
    const blocks = page.sections.flatMap((section) => section.blocks);
    if (blocks.length === 0) wrong(page.key, "page-empty");
    for (const block of blocks)
      if (
        block.kind === "zoom" &&
        block.steps.some((one) => one.x + one.width > 100 || one.y + one.height > 100)
      )
        wrong(page.key, "region-outside");
  }
  const wanted = referencesOf(content);
  const known = await objectsOf(db, wanted);
  const missing = wanted.find((number) => !known.has(number));
  if (missing !== undefined) wrong(String(missing), "object-missing");
}

/**
 * Publishes a draft as an edition that never changes. Refuses `exhibition-unknown` 404, `forbidden` 403,
 * `exhibition-changed` 409, `exhibition-unchanged` 409, and as `demandWhole`.
 */
export async function publishExhibition(
  tx: Tx,
  actor: Actor,
  slug: string,
  given: { version: number },
): Promise<Exhibition> {
  const one = await lockExhibition(tx, actor, slug);
  if (one.draftVersion !== given.version) throw refuse("exhibition-changed");
  if (one.live !== null && isDeepStrictEqual(one.live, one.draft)) throw refuse("exhibition-unchanged");
  await demandWhole(tx, one.draft);
  const { rows } = await sql<{ number: number }>`
    insert into exhibitions.edition (exhibition_id, number, content, author_id, author_name)
    select ${one.id}, coalesce(max(d.number), 0) + 1, ${JSON.stringify(one.draft)}::jsonb, ${actor.personId}::uuid,
      ${actor.name}
    from exhibitions.edition d where d.exhibition_id = ${one.id} returning number`.execute(tx);
  return await goLive(tx, actor, one, rows[0]!.number, "exhibition.publish");
}

/** Lets readers see an earlier edition again. Refuses `edition-unknown` 404, `exhibition-unchanged` 409. */
export async function restoreEdition(
  tx: Tx,
  actor: Actor,
  slug: string,
  number: number,
): Promise<Exhibition> {
  const one = await lockExhibition(tx, actor, slug);
  if (one.liveNumber === number) throw refuse("exhibition-unchanged");
  const known = (await editionsOf(tx, one)).some((edition) => edition.number === number);
  if (!known) throw refuse("edition-unknown");
  return await goLive(tx, actor, one, number, "exhibition.restore");
}

async function goLive(
  tx: Tx,
  actor: Actor,
  one: Exhibition,
  number: number,
  action: string,
): Promise<Exhibition> {
  await sql`update exhibitions.exhibition set live_number = ${number}, is_withdrawn = false,
    published_at = coalesce(published_at, now()) where id = ${one.id}`.execute(tx);
  await writeAudit(tx, actor, action, { kind: "exhibition", id: one.id }, one.memberId, { number });
  return await getExhibition(tx, one.slug);
}

/** Takes a published exhibition from readers, or gives it back. Refuses `exhibition-unpublished` 409. */
export async function withdrawExhibition(
  tx: Tx,
  actor: Actor,
  slug: string,
  isWithdrawn: boolean,
): Promise<Exhibition> {
  const one = await lockExhibition(tx, actor, slug);
  if (one.liveNumber === null) throw refuse("exhibition-unpublished");
  await sql`update exhibitions.exhibition set is_withdrawn = ${isWithdrawn} where id = ${one.id}`.execute(tx);
  const subject = { kind: "exhibition", id: one.id };
  await writeAudit(tx, actor, "exhibition.withdraw", subject, one.memberId, { isWithdrawn });
  return { ...one, isWithdrawn };
}

/** What was published of an exhibition, the newest first. */
export async function editionsOf(
  db: Db,
  one: Exhibition,
): Promise<{ number: number; author: string | null; at: string; live: boolean }[]> {
  const { rows } = await sql<{ number: number; author: string | null; at: Date }>`
    select d.number, d.author_name as author, d.created_at as at from exhibitions.edition d
    where d.exhibition_id = ${one.id} order by d.number desc limit 200`.execute(db);
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), live: row.number === one.liveNumber }));
}
