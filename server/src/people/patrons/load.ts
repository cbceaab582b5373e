import { sql } from "kysely";
import type { z } from "zod";
import { nameKeys } from "../../../../packages/cjk/index.ts";
import { type Actor, memberWorkedAt } from "../../kernel/actor.ts";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import type { Clock } from "../../kernel/time.ts";
import { readDay } from "../../kernel/time.ts";
import { readBalance, settleBalances } from "./balances.ts";
import type { loadCountsSchema, patronRowSchema } from "./schema.ts";

/** A line of the university's list. */
export type PatronRow = z.output<typeof patronRowSchema>;
/** What became of the lines; `rejected` says why. */
export type LoadCounts = z.output<typeof loadCountsSchema>;

const LONGEST = 200;
export const LONGEST_CODE = 64;

/** Why a line is no reader by itself; null: it is one. */
export function faultOf(row: PatronRow): string | null {
  if (row.number === "") return "number-missing";
  if (row.number.length > LONGEST_CODE) return "number-too-long";
  if (row.name === "") return "name-missing";
  if (row.name.length > LONGEST) return "name-too-long";
  if (row.group === "" || row.group.length > LONGEST_CODE) return "group-missing";
  if (row.email !== null && !/^[^\s@]+@[^\s@]+$/.test(row.email)) return "email-invalid";
  if (row.phone !== null && !/^[0-9+() /.-]{5,40}$/.test(row.phone)) return "phone-invalid";
  if (row.validUntil !== null && readDay(row.validUntil) === null) return "date-invalid";
  if (row.balance !== null && readBalance(row.balance) === null) return "balance-invalid";
  if (row.card !== null && !/^\S{1,64}$/.test(row.card)) return "barcode-invalid";
  return null;
}

type Verdict = { at: number; verdict: "created" | "updated" | "unchanged" | "card-exists" };

/**
 * Takes over a university's list of its readers, by number: who is new is registered, who is known is brought up to date,
 * nobody is deleted, and what a line leaves empty stays. A name is changed while the person belongs to this library alone.
 * Who owes the library more than `debtOver` yuan is blocked until a list says less. Everything at once by sets. With `dryRun`
 * it only counts.
 */
export async function loadPatrons(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { rows, dryRun, debtOver }: { rows: PatronRow[]; dryRun: boolean; debtOver: number },
): Promise<LoadCounts> {
  const memberId = memberWorkedAt(actor);
  await lockByName(tx, `people.load-patrons ${memberId}`);
  const rejected: LoadCounts["rejected"] = [];
  const numbers = new Set<string>();
  const cards = new Set<string>();
  const good = rows.filter((row) => {
    const card = row.card?.toUpperCase();
    const reason =
      faultOf(row) ??
      (numbers.has(row.number)
        ? "number-twice"
        : card !== undefined && cards.has(card)
          ? "card-twice"
          : null);
    if (reason !== null) rejected.push({ line: row.line, number: row.number.slice(0, LONGEST_CODE), reason });
    numbers.add(row.number);
    if (card !== undefined) cards.add(card);
    return reason === null;
  });
  const given = good.map((row, at) => ({
    at,
    ...row,
    validUntil: row.validUntil === null ? null : readDay(row.validUntil),
    owes: row.balance === null ? null : readBalance(row.balance),
    personId: newId<"person">(),
    affiliationId: newId<"affiliation">(),
  }));
  const verdicts = await judge(tx, memberId, given);
  const count = (verdict: Verdict["verdict"]): number => verdicts.filter((v) => v.verdict === verdict).length;
  for (const { at, verdict } of verdicts)
    if (verdict === "card-exists")
      rejected.push({ line: good[at]!.line, number: good[at]!.number, reason: verdict });
  if (!dryRun) {
    await apply(tx, clock, memberId, given, verdicts);
    const numbers = given.filter((one) => one.owes !== null).map((one) => one.number);
    await settleBalances(tx, clock, { memberId, numbers, over: debtOver });
  }
  return {
    read: rows.length,
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    rejected: rejected.sort((a, b) => a.line - b.line),
  };
}

type Given = Omit<PatronRow, "line"> & {
  at: number;
  owes: number | null;
  personId: string;
  affiliationId: string;
};

const SHAPE = sql`as g(at int, number text, name text, "group" text, email text, phone text, "validUntil" date, card text,
  owes numeric, "personId" uuid, "affiliationId" uuid, keys jsonb)`;
