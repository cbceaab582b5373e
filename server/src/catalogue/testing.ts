import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompactRecord, fromCompact, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { systemActor } from "../kernel/actor.ts";
import type { Database } from "../kernel/database.ts";
import { importFile } from "./import.ts";
import { loadItemPlaces } from "./items/item-places.ts";
import type { InstanceBrief } from "./schema.ts";

/** A description that says nothing but its language. */
export const EMPTY_BRIEF: InstanceBrief = {
  title: { main: "" },
  parallelTitle: null,
  otherTitles: [],
  responsibility: null,
  contributors: [],
  edition: null,
  place: null,
  publisher: null,
  publishers: [],
  year: null,
  languages: ["chi"],
  originalLanguages: [],
  type: "book",
  carrier: "print",
  extent: null,
  pages: null,
  series: [],
  subjects: [],
  classNumbers: [],
  isbns: [],
  oldIsbns: [],
  issns: [],
  otherIds: [],
  notes: [],
  contents: [],
  summary: null,
  urls: [],
};

/** In tests: a book as a library describes it, with one copy where a barcode is given. */
export type TestBook = {
  number: string;
  title: string;
  author?: string;
  publisher?: string;
  year?: number;
  isbns?: string[];
  pages?: number;
  edition?: string;
  barcode?: string;
};

/** In tests: its record. */
export function bookRecord(book: TestBook, status: "n" | "d" = "n"): CompactRecord {
  const { author = "林浩", publisher = "南山出版社", year = 2001, isbns = [], pages } = book;
  return {
    l: `00000${status}am a2200000 i 4500`,
    f: [
      ["001", book.number],
      ...isbns.map((isbn) => ["020", "  ", "a", isbn]),
      ["100", "1 ", "a", author],
      ["245", "10", "a", book.title],
      ...(book.edition ? [["250", "  ", "a", book.edition]] : []),
      ["264", " 1", "b", publisher, "c", String(year)],
      ...(pages ? [["300", "  ", "a", `${pages}页`]] : []),
      ...(book.barcode ? [["852", "  ", "b", "MAIN", "h", "A1", "p", book.barcode]] : []),
    ] as CompactRecord["f"],
  };
}

/** In tests: loads records for a member as one file. */
export async function loadRecords(
  database: Database,
  memberId: number,
  records: readonly CompactRecord[],
  dryRun = false,
): Promise<Awaited<ReturnType<typeof importFile>>["counts"]> {
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-load-"));
  const path = join(folder, "load.mrc");
  await writeFile(path, Buffer.concat(records.map((record) => writeIso2709(fromCompact(record)))));
  const { counts } = await importFile(database.pool, {
    path,
    memberId,
    profile: records.some((record) => record.f.some((field) => field[0] === "852")) ? "marc21-852" : "auto",
    dryRun,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
  });
  await rm(folder, { recursive: true });
  return counts;
}

/** In tests: the clusters, each as the sorted names (member and number) of its live records. */
export async function clusterNames({ db }: Pick<Database, "db">): Promise<string[]> {
  const { rows } = await sql<{ names: string[] }>`
    select array_agg(m.code || r.control_number order by m.code, r.control_number) as names
    from catalogue.record r join consortium.member m on m.id = r.member_id
    where r.deleted_at is null group by r.instance_id`.execute(db);
  return rows.map((row) => row.names.join(" ")).sort();
}
