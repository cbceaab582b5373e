import { sql } from "kysely";
import { ZipFile } from "yazl";
import type { Config } from "../collections/schema.ts";
import type { FileStore } from "../files/index.ts";
import type { Db } from "../kernel/database.ts";
import { refuse } from "./refusals.ts";
import { EXPORT_VERSION, type ExportHead, type ExportObject } from "./schema.ts";

const BATCH = 500;
/** The same export is the same file: nothing in it says when it was made. */
const MADE = new Date("2000-01-01T00:00:00Z");

type ExportRow = Omit<ExportObject, "pages"> & {
  number: number;
  pages:
    | (Omit<ExportObject["pages"][number], "file"> & { key: string; bytes: number; place: number })[]
    | null;
};

/** Numbers of objects that a configuration names. */
function numbersIn({ featured, topics }: Config): number[] {
  return [
    ...featured.map((one) => one.object),
    ...topics.flatMap((one) => [...one.included, ...one.excluded]),
  ];
}

/** The collection without its objects. Refuses `collection-unknown` 404. */
export async function exportHead(
  db: Db,
  slug: string,
): Promise<ExportHead & { id: string; memberId: number }> {
  const { rows } = await sql<{
    id: string;
    member_id: number;
    draft: Config;
    live: Config | null;
    n: number;
  }>`
    select c.id, c.member_id, c.draft, c.live_config as live,
      (select count(*)::int from collections.object_fact o where o.collection_id = c.id) as n
    from collections.collection_fact c where c.slug = ${slug}`.execute(db);
  const row = rows[0];
  if (!row) throw refuse("collection-unknown");
  const numbers = [...numbersIn(row.draft), ...(row.live ? numbersIn(row.live) : [])];
  const named = await sql<{ number: number; identifier: string }>`
    select o.number, o.identifier from collections.object_fact o
    where o.collection_id = ${row.id} and o.number = any(${numbers}::bigint[]) order by o.number`.execute(db);
  const guests = await sql<ExportHead["guests"][number]>`
    select g.number, h.slug as home, o.identifier from collections.guest_fact g
    join collections.object_fact o on o.number = g.number join collections.collection_fact h on h.id = o.collection_id
    where g.collection_id = ${row.id} order by g.number`.execute(db);
  return {
    id: row.id,
    memberId: row.member_id,
    format: "commonshelf-collection",
    version: EXPORT_VERSION,
    slug,
    draft: row.draft,
    live: row.live,
    objects: row.n,
    references: Object.fromEntries(named.rows.map((one) => [String(one.number), one.identifier])),
    guests: guests.rows,
  };
}

async function objectsAfter(db: Db, collectionId: string, after: number): Promise<ExportRow[]> {
  const { rows } = await sql<ExportRow>`
    select o.number, o.identifier, o.data, o.state, o.access, o.embargo_until as "embargoUntil", d.direction, m.parent, m.place, p.pages
    from collections.object_fact o
    left join object_parts.direction_fact d on d.object_id = o.id
    left join object_parts.member_fact m on m.object_id = o.id
    left join lateral (
      select jsonb_agg(jsonb_build_object('label', g.label, 'text', g.text, 'starts', g.starts, 'name', f.name, 'sha256', f.sha256,
        'key', f.key, 'bytes', f.bytes, 'place', g.place) order by g.place) as pages
      from collections.page_fact g join assets.file_fact f on f.id = g.file_id where g.object_id = o.id) p on true
    where o.collection_id = ${collectionId} and o.number > ${after} order by o.number limit ${BATCH}`.execute(
    db,
  );
  return rows;
}

/**
 * A whole collection as a zip archive: `collection.json`, `objects.ndjson`, and every original once under `media/`. It is
 * written while it is read: nothing of it is held whole, whatever its size.
 */
export async function exportCollection(
  db: Db,
  files: FileStore,
  slug: string,
): Promise<NodeJS.ReadableStream> {
  const { id, memberId: _member, ...head } = await exportHead(db, slug);
  const zip = new ZipFile();
  const options = { mtime: MADE, compress: true };
  zip.addBuffer(Buffer.from(`${JSON.stringify(head, null, 1)}\n`), "collection.json", options);
  const taken = new Set<string>();
  const lines: string[] = [];
  let after = 0;
  for (
    let rows = await objectsAfter(db, id, after);
    rows.length > 0;
    rows = await objectsAfter(db, id, after)
  ) {
    for (const { number: _number, pages, ...object } of rows) {
      const kept = (pages ?? []).map(({ key, bytes, place: _place, ...page }) => {
        const file = `media/${page.sha256}${key.slice(key.lastIndexOf("."))}`;
        if (!taken.has(file)) {
          taken.add(file);
          zip.addReadStreamLazy(file, { mtime: MADE, compress: false, size: bytes }, (done) => {
            files.get(key).then(
              (stored) =>
                stored ? done(null, stored.stream()) : done(new Error(`${key} is gone`), null as never),
              (error: unknown) => done(error, null as never),
            );
          });
        }
        return { ...page, file };
      });
      lines.push(JSON.stringify({ ...object, pages: kept }));
    }
    after = rows.at(-1)!.number;
  }
  zip.addBuffer(Buffer.from(lines.map((line) => `${line}\n`).join("")), "objects.ndjson", options);
  zip.end();
  return zip.outputStream;
}
