import { sql } from "kysely";
import { getMember } from "../consortium/index.ts";
import { type Actor, memberWorkedAt } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { type Clock, dateIn } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { patronLoads } from "../people/index.ts";
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
  const people = rows.map((row) => row.personId);
  if (people.length === 0) return 0;
  await patronLoads.setBlocks(tx, clock, people, { memberId, kind: "leaving" });
  const entries = people.map((personId) => {
    const about = { subject: { kind: "person", id: personId }, scope: memberId, personId };
    return { actor, action: "people.block-patron", ...about, detail: { kind: "leaving" } };
  });
  await auditInsert(entries, null).execute(tx);
  return people.length;
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
  return (await handOut(tx, actor, clock, [personId], send))[0]!;
}

/** The certificates of readers who were found clear. */
async function handOut(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  people: readonly string[],
  send: boolean,
): Promise<Certificate[]> {
  const memberId = memberWorkedAt(actor);
  const { name: library, timeZone } = await getMember(tx, memberId);
  const on = dateIn(timeZone, clock.now());
  const { rows } = await sql<Omit<Certificate, "on"> & { personId: string; language: Language }>`
    select distinct on (r.person_id) r.person_id as "personId", r.name, r.number, p.language, p.email is not null as "hasMail"
    from people.affiliation_fact r join people.person_fact p on p.id = r.person_id
    where r.member_id = ${memberId} and r.person_id = any(${[...people]}::uuid[])
    order by r.person_id, r.valid_until desc nulls first, r.id`.execute(tx);
  const notices = rows.map(({ personId, name: reader, number, language }) => {
    const params = { library: pick(library, language), reader, number, clearedOn: on };
    return { personId, kind: "leaver-cleared" as const, params, link: null };
  });
  if (send) await notify(tx, clock, ...notices);
  return rows.map(({ name, number, hasMail }) => ({ name, number, on, hasMail }));
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
  await handOut(tx, actor, clock, [...clear], true);
  return { items, kept, sent: clear.size };
}
