import { type MarcRecord, recordFlavour, toCompact } from "@commonshelf/marc";
import { convertRecord } from "@commonshelf/marc/conversion";
import { sql } from "kysely";
import type { z } from "zod";
import { describeRecord, findInstancesByIsbn } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import { recordChanges } from "../loads/index.ts";
import type { OutsideAnswer } from "./ask.ts";
import { numberOf, type OwnRecord } from "./own-record.ts";
import type { foundRecordSchema, foundSchema } from "./schema.ts";
import { asOurs, withoutTheirs } from "./take-over.ts";

type Found = z.output<typeof foundRecordSchema>;

/** What was found outside as cataloguers look at it: what it is, whether it is here, what it would change in `onto`; brought into `flavour`. */
export async function presentFound(
  db: Db,
  answer: OutsideAnswer,
  target: string,
  onto: OwnRecord | null,
  flavour: "marc21" | "unimarc" | null,
): Promise<z.output<typeof foundSchema>> {
  const converted = answer.results.flatMap((one) => (one.ok ? [broughtInto(one.record, flavour)] : []));
  const records = converted.map((one) => one.record);
  const isbns = new Map(
    records.map((record) => [
      record,
      describeRecord(record).identifiers.flatMap((one) => (one.type === "isbn" ? [one.value] : [])),
    ]),
  );
  const held = await findInstancesByIsbn(db, [...new Set([...isbns.values()].flat())]);
  const titles = await titlesOf(db, [...new Set(held.values())]);
  const items = converted.map(({ record, convertedFrom, losses }): Found => {
    const said = describeRecord(record);
    const instanceId = isbns.get(record)!.flatMap((isbn) => held.get(isbn) ?? [])[0];
    return {
      number: numberOf(record),
      title: [said.titles[0]?.main, said.titles[0]?.sub].filter(Boolean).join(" : "),
      responsibility: said.responsibility ?? null,
      publisher: said.publications[0]?.publisher ?? null,
      year: said.year ?? null,
      marc: toCompact(record),
      convertedFrom,
      losses,
      fields: record.fields.map((field) => ({ tag: field.tag, text: recordChanges.fieldText(field) })),
      here: instanceId === undefined ? null : { instanceId, title: titles.get(instanceId) ?? "" },
      differences: onto
        ? recordChanges.fieldChanges(onto.marc, asOurs(record, target, onto, onto.controlNumber))
        : [],
    };
  });
  const unread = answer.results.flatMap((one) => (one.ok ? [] : [one.message]));
  return { total: answer.total, items, unread };
}

function broughtInto(record: MarcRecord, flavour: "marc21" | "unimarc" | null) {
  const was = recordFlavour(record);
  if (flavour === null || flavour === was) return { record, convertedFrom: null, losses: [] };
  // What is not taken over anyway is no loss.
  return { ...convertRecord(withoutTheirs(record), flavour, { local: false }), convertedFrom: was };
}

async function titlesOf(db: Db, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{
    id: number;
    title: string | null;
  }>`select t.id, t.title from catalogue.title_line t
    where t.id = any(${ids}::bigint[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.title ?? ""]));
}
