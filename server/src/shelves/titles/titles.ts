import { sql } from "kysely";
import { findInstancesByIsbn, getInstances, type InstanceBrief } from "../../catalogue/index.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { publish } from "../../kernel/outbox.ts";
import { titleTopics } from "./title-topics.ts";

/** A title as readers know it; `instanceId` once the union catalogue has it. */
export type SharedTitle = {
  id: number;
  isbn: string | null;
  instanceId: number | null;
  main: string;
  author: string;
};

type Row = { id: number; isbn: string | null; instance_id: number | null; main: string; author: string };

function toTitle(row: Row): SharedTitle {
  return { id: row.id, isbn: row.isbn, instanceId: row.instance_id, main: row.main, author: row.author };
}

/** How readers know a title that a library's record describes. */
export function wordingOf(brief: InstanceBrief): { main: string; author: string } {
  const { main, sub, part } = brief.title;
  const author = brief.contributors[0]?.value ?? brief.responsibility ?? "";
  return { main: [main, sub, part].filter(Boolean).join(" ") || "—", author };
}

/**
 * Titles of normalised ISBNs, made where they are missing: with the catalogue's description where the catalogue has
 * the ISBN, else as a stub with the wording given (or the ISBN itself), linked when a library's record arrives. Which of
 * several wordings holds says `noteWordings`.
 */
export async function ensureIsbnTitles(
  tx: Tx,
  wanted: Map<string, { main: string; author: string }>,
): Promise<Map<string, SharedTitle>> {
  const isbns = [...wanted.keys()].sort();
  const known = await selectByIsbn(tx, isbns);
  const missing = isbns.filter((isbn) => !known.has(isbn));
  if (missing.length === 0) return known;
  const found = await findInstancesByIsbn(tx, missing);
  const instances = await getInstances(tx, [...new Set(found.values())]);
  const briefs = new Map(instances.map((instance) => [instance.id, instance.brief]));
  const lines = missing.map((isbn) => {
    const instanceId = found.get(isbn);
    const brief = instanceId === undefined ? undefined : briefs.get(instanceId);
    const typed = wanted.get(isbn)!;
    const wording = brief ? wordingOf(brief) : { main: typed.main || isbn, author: typed.author };
    return { isbn, instanceId: brief ? instanceId! : null, ...wording };
  });
  await sql`insert into shelves.title (isbn, instance_id, main, author)
    select t.isbn, t.instance_id, t.main, t.author
    from unnest(${lines.map((l) => l.isbn)}::text[], ${lines.map((l) => l.instanceId)}::bigint[],
      ${lines.map((l) => l.main)}::text[], ${lines.map((l) => l.author)}::text[]) t(isbn, instance_id, main, author)
    order by t.isbn on conflict (isbn) do nothing`.execute(tx);
  return await selectByIsbn(tx, isbns);
}

/** Those of the ISBNs that a library or a reader has named already; a title that is nothing but its ISBN is no name. */
export async function knownIsbns(db: Db, isbns: readonly string[]): Promise<Set<string>> {
  const named = [...(await selectByIsbn(db, [...isbns])).values()].filter(
    (title) => title.main !== title.isbn,
  );
  const known = new Set(named.map((title) => title.isbn!));
  const others = isbns.filter((isbn) => !known.has(isbn));
  const found = others.length > 0 ? await findInstancesByIsbn(db, others) : new Map<string, number>();
  return new Set([...known, ...found.keys()]);
}

/** A title by its ISBN as readers know it, if any has published it. */
export async function titleOfIsbn(db: Db, isbn: string): Promise<SharedTitle | undefined> {
  return (await selectByIsbn(db, [isbn])).get(isbn);
}

