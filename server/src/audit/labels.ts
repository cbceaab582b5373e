import { type RawBuilder, sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import type { AuditLine } from "./log.ts";

/** How the ids of a kind of subject are put into words: a select of `id` (as text) and `label` over the ids given. */
type Labeller = {
  of(id: string): boolean;
  select(ids: readonly string[], memberId: number | null): RawBuilder<unknown>;
};

const isNumber = (id: string): boolean => /^\d{1,15}$/.test(id);

const LABELLERS: Readonly<Record<string, Labeller>> = {
  person: {
    of: isUuid,
    // Somebody who is other libraries' reader alone has no name here.
    select: (ids, memberId) =>
      sql`select p.id::text as id, p.name as label from people.person_fact p where p.id = any(${ids}::uuid[])
        and (${memberId}::smallint is null
          or not exists (select 1 from people.affiliation_fact a where a.person_id = p.id)
          or exists (select 1 from people.affiliation_fact a
            where a.person_id = p.id and a.member_id = ${memberId}::smallint))`,
  },
  item: {
    of: isNumber,
    select: (ids) =>
      sql`select c.id::text as id, concat_ws(' ', t.title, c.barcode) as label from catalogue.copy_fact c
        left join catalogue.title_line t on t.id = c.instance_id where c.id = any(${ids}::bigint[])`,
  },
  loan: {
    of: isUuid,
    select: (ids) =>
      sql`select l.id::text as id, t.title as label from circulation.loan_terms l
        join catalogue.title_line t on t.id = l.instance_id where l.id = any(${ids}::uuid[])`,
  },
  hold: {
    of: isUuid,
    select: (ids) =>
      sql`select h.id::text as id, t.title as label from circulation.hold_event h
        join catalogue.title_line t on t.id = h.instance_id where h.id = any(${ids}::uuid[])`,
  },
};

/**
 * What people call the subjects of these entries, by `kind id`; what is gone or has no name is not in it. `memberId`: for whose
 * administrators; null: the office.
 */
export async function labelsOf(
  db: Db,
  lines: readonly AuditLine[],
  memberId: number | null,
): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  for (const [kind, labeller] of Object.entries(LABELLERS)) {
    const ids = lines.flatMap(({ subject }) =>
      subject.kind === kind && labeller.of(subject.id) ? [subject.id] : [],
    );
    if (ids.length === 0) continue;
    const { rows } = await sql<{
      id: string;
      label: string | null;
    }>`${labeller.select([...new Set(ids)], memberId)}`.execute(db);
    for (const { id, label } of rows) if (label !== null && label !== "") labels.set(`${kind} ${id}`, label);
  }
  return labels;
}
