import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { expect } from "vitest";
import { addMember, findMemberByCode } from "../../consortium/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { importFile } from "../import.ts";
import { listRejects } from "../import-runs.ts";
import { setItemCondition } from "../items.ts";
import type { ImportCounts } from "../schema.ts";
import { loadItemPlaces } from "./item-places.ts";

export let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
export let memberId: number;
/** Makes what the tests begin with. */
export async function open(): Promise<void> {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-identity-"));
  await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code: "ILIB", name: { en: "I" } }));
  memberId = (await findMemberByCode(database.db, "ILIB")).id;
}
/** Ends it. */
export async function close(): Promise<void> {
  await database.close();
}

export type Copy = { barcode?: string; number?: string; callNumber?: string; location?: string };

/** A Koha record: items in 952, the item number in $9. */
export function book(
  number: string,
  copies: Copy[],
  options: { title?: string; agency?: string; note?: string; status?: string } = {},
): MarcRecord {
  return {
    leader: `00000${options.status ?? "n"}am a2200000 i 4500`,
    fields: [
      { tag: "001", value: number },
      ...(options.agency ? [{ tag: "003", value: options.agency }] : []),
      { tag: "008", value: "261101s2001    xx            000 0 eng  " },
      {
        tag: "245",
        ind1: "1",
        ind2: "0",
        subfields: [["a", options.title ?? `Lanterns of ${number}`] as [string, string]],
      },
      ...(options.note
        ? [{ tag: "500", ind1: " ", ind2: " ", subfields: [["a", options.note] as [string, string]] }]
        : []),
      ...copies.map((copy) => ({
        tag: "952",
        ind1: " ",
        ind2: " ",
        subfields: [
          ["a", "MAIN"],
          ["o", copy.callNumber ?? "Q1"],
          ...(copy.location ? [["c", copy.location]] : []),
          ...(copy.barcode ? [["p", copy.barcode]] : []),
          ...(copy.number ? [["9", copy.number]] : []),
        ] as [string, string][],
      })),
    ],
  };
}

let files = 0;
export async function load(
  records: MarcRecord[],
  dryRun = false,
): Promise<ImportCounts & { told: string[]; lines: Awaited<ReturnType<typeof listRejects>> }> {
  const path = join(folder, `f${++files}.mrc`);
  await writeFile(path, Buffer.concat(records.map((r) => writeIso2709(r))));
  const { counts, runId } = await importFile(database.pool, {
    path,
    memberId,
    profile: "koha-952",
    dryRun,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
  });
  expect(counts.read).toBe(counts.created + counts.updated + counts.unchanged + counts.rejected);
  const lines = await listRejects(database.db, runId, -1, 100);
  return { ...counts, told: lines.map((line) => line.reason), lines };
}

/** Items of these records: id, record's number, barcode, condition. */
export async function itemsOf(
  ...numbers: string[]
): Promise<{ id: number; at: string; barcode: string | null; condition: string }[]> {
  const { rows } = await sql<{ id: number; at: string; barcode: string | null; condition: string }>`
    select i.id, r.control_number as at, i.barcode, i.condition
    from catalogue.item i join catalogue.record r on r.id = i.record_id
    where r.control_number = any(${numbers}::text[]) order by i.id`.execute(database.db);
  return rows;
}

const desk: Actor = actorOf({
  personId: "00000000-0000-7000-8000-0000000000de",
  name: "desk",
});
export const declare = (
  itemId: number,
  condition: "good" | "withdrawn" | "damaged" | "missing",
): Promise<void> => inTransaction(database.db, (tx) => setItemCondition(tx, desk, itemId, condition));
