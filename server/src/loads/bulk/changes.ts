import { sql } from "kysely";
import { z } from "zod";
import { enqueueImportRun } from "../../catalogue/index.ts";
import { protectedTags } from "../../cataloguing/index.ts";
import { findMemberByCode } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid, newId } from "../../kernel/ids.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import type { Clock } from "../../kernel/time.ts";
import { mayDo } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { BulkChange, BulkRule, FieldChange, NewBulkChange, Selection } from "../schema.ts";

type Row = {
  id: string;
  member_id: number;
  member_code: string;
  made_by: string;
  created_at: Date;
  at: string;
  selection: Selection;
  rules: BulkRule[];
  state: BulkChange["state"];
  selected: number;
  changing: number;
  samples: { controlNumber: string; title: string; differences: FieldChange[] }[];
  error: string | null;
  run_state: string | null;
};

/** A bulk change with what only the server needs of it. */
export type KnownChange = BulkChange & { memberId: number; madeBy: string };

function toChange(row: Row): KnownChange {
  return {
    id: row.id,
    memberId: row.member_id,
    memberCode: row.member_code,
    madeBy: row.made_by,
    createdAt: row.created_at.toISOString(),
    selection: row.selection,
    rules: row.rules,
    state: row.state,
    selected: row.selected,
    changing: row.changing,
    samples: row.samples,
    error: row.error,
  };
}

const SELECT = sql`select b.id, b.member_id, m.code as member_code, b.made_by, b.created_at, b.created_at::text as at,
    b.selection, b.rules, b.state, b.selected, b.changing, b.samples, b.error
  from loads.bulk_change b join consortium.member_fact m on m.id = b.member_id`;

/** A bulk change, for whoever works at its library; undefined when there is none. */
export async function getChange(db: Db, id: string): Promise<KnownChange | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Row>`${SELECT} where b.id = ${id}`.execute(db);
  return rows[0] && toChange(rows[0]);
}

/** One whose records the actor may edit. Refuses `bulk-unknown` 404 for any other. */
export async function ownChange(db: Db, actor: Actor, id: string): Promise<KnownChange> {
  const change = await getChange(db, id);
  if (!change || !mayDo(actor, "catalogue.edit", change.memberId)) throw refuse("bulk-unknown");
  return change;
}

/** Bulk changes of a library (null: of all), the newest first. */
export async function listChanges(
  db: Db,
  memberId: number | null,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: KnownChange[]; next: string | null }> {
  const after = readCursor(cursor, z.tuple([z.string(), z.uuid()]));
  const { rows } = await sql<Row>`${SELECT}
    where (${memberId}::int is null or b.member_id = ${memberId})
      and (${after?.[0] ?? null}::timestamptz is null
        or (b.created_at, b.id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by b.created_at desc, b.id desc limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, (row) => [row.at, row.id]);
  return { items: page.items.map(toChange), next: page.next };
}

/** Refuses `field-protected` 403 where a rule is about a field that the actor may not change. */
async function demandFree(tx: Tx, actor: Actor, memberId: number, rules: readonly BulkRule[]): Promise<void> {
  const tags = rules.flatMap((rule) => (rule.do === "set-items" ? [] : [rule.tag]));
  const [tag] = await protectedTags(tx, actor, memberId, tags);
  if (tag !== undefined) throw refuse("field-protected", { tags: tag });
}

/**
 * Draws up a bulk change: its records are selected and looked at in the background; nothing is changed yet. Refuses
 * `member-unknown` 404 where the actor may not edit, `field-protected` 403.
 */
export async function draftChange(tx: Tx, actor: Actor, clock: Clock, input: NewBulkChange): Promise<string> {
  const member = await findMemberByCode(tx, input.member);
  if (!mayDo(actor, "catalogue.edit", member.id)) throw refuse("member-unknown");
  await demandFree(tx, actor, member.id, input.rules);
  const id = newId<"bulk-change">();
  await sql`insert into loads.bulk_change (id, member_id, made_by, created_at, selection, rules, state)
    values (${id}, ${member.id}, ${actor.personId}, ${clock.now()}, ${JSON.stringify(input.selection)}::jsonb,
      ${JSON.stringify(input.rules)}::jsonb, 'selecting')`.execute(tx);
  await enqueue(tx, "bulk-preview", { id }, { key: `bulk-${id}` });
  return id;
}

/**
 * Performs a bulk change that was looked at: a load of its id. Refuses `bulk-unknown` 404, `bulk-not-ready` 409 (still being
 * looked at, performed already, or it would change nothing).
 */
export async function performChange(tx: Tx, actor: Actor, id: string): Promise<void> {
  await sql`select 1 from loads.bulk_change b where b.id = ${isUuid(id) ? id : null}::uuid for update`.execute(
    tx,
  );
  const change = await ownChange(tx, actor, id);
  if (change.state !== "ready" || change.changing === 0) throw refuse("bulk-not-ready");
  await demandFree(tx, actor, change.memberId, change.rules);
  await enqueueImportRun(tx, actor, {
    id,
    memberId: change.memberId,
    kind: "bulk",
    profile: "auto",
    fileName: change.rules.map((rule) => (rule.do === "set-items" ? rule.what : rule.tag)).join(" "),
    dryRun: false,
  });
  await sql`update loads.bulk_change set state = 'performed' where id = ${id}`.execute(tx);
  await enqueue(tx, "bulk-change", { id }, { queue: `import-${change.memberCode}`, key: `bulk-run-${id}` });
}
