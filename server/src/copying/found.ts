import { type MarcRecord, recordFlavour, toCompact } from "@commonshelf/marc";
import { convertRecord } from "@commonshelf/marc/conversion";
import type { z } from "zod";
import type { Viewer } from "../audience/index.ts";
import { describeRecord, findInstancesByIsbn, getInstances, writtenRecords } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import { recordChanges } from "../loads/index.ts";
import type { OutsideAnswer } from "./ask.ts";
import { numberOf, type OwnRecord, ownRecordUnder } from "./own-record.ts";
import type { foundRecordSchema, foundSchema } from "./schema.ts";
import { asOurs, withoutTheirs } from "./take-over.ts";

type Found = z.output<typeof foundRecordSchema>;

/** Who looks: what they may see, and the library whose records may be overlaid; null: none is worked for. */
export type Looking = { viewer: Viewer; memberId: number | null };

/**
 * What was found outside as cataloguers look at it: what it is, whether the region has it (by ISBN, or as matching would
 * join it) and which record of ours that is, what it would change in `onto` or in that record; brought into `flavour`.
 */
export async function presentFound(
  db: Db,
  answer: OutsideAnswer,
  target: string,
  { viewer, memberId }: Looking,
  onto: OwnRecord | null,
  flavour: "marc21" | "unimarc" | null,
): Promise<z.output<typeof foundSchema>> {
  const items: Found[] = [];
  for (const one of answer.results) {
    if (!one.ok) continue;
    const { record, convertedFrom, losses } = broughtInto(one.record, flavour);
    const said = describeRecord(record);
    const here = await titleHere(db, record, target, viewer);
    const ours = here && memberId !== null ? await ownRecordUnder(db, memberId, here.instanceId) : null;
    const compared = onto ?? ours;
    items.push({
      number: numberOf(record),
      title: [said.titles[0]?.main, said.titles[0]?.sub].filter(Boolean).join(" : "),
      responsibility: said.responsibility ?? null,
      publisher: said.publications[0]?.publisher ?? null,
      year: said.year ?? null,
      marc: toCompact(record),
      convertedFrom,
      losses,
      fields: record.fields.map((field) => ({ tag: field.tag, text: recordChanges.fieldText(field) })),
      here: here && { ...here, ours: ours?.controlNumber ?? null },
      differences: compared ? changesIn(compared, record, target) : [],
    });
  }
  const unread = answer.results.flatMap((one) => (one.ok ? [] : [one.message]));
  return { total: answer.total, items, unread };
}

/** The title of the region that the record is of, where there is one that this viewer may see. */
async function titleHere(db: Db, record: MarcRecord, target: string, viewer: Viewer) {
  const isbns = describeRecord(record).identifiers.flatMap((one) => (one.type === "isbn" ? [one.value] : []));
  const held = await findInstancesByIsbn(db, isbns);
  const { joins } = await writtenRecords.likelyInstances(db, asOurs(record, target, null, "draft"));
  const ids = [...(joins === null ? [] : [joins]), ...isbns.flatMap((isbn) => held.get(isbn) ?? [])];
  const found = (await getInstances(db, [...new Set(ids)], viewer))[0];
  return found ? { instanceId: found.id, title: found.brief.title.main } : null;
}

/** What taking it over would change; a record of another format is brought into ours first, as it will be. */
function changesIn(own: OwnRecord, record: MarcRecord, target: string): Found["differences"] {
  const { record: theirs } = broughtInto(record, recordFlavour(own.marc));
  return recordChanges.fieldChanges(own.marc, asOurs(theirs, target, own, own.controlNumber));
}

function broughtInto(record: MarcRecord, flavour: "marc21" | "unimarc" | null) {
  const was = recordFlavour(record);
  if (flavour === null || flavour === was) return { record, convertedFrom: null, losses: [] };
  // What is not taken over anyway is no loss.
  return { ...convertRecord(withoutTheirs(record), flavour, { local: false }), convertedFrom: was };
}
