import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { addMember } from "../consortium/index.ts";
import { CatalogueIndex, createSearcher, type Searcher } from "../discovery/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";

/** A MARC 21 record of a book. */
export function book(
  number: string,
  title: string,
  author: string,
  year: string,
  callNumber?: string,
): MarcRecord {
  const field = (tag: string, ...subfields: [string, string][]): MarcRecord["fields"][number] => ({
    tag,
    ind1: "1",
    ind2: "0",
    subfields,
  });
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: `261101s${year}    xx            000 0 chi  ` },
      field("100", ["a", author]),
      field("245", ["a", title]),
      field("264", ["a", "北京"], ["b", "中华书局"], ["c", year]),
      ...(callNumber ? [field("852", ["b", "MAIN"], ["h", callNumber], ["p", `B${number}`])] : []),
    ],
  };
}

/** A CNMARC record of a book. */
export function cnmarcBook(number: string, title: string, author: string, year: string): MarcRecord {
  const field = (tag: string, ...subfields: [string, string][]): MarcRecord["fields"][number] => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields,
  });
  return {
    leader: "00000nam0 2200000   450 ",
    fields: [
      { tag: "001", value: number },
      field("100", ["a", `20261101d${year}    em y0chiy50      ea`]),
      field("101", ["a", "chi"]),
      field("200", ["a", title], ["f", author]),
      field("210", ["a", "北京"], ["c", "中华书局"], ["d", year]),
      field("701", ["a", author]),
    ],
  };
}

/** Imports records for a new member and returns a searcher over all there is. */
export async function importRecords(
  database: Database,
  code: string,
  records: MarcRecord[],
): Promise<Searcher> {
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code, name: { en: code } }),
  );
  const path = join(tmpdir(), `commonshelf-${process.pid}-${code}.mrc`);
  await writeFile(path, Buffer.concat(records.map((r) => writeIso2709(r))));
  await importFile(database.pool, {
    path,
    memberId: member.id,
    profile: "auto",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, member.id),
  });
  const index = new CatalogueIndex(database.db, join(tmpdir(), `commonshelf-${process.pid}-index`));
  await index.open();
  return createSearcher(() => index.index);
}
