import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { beginUndo } from "./undo/begin.ts";
import { performUndo, type UndoOutcome } from "./undo/perform.ts";

/** Writes records as an ISO 2709 file. */
export async function writeRecords(path: string, records: MarcRecord[]): Promise<void> {
  await writeFile(path, Buffer.concat(records.map((record) => writeIso2709(record))));
}

export type Copy = { barcode?: string; callNumber?: string; location?: string };

/** A Koha record: items in 952. */
export function book(
  number: string,
  title: string,
  copies: Copy[] = [],
  more: [tag: string, code: string, value: string][] = [],
): MarcRecord {
  const field = (tag: string, subfields: [string, string][]): MarcRecord["fields"][number] => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields,
  });
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: "261101s2001    xx            000 0 eng  " },
      field("245", [["a", title]]),
      ...more.map(([tag, code, value]) => field(tag, [[code, value]])),
      ...copies.map((copy) =>
        field("952", [
          ["a", copy.location ?? "MAIN"],
          ["o", copy.callNumber ?? "Q1"],
          ...((copy.barcode ? [["p", copy.barcode]] : []) as [string, string][]),
        ]),
      ),
    ],
  };
}

/** A holdings record of a title, with its copies in 876. */
export function holdings(number: string, title: string, barcodes: string[]): MarcRecord {
  return {
    leader: "00000nx  a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "004", value: title },
      { tag: "852", ind1: " ", ind2: " ", subfields: [["b", "MAIN"]] },
      ...barcodes.map((barcode) => ({
        tag: "876",
        ind1: " ",
        ind2: " ",
        subfields: [["p", barcode]] as [string, string][],
      })),
    ],
  };
}

/** What a catalogue looks like to those who use it: live records with their content and place, items in use. */
export type Picture = { records: string[]; items: string[]; holdings: string[] };

/** Loads files of one member and undoes them. */
export async function loaderOf(database: Database, memberId: number, profile = "koha-952") {
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-loads-"));
  let files = 0;
  return {
    folder,
    load: async (
      records: MarcRecord[],
      options: { dryRun?: boolean; actorId?: string } = {},
    ): Promise<string> => {
      const path = join(folder, `file-${++files}.mrc`);
      await writeRecords(path, records);
      const { runId } = await importFile(database.pool, {
        path,
        memberId,
        profile,
        dryRun: options.dryRun ?? false,
        actorId: options.actorId ?? systemActor.personId,
        places: await loadItemPlaces(database.db, memberId),
      });
      return runId;
    },
    undo: async (loadId: string): Promise<UndoOutcome> => {
      const { runId, load } = await inTransaction(database.db, (tx) => beginUndo(tx, systemActor, loadId));
      return await performUndo(database.pool, load, runId, await loadItemPlaces(database.db, memberId));
    },
    picture: () => pictureOf(database, memberId),
  };
}

/** Everything about a member's records that an undo has to bring back. */
async function pictureOf({ db }: Database, memberId: number): Promise<Picture> {
  const records = await sql<{ line: string }>`
    select r.control_number || ' ' || r.marc::text || ' ' || r.content_hash || ' with ' ||
      (select string_agg(o.control_number, ',' order by o.control_number) from catalogue.record o
        where o.instance_id = r.instance_id and o.deleted_at is null) as line
    from catalogue.record r where r.member_id = ${memberId} and r.deleted_at is null order by 1`.execute(db);
  const items = await sql<{ line: string }>`
    select concat_ws(' ', r.control_number, i.barcode, i.condition, i.part, h.location, h.call_number, i.home_branch_id)
      as line
    from catalogue.item i join catalogue.record r on r.id = i.record_id join catalogue.holding h on h.id = i.holding_id
    where i.member_id = ${memberId} and i.condition <> 'withdrawn' order by 1`.execute(db);
  const held = await sql<{ line: string }>`
    select h.control_number || ' ' || h.title_number || ' ' || h.marc::text as line
    from catalogue.holdings_record h where h.member_id = ${memberId} order by 1`.execute(db);
  const lines = (rows: { line: string }[]): string[] => rows.map((row) => row.line);
  return { records: lines(records.rows), items: lines(items.rows), holdings: lines(held.rows) };
}
