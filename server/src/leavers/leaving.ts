import { sql } from "kysely";
import { getMember } from "../consortium/index.ts";
import { type Actor, memberWorkedAt } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { type Clock, dateIn } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { getPerson, patronLoads } from "../people/index.ts";
import { clearanceList, clearancesOf, isReaderAt, type LeaverLine } from "./clearance.ts";
import { refuse } from "./refusals.ts";

/** A reader's certificate: to whom, on which day of the library, and whether it can go by mail as well. */
export type Certificate = { name: string; number: string; on: string; hasMail: boolean };

/**
 * Nobody lends to these readers any more: the library's own block of leaving, from today and without an end, for whoever has
 * none; one that begins later, ends by itself or is another library's to lift keeps no promise. Returns how many got it.
 */
async function keepFromLoans(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  leavers: readonly string[],
): Promise<number> {
  const memberId = memberWorkedAt(actor);
  const { rows } = await sql<{
    personId: string;
  }>`select p.id as "personId" from unnest(${[...leavers]}::uuid[]) p(id)
    where not exists (select 1 from people.block_fact b join consortium.member_fact m on m.id = b.member_id
      where b.person_id = p.id and b.member_id = ${memberId} and b.kind = 'leaving' and b.until_on is null
        and b.from_on <= (${clock.now()}::timestamptz at time zone m.time_zone)::date)`.execute(tx);
  for (const { personId } of rows) {
    await patronLoads.setBlock(tx, clock, { personId, memberId, kind: "leaving" });
    const about = { subject: { kind: "person", id: personId }, scope: memberId, personId };
    const detail = { kind: "leaving" };
    await auditInsert({ actor, action: "people.block-patron", ...about, detail }, null).execute(tx);
  }
  return rows.length;
}

async function certificateOf(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  personId: string,
): Promise<Certificate & { library: string }> {
  const memberId = memberWorkedAt(actor);
  const { name: library, timeZone } = await getMember(tx, memberId);
  const { language, email } = await getPerson(tx, personId);
  const { rows } = await sql<{ name: string; number: string }>`select r.name, r.number
    from people.affiliation_fact r where r.person_id = ${personId} and r.member_id = ${memberId}
    order by r.valid_until desc nulls first, r.id limit 1`.execute(tx);
  const on = dateIn(timeZone, clock.now());
  return { ...rows[0]!, on, hasMail: email !== null, library: pick(library, language as Language) };
}

/**
 * Certifies that a reader of the library worked at is clear at all members, and keeps new loans from them; with `send` they
 * have it as a message and by mail. Refuses `patron-unknown` 404, `leaver-not-clear` 409.
 */
export async function certify(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  send: boolean,
): Promise<Certificate> {
  if (!(await isReaderAt(tx, personId, memberWorkedAt(actor)))) throw refuse("patron-unknown");
  // First no new loan, then the look.
  await keepFromLoans(tx, actor, clock, [personId]);
  const { isClear } = (await clearancesOf(tx, clock, [personId], undefined)).get(personId)!;
  if (!isClear) throw refuse("leaver-not-clear");
  return await handOut(tx, actor, clock, personId, send);
}

/** The certificate of a reader who was found clear. */
async function handOut(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  send: boolean,
): Promise<Certificate> {
  const { library, ...certificate } = await certificateOf(tx, clock, actor, personId);
  const { name: reader, number, on } = certificate;
  if (send) {
    const params = { library, reader, number, clearedOn: on };
    await notify(tx, clock, { personId, kind: "leaver-cleared", params, link: null });
  }
  return certificate;
}

/**
 * A class leaves: new loans are kept from everybody of the list who is a reader of the library worked at; with `send` those who
 * are clear get their certificates. Each line says where its reader stands now.
 */
export async function leaveAsClass(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { readers, send }: { readers: readonly string[]; send: boolean },
): Promise<{ items: LeaverLine[]; kept: number; sent: number }> {
  const before = await clearanceList(tx, clock, actor, readers);
  const known = new Set(before.flatMap(({ clearance }) => (clearance ? [clearance.personId] : [])));
  const kept = await keepFromLoans(tx, actor, clock, [...known]);
  const items = await clearanceList(tx, clock, actor, readers);
  if (!send) return { items, kept, sent: 0 };
  const clear = new Set(items.flatMap(({ clearance }) => (clearance?.isClear ? [clearance.personId] : [])));
  for (const personId of clear) await handOut(tx, actor, clock, personId, true);
  return { items, kept, sent: clear.size };
}
