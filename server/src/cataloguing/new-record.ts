import { fromCompact, type MarcRecord } from "@commonshelf/marc";
import type { z } from "zod";
import type { Viewer } from "../audience/index.ts";
import { getInstances, writtenRecords } from "../catalogue/index.ts";
import { findMemberByCode, listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import { demandSound, stamped } from "./save-record.ts";
import type { lookAlikesSchema, marcSchema, newRecordSchema, recordAddedSchema } from "./schema.ts";

/**
 * A record that begins here, under a number of its own. Refuses `member-unknown` 404, `forbidden` 403, `record-refused`
 * 400 (as a load would).
 */
export async function addRecord(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { member: memberCode, marc, reason }: z.output<typeof newRecordSchema>,
): Promise<z.output<typeof recordAddedSchema>> {
  const member = await findMemberByCode(tx, memberCode);
  demandPermission(actor, "catalogue.edit", member.id);
  return await beginRecord(tx, actor, clock, { memberId: member.id, draft: fromCompact(marc), reason });
}

/** The bare beginning, for commands that have checked their actor. Refuses `record-refused` 400. */
export async function beginRecord(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { memberId, draft, reason }: { memberId: number; draft: MarcRecord; reason: string },
): Promise<z.output<typeof recordAddedSchema>> {
  const controlNumber = await writtenRecords.newControlNumber(tx);
  // Whose number 001 is, 003 says; this one is the platform's.
  const own = { ...draft, fields: draft.fields.filter((field) => field.tag !== "003") };
  const record = stamped(own, controlNumber, true, clock.now());
  demandSound(record);
  const written = await writtenRecords.writeRecord(tx, {
    memberId,
    stored: null,
    record,
    reason,
    actorId: actor.personId,
  });
  if ("refused" in written) throw refuse("record-refused", { reason: written.refused, place: written.place });
  return { recordId: written.recordId, instanceId: written.instanceId, controlNumber };
}

const MOST_ALIKE = 20;

/** Titles of the region a draft may be that this viewer may see, the one it would join first: by number and by title, as matching looks. */
export async function lookAlikes(
  db: Db,
  viewer: Viewer,
  marc: z.output<typeof marcSchema>,
): Promise<z.output<typeof lookAlikesSchema>> {
  const draft = stamped(fromCompact(marc), "draft", true, new Date(0));
  const { joins, instanceIds } = await writtenRecords.likelyInstances(db, draft);
  const ids = [...new Set([...(joins === null ? [] : [joins]), ...instanceIds])].slice(0, MOST_ALIKE);
  const instances = await getInstances(db, ids, viewer);
  const codes = new Map((await listMembers(db)).map((member) => [member.id, member.code]));
  return {
    items: instances.map(({ id, brief, memberIds }) => ({
      instanceId: id,
      title: [brief.title.main, brief.title.sub, brief.title.part].filter(Boolean).join(" "),
      responsibility: brief.responsibility,
      publisher: brief.publisher,
      year: brief.year,
      isbns: brief.isbns,
      members: memberIds.flatMap((memberId) => codes.get(memberId) ?? []),
      joins: id === joins,
    })),
  };
}
