import { sql } from "kysely";
import { arrangePages, type Collection } from "../collections/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type Section, type SectionStart, startsAt } from "../object-formats/index.ts";
import { demandWorked, lockForArranging, type WorkedObject } from "./access.ts";
import { refuse } from "./refusals.ts";
import type { Arrangement, ArrangementChange } from "./schema.ts";
import { sectionsOf } from "./sections.ts";
import type { PageDirection } from "./words.ts";

/** Arrangements of an object that can be gone back to. */
const KEPT = 20;

type LaidPage = { file: string; label: string; starts: SectionStart[] };
type TakenOut = { file: string; text: string };
type Lain = { version: number; direction: PageDirection | null; pages: LaidPage[] };

/** In which direction an object's pages are turned; null: as its collection's. */
export async function directionOf(db: Db, objectId: string): Promise<PageDirection | null> {
  const { rows } = await sql<{ direction: PageDirection }>`
    select d.direction from object_parts.direction d where d.object_id = ${objectId}`.execute(db);
  return rows[0]?.direction ?? null;
}

/** Says it; null: as the collection's. */
export async function setDirection(tx: Tx, objectId: string, direction: PageDirection | null): Promise<void> {
  if (direction === null)
    await sql`delete from object_parts.direction d where d.object_id = ${objectId}`.execute(tx);
  else
    await sql`insert into object_parts.direction (object_id, direction) values (${objectId}, ${direction})
      on conflict (object_id) do update set direction = excluded.direction`.execute(tx);
}

/** How the pages lie now. */
async function lainNow(db: Db, objectId: string): Promise<Lain> {
  const { rows: pages } = await sql<LaidPage>`select p.file_id as file, p.label, p.starts
    from collections.page_fact p where p.object_id = ${objectId} order by p.place`.execute(db);
  const { rows } = await sql<{ version: number }>`select coalesce(max(a.version), 0)::int as version
    from object_parts.arrangement a where a.object_id = ${objectId}`.execute(db);
  return { version: rows[0]!.version, direction: await directionOf(db, objectId), pages };
}

/** How the pages of an object lie, for those who work on it. Refuses `object-unknown` 404, `forbidden` 403. */
export async function arrangementOf(db: Db, actor: Actor, number: number): Promise<Arrangement> {
  return await shownArrangement(db, (await demandWorked(db, actor, number)).object.id);
}

async function shownArrangement(db: Db, objectId: string): Promise<Arrangement> {
  const { version, direction, pages } = await lainNow(db, objectId);
  const { rows: files } = await sql<{ id: string; name: string; type: string }>`
    select f.id, f.name, f.media_type as type from assets.file_fact f
    where f.id = any(${pages.map((page) => page.file)}::uuid[])`.execute(db);
  const byId = new Map(files.map((file) => [file.id, file]));
  const { rows: before } = await sql<Omit<Arrangement["before"][number], "at"> & { at: Date }>`
    select a.version, a.at, a.author_name as author, jsonb_array_length(a.pages) as pages,
      (select coalesce(sum(jsonb_array_length(p -> 'starts')), 0)::int from jsonb_array_elements(a.pages) p) as sections
    from object_parts.arrangement a where a.object_id = ${objectId} and a.version < ${version}
    order by a.version desc`.execute(db);
  return {
    version,
    direction,
    pages: pages.map(({ file, label }) => {
      const { name = "", type = "" } = byId.get(file) ?? {};
      return { file, label, name, type };
    }),
    sections: sectionsOf(pages),
    before: before.map((one) => ({ ...one, at: one.at.toISOString() })),
  };
}

/** Sections stand at most one deeper than the one before, in the order of their pages, and none after the last page. */
function demandSections(sections: readonly Section[], pages: number): void {
  let before = { depth: -1, first: 1 };
  for (const [at, one] of sections.entries()) {
    if (one.depth > before.depth + 1 || one.first < before.first || one.first > pages)
      throw refuse("sections-wrong", { line: at + 1, name: one.label });
    before = one;
  }
}

/**
 * Lays the pages of an object as they are said to lie, with their labels and sections. Refuses `object-unknown` 404,
 * `forbidden` 403, `object-state` 409 (withdrawn), `arrangement-changed` 409 (somebody else arranged or brought pages since),
 * `arrangement-unchanged` 409, `sections-wrong` 400 (`line`, `name`).
 */
