import { sql } from "kysely";
import { addFiles, derive, type KeptFile, setAccess, wordsIn } from "../assets/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Section, type SectionStart, startsAt } from "../object-formats/index.ts";
import { type Collection, lockCollection } from "./collections.ts";
import { indexObjects } from "./search/index-build.ts";
import { indexWords } from "./search/words-of.ts";

/** A page or another file of an object. */
export type ObjectPage = {
  place: number;
  fileId: string;
  label: string;
  text: string;
  type: string;
  name: string;
  width: number | null;
  height: number | null;
  seconds: number | null;
  /** Of a recording that was made ready for browsers: what that is; null: it plays as it is. */
  playingType: string | null;
  /** Sections that begin at it, the outer ones first. */
  starts: SectionStart[];
};

/** The pages of an object in order. */
export async function pagesOf(db: Db, objectId: string): Promise<ObjectPage[]> {
  const { rows } = await sql<ObjectPage>`
    select p.place, p.file_id as "fileId", p.label, p.text, p.starts, f.media_type as type, f.name, f.width, f.height,
      f.seconds, f.playing_type as "playingType"
    from collections.page p join assets.file_fact f on f.id = p.file_id
    where p.object_id = ${objectId} order by p.place`.execute(db);
  return rows;
}

/** A page as it comes: its file, what it is called, the words on it, the sections that begin there. */
export type PageInput = { file: KeptFile; label: string; text: string; starts?: readonly SectionStart[] };

const CLOSED = { openTo: "nobody", embargoUntil: null } as const;

/** Gives an object these pages in place of all it had. */
export async function writePages(
  tx: Tx,
  collection: Collection,
  objectId: string,
  pages: readonly PageInput[],
): Promise<void> {
  const files = pages.map((page) => page.file);
  await addFiles(tx, collection.memberId, files, CLOSED);
  await sql`delete from collections.page p where p.object_id = ${objectId}`.execute(tx);
  await insertPages(
    tx,
    objectId,
    pages.map(({ file, starts = [], ...page }, at) => ({ place: at + 1, fileId: file.id, starts, ...page })),
  );
  await derive(
    tx,
    files.map((file) => file.id),
  );
}

type NewPage = Pick<ObjectPage, "place" | "fileId" | "label" | "text"> & { starts: readonly SectionStart[] };

async function insertPages(tx: Tx, objectId: string, pages: readonly NewPage[]): Promise<void> {
  const rows = pages.map((page) => ({ ...page, words: indexWords([wordsIn(page.text)]) }));
  await sql`insert into collections.page (object_id, place, file_id, label, text, starts, words)
    select ${objectId}, p.place, p."fileId", p.label, p.text, p.starts,
      array_to_tsvector(array(select jsonb_array_elements_text(p.words)))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as p (place int, "fileId" uuid, label text, text text, starts jsonb, words jsonb)`.execute(tx);
}

/** A page where it shall stand; `text` brings one back that was taken out. */
export type ArrangedPage = { fileId: string; label: string; starts: readonly SectionStart[]; text?: string };

/**
 * Puts the pages of an object into an order, with what they are called and the sections that begin at them; pages that are
 * not named are taken out and closed to everybody, their files stay. To be called with the collection locked.
 */
export async function arrangePages(
  tx: Tx,
  collection: Collection,
  objectId: string,
  pages: readonly ArrangedPage[],
): Promise<void> {
  const placed = pages.map((page, at) => ({ ...page, place: at + 1 }));
  const { rows: gone } = await sql<{ id: string }>`delete from collections.page p
    where p.object_id = ${objectId} and p.file_id <> all(${placed.map((one) => one.fileId)}::uuid[])
    returning p.file_id as id`.execute(tx);
  const { rows: known } = await sql<{ id: string }>`
    update collections.page p set place = w.place, label = w.label, starts = w.starts
    from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as w ("fileId" uuid, place int, label text, starts jsonb)
    where p.object_id = ${objectId} and p.file_id = w."fileId" returning p.file_id as id`.execute(tx);
  const here = new Set(known.map((one) => one.id));
  const back = placed.flatMap((one) => (here.has(one.fileId) ? [] : [{ ...one, text: one.text ?? "" }]));
  await insertPages(tx, objectId, back);
  const ids = gone.map((one) => one.id);
  if (ids.length > 0) await setAccess(tx, ids, CLOSED);
  await sql`update collections.object o set changed_at = now() where o.id = ${objectId}`.execute(tx);
  await indexObjects(tx, collection, [objectId]);
}

/** Says where which sections of an object's pages begin, in place of those it had. */
export async function setSections(tx: Tx, objectId: string, sections: readonly Section[]): Promise<void> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from collections.page p
    where p.object_id = ${objectId}`.execute(tx);
  const starts = startsAt(sections, rows[0]!.n).map((each, at) => ({ place: at + 1, starts: each }));
  await sql`update collections.page p set starts = w.starts
    from jsonb_to_recordset(${JSON.stringify(starts)}::jsonb) as w (place int, starts jsonb)
    where p.object_id = ${objectId} and p.place = w.place and p.starts <> w.starts`.execute(tx);
}

/** Says what stands on a page or is heard in a recording, in place of what was said before; readers find it at once. */
export async function setPageText(tx: Tx, fileId: string, text: string): Promise<void> {
  const words = indexWords([wordsIn(text)]);
  const { rows } = await sql<{ object_id: string; collection_id: string }>`
    update collections.page p set text = ${text}, words = array_to_tsvector(${words}::text[])
    from collections.object o where p.file_id = ${fileId} and o.id = p.object_id
    returning p.object_id, o.collection_id`.execute(tx);
  for (const row of rows)
    await indexObjects(tx, await lockCollection(tx, { id: row.collection_id }), [row.object_id]);
}
