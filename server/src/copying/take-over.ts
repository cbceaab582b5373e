import {
  type CompactRecord,
  fromCompact,
  isData,
  type MarcField,
  type MarcRecord,
  recordFlavour,
} from "@commonshelf/marc";
import { convertRecord } from "@commonshelf/marc/conversion";
import { isOneLibrarys } from "@commonshelf/marc/editing";
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

/**
 * What stays of a record of ours that another's is laid over: copies and what we keep for ourselves, our classes in CNMARC
 * where we have given any, addresses of both.
 */
function staysOf(ours: MarcRecord, theirs: MarcRecord): { tag: string; how: "keep" | "fill" | "add" }[] {
  const format = recordFlavour(ours);
  const tags = [...new Set([...ours.fields, ...theirs.fields].map((field) => field.tag))];
  const isClass = (tag: string): boolean => format === "unimarc" && /^69[0246]$/.test(tag);
  return tags
    .filter((tag) => tag === "856" || isClass(tag) || isOneLibrarys(format, tag))
    .map((tag) => ({ tag, how: tag === "856" ? "add" : isClass(tag) ? "fill" : "keep" }));
}

/** A record of theirs without what belongs to their copies and what they keep for themselves. */
export function withoutTheirs(theirs: MarcRecord): MarcRecord {
  const format = recordFlavour(theirs);
  return {
    leader: theirs.leader,
    fields: theirs.fields.filter((field) => !isOneLibrarys(format, field.tag)),
  };
}

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
  const rest = withoutTheirs(theirs).fields.filter((field) => !["001", "003"].includes(field.tag));
  const at = rest.findIndex((field) => field.tag > "035");
  const place = at < 0 ? rest.length : at;
  const record: MarcRecord = {
    leader: theirs.leader,
    fields: [{ tag: "001", value: number }, ...rest.slice(0, place), ...origin, ...rest.slice(place)],
  };
  return onto ? recordOverlay.overlay(onto.marc, record, staysOf(onto.marc, record)) : record;
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
  const theirs = own
    ? convertRecord(withoutTheirs(sent), recordFlavour(own.marc), { local: false }).record
    : sent;
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