export async function arrange(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  number: number,
  change: ArrangementChange,
): Promise<Arrangement> {
  const { object, collection } = await lockForArranging(tx, actor, number);
  const now = await lainNow(tx, object.id);
  const named = [...change.pages.map((page) => page.file), ...change.takenOut];
  const known = new Set(now.pages.map((page) => page.file));
  const isWhole = named.length === known.size && new Set(named).size === known.size;
  if (now.version !== change.version || !isWhole || named.some((file) => !known.has(file)))
    throw refuse("arrangement-changed");
  demandSections(change.sections, change.pages.length);
  const starts = startsAt(change.sections, change.pages.length);
  const pages = change.pages.map((page, at) => ({ ...page, starts: starts[at]! }));
  const { direction } = change;
  if (isSame(now, { direction, pages })) throw refuse("arrangement-unchanged");
  await lay(tx, actor, clock, { object, collection, now, direction, pages, texts: new Map() });
  return await shownArrangement(tx, object.id);
}

const plain = ({ file, label, starts }: LaidPage): unknown[] => [
  file,
  label,
  starts.map((one) => [one.depth, one.kind, one.label]),
];

function isSame(now: Omit<Lain, "version">, then: Omit<Lain, "version">): boolean {
  return (
    now.direction === then.direction &&
    JSON.stringify(now.pages.map(plain)) === JSON.stringify(then.pages.map(plain))
  );
}

/** Lays them and notes how they lie and what is no longer among them. */
async function lay(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  given: {
    object: WorkedObject;
    collection: Collection;
    now: Lain;
    direction: PageDirection | null;
    pages: readonly LaidPage[];
    /** Of pages that come back. */
    texts: ReadonlyMap<string, string>;
  },
): Promise<void> {
  const { object, collection, now, direction, pages, texts } = given;
  const note = async (lain: Omit<Lain, "pages"> & { pages: readonly LaidPage[] }, takenOut: TakenOut[]) => {
    const isFirst = lain.version === 0;
    await sql`insert into object_parts.arrangement (object_id, version, direction, pages, taken_out, author_id,
        author_name, at)
      values (${object.id}, ${lain.version}, ${lain.direction}, ${JSON.stringify(lain.pages)}::jsonb,
        ${JSON.stringify(takenOut)}::jsonb, ${isFirst ? null : actor.personId}, ${isFirst ? null : actor.name},
        ${clock.now()})
      on conflict do nothing`.execute(tx);
  };
  if (now.version === 0) await note(now, []);
  const staying = new Set(pages.map((page) => page.file));
  const gone = now.pages.map((page) => page.file).filter((file) => !staying.has(file));
  const { rows: takenOut } = await sql<TakenOut>`select p.file_id as file, p.text from collections.page_fact p
    where p.object_id = ${object.id} and p.file_id = any(${gone}::uuid[])`.execute(tx);
  await setDirection(tx, object.id, direction);
  const laid = pages.map(({ file, label, starts }) => {
    const text = texts.get(file);
    return { fileId: file, label, starts, ...(text !== undefined && { text }) };
  });
  await arrangePages(tx, collection, object.id, laid);
  await note({ version: now.version + 1, direction, pages }, takenOut);
  await sql`delete from object_parts.arrangement a
    where a.object_id = ${object.id} and a.version < ${now.version + 1 - KEPT}`.execute(tx);
}

/**
 * Lays the pages as they lay in an earlier version; those taken out since come back with their texts. Refuses as `arrange`,
 * `arrangement-unknown` 404, `arrangement-overtaken` 409 (other pages came since, by an import).
 */
export async function goBack(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  number: number,
  given: { version: number; to: number },
): Promise<Arrangement> {
  const { object, collection } = await lockForArranging(tx, actor, number);
  const now = await lainNow(tx, object.id);
  if (now.version !== given.version) throw refuse("arrangement-changed");
  const { rows } = await sql<
    Omit<Lain, "version">
  >`select a.direction, a.pages from object_parts.arrangement a
    where a.object_id = ${object.id} and a.version = ${given.to} and a.version < ${now.version}`.execute(tx);
  const [then] = rows;
  if (!then) throw refuse("arrangement-unknown");
  const { rows: out } = await sql<TakenOut>`select t ->> 'file' as file, t ->> 'text' as text
    from object_parts.arrangement a, jsonb_array_elements(a.taken_out) t
    where a.object_id = ${object.id} order by a.version`.execute(tx);
  const texts = new Map(out.map(({ file, text }) => [file, text]));
  const here = new Set(now.pages.map((page) => page.file));
  const wanted = new Set(then.pages.map((page) => page.file));
  const isMissing = [...wanted].some((file) => !here.has(file) && !texts.has(file));
  const isStrange = [...here].some((file) => !wanted.has(file) && !texts.has(file));
  if (isMissing || isStrange) throw refuse("arrangement-overtaken");
  if (isSame(now, then)) throw refuse("arrangement-unchanged");
  await lay(tx, actor, clock, { object, collection, now, ...then, texts });
  return await shownArrangement(tx, object.id);
}

/** Forgets who arranged. */
export async function forgetArranger(tx: Tx, personId: string): Promise<void> {
  await sql`update object_parts.arrangement set author_id = null, author_name = null
    where author_id = ${personId}`.execute(tx);
}
