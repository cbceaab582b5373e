import { isData, type MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import type { AudienceRule } from "./schema.ts";
import type { Audience } from "./words.ts";

/** A library's rules in their order. */
export async function rulesOf(db: Db, memberId: number): Promise<AudienceRule[]> {
  const { rows } = await sql<AudienceRule>`select r.kind, r.place, r.value, r.audience
    from audience.rule r where r.member_id = ${memberId} order by r.position`.execute(db);
  return rows;
}

/** Puts these rules in the place of a library's others. */
export async function keepRules(tx: Tx, memberId: number, rules: readonly AudienceRule[]): Promise<void> {
  await sql`delete from audience.rule where member_id = ${memberId}`.execute(tx);
  await sql`insert into audience.rule (member_id, position, kind, place, value, audience)
    select ${memberId}, v.n - 1, v.kind, v.place, v.value, v.audience
    from unnest(${rules.map((r) => r.kind)}::text[], ${rules.map((r) => r.place)}::text[],
      ${rules.map((r) => r.value)}::text[], ${rules.map((r) => r.audience)}::text[])
      with ordinality v(kind, place, value, audience, n)`.execute(tx);
}

/** What the first rule by a field says of a record; undefined: none fits. */
export function audienceByField(rules: readonly AudienceRule[], record: MarcRecord): Audience | undefined {
  return rules.find((rule) => rule.kind === "field" && says(record, rule))?.audience;
}

function says(record: MarcRecord, { place, value }: AudienceRule): boolean {
  const [tag, code] = place.split("$");
  return record.fields.some((field) =>
    field.tag !== tag
      ? false
      : isData(field)
        ? field.subfields.some(([own, text]) => (code === undefined || own === code) && text.trim() === value)
        : code === undefined && field.value.trim() === value,
  );
}
