import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type ConstraintProblems, refuseOn } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";
import { demandRules } from "./access.ts";
import { refuse } from "./refusals.ts";
import type { KindOf } from "./words.ts";

/** A kind of readers or of items: its code, and what people read for it. */
export type Kind = { id: number; memberId: number | null; of: KindOf; code: string; name: LocalText };

const MOST_KINDS = 1000;
const constraintProblems: ConstraintProblems = {
  kind_code_form: () => refuse("kind-code-invalid"),
  kind_name_given: () => refuse("name-missing"),
};

/**
 * Names a kind at a library (null: for the consortium), whether it was named before or not. Refuses: `forbidden` 403,
 * `kind-code-invalid`, `name-missing` 400.
 */
export async function setKind(tx: Tx, actor: Actor, kind: Omit<Kind, "id">): Promise<Kind> {
  demandRules(actor, kind.memberId);
  const { rows } = await refuseOn(constraintProblems, () =>
    sql<{ id: number }>`insert into policies.kind (member_id, of, code, name)
      values (${kind.memberId}, ${kind.of}, ${kind.code}, ${JSON.stringify(kind.name)}::jsonb)
      on conflict (coalesce(member_id, 0), of, lower(code)) do update
        set name = excluded.name, code = excluded.code returning id`.execute(tx),
  );
  const id = rows[0]!.id;
  const detail = { of: kind.of, code: kind.code };
  await writeAudit(tx, actor, "kind.set", { kind: "kind", id: String(id) }, kind.memberId, detail);
  return { id, ...kind };
}

/** Takes a kind from the list; who and what bears its code keeps it. Refuses: `kind-unknown` 404, `forbidden` 403. */
export async function removeKind(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { rows } = await sql<{ member_id: number | null; of: KindOf; code: string }>`
    select k.member_id, k.of, k.code from policies.kind k where k.id = ${id} for update`.execute(tx);
  const one = rows[0];
  if (!one) throw refuse("kind-unknown");
  demandRules(actor, one.member_id);
  await sql`delete from policies.kind where id = ${id}`.execute(tx);
  const detail = { of: one.of, code: one.code };
  await writeAudit(tx, actor, "kind.remove", { kind: "kind", id: String(id) }, one.member_id, detail);
}

/** The kinds of a library and of the consortium (null: these alone); a code that a library names is its own. */
export async function kindsOf(db: Db, memberId: number | null): Promise<Kind[]> {
  const { rows } = await sql<{
    id: number;
    member_id: number | null;
    of: KindOf;
    code: string;
    name: LocalText;
  }>`select k.id, k.member_id, k.of, k.code, k.name from policies.kind k
    where k.member_id = ${memberId}::smallint or (k.member_id is null and not exists (
      select 1 from policies.kind o where o.member_id = ${memberId}::smallint and o.of = k.of
        and lower(o.code) = lower(k.code)))
    order by k.of desc, k.id limit ${MOST_KINDS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    of: row.of,
    code: row.code,
    name: row.name,
  }));
}