/** Whoever was ended and comes back is back without an end, unless the row says one. */
const UNTIL = sql`coalesce(g."validUntil", case when a.status = 'active' then a.valid_until end)`;
/** Columns that say what the row says, and what is known where it says nothing. */
const CHANGED = sql`(a.patron_group, a.status, coalesce(a.email, ''), coalesce(a.phone, ''), a.valid_until,
  coalesce(a.owes, 0)) is distinct from
  (g."group", 'active', coalesce(g.email, a.email, ''), coalesce(g.phone, a.phone, ''), ${UNTIL},
  coalesce(g.owes, a.owes, 0))`;

async function judge(tx: Tx, memberId: number, given: readonly Given[]): Promise<Verdict[]> {
  const { rows } = await sql<Verdict>`
    select g.at, case
        when c.person_id is not null and c.person_id is distinct from a.person_id then 'card-exists'
        when a.id is null then 'created'
        when ${CHANGED} or (g.card is not null and c.person_id is null)
          or (p.name <> g.name and ${isOnlyOurs(memberId)}) then 'updated'
        else 'unchanged' end as verdict
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) ${SHAPE}
    left join people.affiliation a on a.member_id = ${memberId} and a.number = g.number
    left join people.person p on p.id = a.person_id
    left join people.card c on c.member_id = ${memberId} and c.barcode_key = kernel.folded_code(g.card)
      and not c.shares_key`.execute(tx);
  return rows;
}

/** SQL: the person `p` is no other library's reader, so that this one may say what they are called. */
function isOnlyOurs(memberId: number) {
  return sql`not exists (select 1 from people.affiliation o where o.person_id = p.id and o.member_id <> ${memberId})`;
}

async function apply(
  tx: Tx,
  clock: Clock,
  memberId: number,
  given: readonly Given[],
  verdicts: readonly Verdict[],
): Promise<void> {
  const rowsOf = (verdict: Verdict["verdict"]): string =>
    JSON.stringify(
      verdicts
        .filter((one) => one.verdict === verdict)
        .map(({ at }) => ({ ...given[at]!, keys: nameKeys(given[at]!.name) })),
    );
  const created = rowsOf("created");
  const updated = rowsOf("updated");
  const keys = sql`array_to_tsvector(array(select jsonb_array_elements_text(g.keys)))`;
  await sql`with g as (select * from jsonb_to_recordset(${created}::jsonb) ${SHAPE}),
      born as (insert into people.person (id, name, email, created_at, name_key, keyed_name)
        select g."personId", g.name, g.email, ${clock.now()}, ${keys}, g.name from g),
      known as (insert into people.affiliation
          (id, person_id, member_id, patron_group, number, valid_until, email, phone, owes)
        select g."affiliationId", g."personId", ${memberId}, g."group", g.number, g."validUntil", g.email, g.phone,
          g.owes from g)
    insert into people.card (member_id, barcode, person_id)
    select ${memberId}, g.card, g."personId" from g where g.card is not null`.execute(tx);
  await sql`with g as (select * from jsonb_to_recordset(${updated}::jsonb) ${SHAPE}),
      renamed as (update people.person p set name = g.name, name_key = ${keys}, keyed_name = g.name
        from g join people.affiliation a on a.member_id = ${memberId} and a.number = g.number
        where p.id = a.person_id and p.name <> g.name and ${isOnlyOurs(memberId)}),
      handed as (insert into people.card (member_id, barcode, person_id)
        select ${memberId}, g.card, a.person_id
        from g join people.affiliation a on a.member_id = ${memberId} and a.number = g.number
        where g.card is not null and not exists (select 1 from people.card c
          where c.member_id = ${memberId} and c.barcode_key = kernel.folded_code(g.card) and not c.shares_key))
    update people.affiliation a set patron_group = g."group", status = 'active', email = coalesce(g.email, a.email),
      phone = coalesce(g.phone, a.phone), valid_until = ${UNTIL}, owes = coalesce(g.owes, a.owes)
    from g where a.member_id = ${memberId} and a.number = g.number and ${CHANGED}`.execute(tx);
}

/**
 * Ends what these readers of a library, by number, are to it: over since yesterday at the latest. Nothing of theirs goes.
 * Returns how many were ended.
 */
export async function endAffiliations(
  tx: Tx,
  clock: Clock,
  memberId: number,
  numbers: readonly string[],
): Promise<number> {
  const { rows } = await sql`update people.affiliation a set status = 'ended',
      valid_until = least(a.valid_until, (${clock.now()}::timestamptz at time zone m.time_zone)::date - 1)
    from consortium.member_fact m
    where m.id = a.member_id and a.member_id = ${memberId} and a.number = any(${[...numbers]}::text[])
      and a.status = 'active' returning a.id`.execute(tx);
  return rows.length;
}
