import {
  type CompactRecord,
  fromCompact,
  isData,
  type MarcField,
  type MarcRecord,
  recordFlavour,
} from "@commonshelf/marc";
import { convertRecord } from "@commonshelf/marc/conversion";
import { sql } from "kysely";
import type { z } from "zod";
import { writtenRecords } from "../catalogue/index.ts";
import { demandUnprotected } from "../cataloguing/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { recordOverlay } from "../loads/index.ts";
import { numberOf, type OwnRecord, ownRecord } from "./own-record.ts";
import { refuse } from "./refusals.ts";
import type { takenSchema } from "./schema.ts";

/** What is ours in a record of ours: copies and local notes; and what is theirs in one of theirs. */
const OWN_FIELDS = ["59X", "69X", "85X", "86X", "87X", "9XX"].map((tag) => ({ tag, how: "keep" as const }));
const THEIR_OWN = /^(09\d|59\d|69\d|85[2-5]|86[3-8]|87[6-8]|9\d\d)$/;

/**
 * A record of theirs as one of ours: under our number, its own kept as 035 `(target)number` (MARC 21 035; UNIMARC 035 as
 * well), without what belongs to their copies; laid over ours it keeps our copies and local notes.
 */
export function asOurs(
  theirs: MarcRecord,
  target: string,
  onto: OwnRecord | null,
  number: string,
): MarcRecord {
  const source = `(${target})${numberOf(theirs)}`;
  const known = theirs.fields.some(
    (field) => field.tag === "035" && isData(field) && field.subfields.some(([, value]) => value === source),
  );
  const origin: MarcField[] = known ? [] : [{ tag: "035", ind1: " ", ind2: " ", subfields: [["a", source]] }];
  const rest = theirs.fields.filter(
    (field) => !["001", "003"].includes(field.tag) && !THEIR_OWN.test(field.tag),
  );
  const at = rest.findIndex((field) => field.tag > "035");
  const place = at < 0 ? rest.length : at;
  const record: MarcRecord = {
    leader: theirs.leader,
    fields: [{ tag: "001", value: number }, ...rest.slice(0, place), ...origin, ...rest.slice(place)],
  };
  return onto ? recordOverlay.overlay(onto.marc, record, OWN_FIELDS) : record;
}

/**
 * Takes a record from outside over among the member's: new under a number of ours, or laid over one that is here; it is
 * matched, kept in versions and told to the index like any other. Refuses `copy-onto-unknown` 404, `copy-refused` 400 (a
 * load would not take it), `field-protected` 403.
 */
export async function takeOver(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  memberId: number,
  { target, marc, onto }: { target: string; marc: CompactRecord; onto: string | null },
): Promise<z.output<typeof takenSchema>> {
  const own = onto === null ? null : await ownRecord(tx, memberId, onto);
  const sent = fromCompact(marc);
  // Fields of two formats never stand in one record.
  const theirs = own ? convertRecord(sent, recordFlavour(own.marc), { local: false }).record : sent;
  const number = own ? numberOf(own.marc) || own.controlNumber : await writtenRecords.newControlNumber(tx);
  const record = asOurs(theirs, target, own, number);
  if (own) await demandUnprotected(tx, actor, memberId, [own.marc, record]);
  const written = await writtenRecords.writeRecord(tx, {
    memberId,
    stored: own && { id: own.id, controlNumber: own.controlNumber },
    record,
    reason: `copy: ${target}`,
    actorId: actor.personId,
  });
  if ("refused" in written) throw refuse("copy-refused", { reason: written.refused, place: written.place });
  await sql`insert into copying.taken (record_id, target_code, source_number, taken_by, taken_at, was_overlay)
    values (${written.recordId}, ${target}, ${numberOf(theirs)}, ${actor.personId}, ${clock.now()}, ${own !== null})`.execute(
    tx,
  );
  return {
    recordId: written.recordId,
    controlNumber: own?.controlNumber ?? number,
    instanceId: written.instanceId,
  };
}
