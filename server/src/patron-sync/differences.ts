import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { readDay } from "../kernel/time.ts";
import { patronLoads } from "../people/index.ts";
import type { differenceSchema } from "./schema.ts";

export type Difference = z.output<typeof differenceSchema>;

/** Shown of each kind; the counts tell all. */
const MOST_SHOWN = 200;

type Known = {
  number: string;
  name: string;
  patron_group: string;
  status: string;
  email: string | null;
  phone: string | null;
  valid_until: string | null;
  owes: string | null;
};

/** What a list would change: who is new, what of whom is otherwise. Lines that say nothing of a field change nothing of it. */
export async function differencesOf(
  db: Db,
  memberId: number,
  rows: readonly patronLoads.PatronRow[],
): Promise<Difference[]> {
  const { rows: readers } = await sql<Known>`
    select a.number, a.name, a.patron_group, a.status, a.email, a.phone, a.valid_until,
      a.owes::text as owes
    from people.affiliation_fact a where a.member_id = ${memberId}
      and a.number = any(${rows.map((row) => row.number)}::text[])`.execute(db);
  const known = new Map(readers.map((one) => [one.number, one]));
  const found: Difference[] = [];
  const shown = { created: 0, changed: 0, ended: 0, rejected: 0 };
  const add = (kind: Difference["kind"], row: patronLoads.PatronRow, more: Partial<Difference>): void => {
    if (shown[kind]++ >= MOST_SHOWN) return;
    const { number, name, line } = row;
    found.push({ kind, number, name, line, changes: [], reason: null, ...more });
  };
  for (const row of rows) {
    const reason = patronLoads.faultOf(row);
    const one = known.get(row.number);
    if (reason !== null)
      add("rejected", row, { reason, number: row.number.slice(0, patronLoads.LONGEST_CODE) });
    else if (!one) add("created", row, {});
    else {
      const changes = changesOf(one, row);
      if (changes.length > 0) add("changed", row, { changes });
    }
  }
  return found;
}

/** Nothing said and nothing owed are the same. */
const amount = (text: string | null): string => {
  const owed = text === null ? 0 : (patronLoads.readBalance(text) ?? 0);
  return owed === 0 ? "" : owed.toFixed(2);
};

function changesOf(one: Known, row: patronLoads.PatronRow): Difference["changes"] {
  const day = row.validUntil === null ? null : readDay(row.validUntil);
  const pairs: [field: string, from: string | null, to: string | null][] = [
    ["name", one.name, row.name],
    ["group", one.patron_group, row.group],
    ["email", one.email, row.email ?? one.email],
    ["phone", one.phone, row.phone ?? one.phone],
    ["valid_until", one.valid_until, day ?? (one.status === "active" ? one.valid_until : null)],
    ["balance", amount(one.owes), amount(row.balance ?? one.owes)],
    ["status", one.status, "active"],
  ];
  return pairs
    .filter(([, from, to]) => (from ?? "") !== (to ?? ""))
    .map(([field, from, to]) => ({ field, from: from ?? "", to: to ?? "" }));
}

/** Readers whom the list named before, who are active, and whom it names no longer. */
export async function missingFrom(
  db: Db,
  memberId: number,
  numbers: readonly string[],
): Promise<{ number: string; name: string }[]> {
  const { rows } = await sql<{ number: string; name: string }>`
    select l.number, a.name from patron_sync.listed l
    join people.affiliation_fact a on a.member_id = l.member_id and a.number = l.number and a.status = 'active'
    where l.member_id = ${memberId} and not (l.number = any(${[...numbers]}::text[])) order by l.number`.execute(
    db,
  );
  return rows;
}

/** Those who end, as differences. */
export function endings(missing: readonly { number: string; name: string }[]): Difference[] {
  return missing
    .slice(0, MOST_SHOWN)
    .map((one) => ({ kind: "ended", ...one, line: null, changes: [], reason: null }));
}