async function selectByIsbn(db: Db, isbns: string[]): Promise<Map<string, SharedTitle>> {
  const { rows } = await sql<Row>`
    select t.id, t.isbn, t.instance_id, t.main, t.author from shelves.title t
    where t.isbn = any(${isbns}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.isbn!, toTitle(row)]));
}

/** Titles typed by one person for books without an ISBN, by `main` and `author`; the same wording is one title. */
export async function ensureTypedTitles(
  tx: Tx,
  personId: string,
  wanted: { main: string; author: string }[],
): Promise<Map<string, SharedTitle>> {
  const distinct = [...new Map(wanted.map((w) => [typedKey(w), w])).values()];
  const mains = distinct.map((w) => w.main);
  const authors = distinct.map((w) => w.author);
  const { rows } = await sql<Row>`
    with wanted as (select * from unnest(${mains}::text[], ${authors}::text[]) w(main, author)),
    known as (
      select t.id, t.isbn, t.instance_id, t.main, t.author from shelves.title t
      join wanted w on w.main = t.main and w.author = t.author
      where t.typed_by = ${personId} and t.id in (select c.title_id from shelves.copy c where c.owner_id = ${personId})),
    made as (
      insert into shelves.title (main, author, typed_by)
      select w.main, w.author, ${personId} from wanted w
      where not exists (select 1 from known k where k.main = w.main and k.author = w.author)
      returning id, isbn, instance_id, main, author)
    select * from known union all select * from made order by id desc`.execute(tx);
  return new Map(rows.map((row) => [typedKey(row), toTitle(row)]));
}

/** Key of a typed title inside one person's books. */
export function typedKey(title: { main: string; author: string }): string {
  return `${title.main}\n${title.author}`;
}

/**
 * Records came, went or moved: stubs whose ISBN a library now has are linked to its instance and take its wording;
 * links to instances that were joined follow them.
 */
export async function linkTitles(tx: Tx, instanceIds: number[]): Promise<number> {
  const moved = await followMerged(tx, instanceIds);
  const instances = await getInstances(tx, await wantedAmong(tx, instanceIds));
  const lines = instances.flatMap(({ id, brief }) =>
    [...brief.isbns, ...brief.oldIsbns].map((isbn) => ({ id, isbn, ...wordingOf(brief) })),
  );
  if (lines.length === 0) return moved;
  const { rows } = await sql<{ id: number }>`
    update shelves.title t set instance_id = l.id, main = l.main, author = l.author
    from (select distinct on (u.isbn) u.id, u.isbn, u.main, u.author
      from unnest(${lines.map((l) => l.id)}::bigint[], ${lines.map((l) => l.isbn)}::text[],
        ${lines.map((l) => l.main)}::text[], ${lines.map((l) => l.author)}::text[]) u(id, isbn, main, author)
      order by u.isbn, u.id) l
    where t.isbn = l.isbn and t.instance_id is null returning t.id`.execute(tx);
  if (rows.length > 0)
    await linkOffers(
      tx,
      rows.map((row) => row.id),
    );
  return moved + rows.length;
}

/** Those of the instances that have an ISBN some title still waits for: next to none of what an import brings. */
async function wantedAmong(tx: Tx, instanceIds: number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct r.instance_id as id from catalogue.record_line r
    join catalogue.identifier_line i on i.record_id = r.id and i.type = 'isbn'
    where exists (select 1 from shelves.title w where w.instance_id is null and w.isbn is not null)
      and r.instance_id = any(${instanceIds}::bigint[]) and r.deleted_at is null
      and exists (select 1 from shelves.title t where t.isbn = i.value and t.instance_id is null)`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

async function followMerged(tx: Tx, instanceIds: number[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update shelves.title t set instance_id = i.merged_into from catalogue.instance_trail i
    where i.id = t.instance_id and i.merged_into is not null and t.instance_id = any(${instanceIds}::bigint[])
    returning t.id`.execute(tx);
  if (rows.length > 0)
    await linkOffers(
      tx,
      rows.map((row) => row.id),
    );
  return rows.length;
}

/** Offers of these titles stand at the records the titles are of; rooms that keep a record beside a copy hear of it. */
export async function linkOffers(tx: Tx, titleIds: number[]): Promise<void> {
  await sql`update shelves.offer o set instance_id = t.instance_id from shelves.title t
    where t.id = o.title_id and t.id = any(${titleIds}::bigint[])`.execute(tx);
  await sql`update shelves.offer_circle oc set instance_id = o.instance_id from shelves.offer o
    where o.copy_id = oc.copy_id and o.title_id = any(${titleIds}::bigint[])`.execute(tx);
  await publishOffers(tx, titleIds);
  await publish(tx, titleTopics.linked, { titleIds });
}

/** Tells the rooms above that what is offered of these titles changed (topic `sharing-offers`). */
export async function publishOffers(tx: Tx, titleIds: number[]): Promise<void> {
  if (titleIds.length > 0) await publish(tx, "sharing-offers", { titleIds: [...new Set(titleIds)] });
}
