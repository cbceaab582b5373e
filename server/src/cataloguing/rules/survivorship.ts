import { sql } from "kysely";
import type pg from "pg";
import type { z } from "zod";
import { renewInstances, survivorship } from "../../catalogue/index.ts";
import { listMembers } from "../../consortium/index.ts";
import type { SurvivorshipRule } from "../../description/index.ts";
import { inBulkTransaction } from "../../kernel/bulk.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { provenanceOf, type SharedLine, type Voice } from "../provenance.ts";
import { refuse } from "../refusals.ts";
import type { marcSchema, survivorshipPreviewSchema, survivorshipRulesSchema } from "../schema.ts";

type Rules = z.output<typeof survivorshipRulesSchema>;

/** Titles looked at for a preview, and those shown of the ones that would change. */
const LOOKED_AT = 300;
const SHOWN = 20;
/** Titles in one transaction of the job. */
const PAGE = 300;

/** The region's rules as they are kept. */
export async function storedRules(db: Db): Promise<SurvivorshipRule[]> {
  const { rows } = await sql<{
    field: SurvivorshipRule["field"];
    members: (number | null)[];
    levels: (string | null)[];
    alone: boolean;
  }>`select s.field, s.members, s.levels, s.alone from catalogue.survivorship_line s order by s.field`.execute(
    db,
  );
  return rows.map(({ field, members, levels, alone }) => ({
    field,
    alone,
    order: members.map((memberId, i) => ({ memberId, level: levels[i] ?? null })),
  }));
}

/** The region's rules, libraries by their codes. */
export async function survivorshipRules(db: Db): Promise<Rules> {
  const codes = new Map((await listMembers(db)).map((member) => [member.id, member.code]));
  return (await storedRules(db)).map(({ field, alone, order }) => ({
    field,
    alone,
    order: order.map(({ memberId, level }) => ({
      member: memberId === null ? null : (codes.get(memberId) ?? null),
      level,
    })),
  }));
}

async function read(db: Db, rules: Rules): Promise<SurvivorshipRule[]> {
  const ids = new Map((await listMembers(db)).map((member) => [member.code, member.id]));
  return rules.map(({ field, alone, order }) => ({
    field,
    alone,
    order: order.map(({ member, level }) => {
      const memberId = member === null ? null : ids.get(member);
      if (memberId === undefined) throw refuse("member-unknown");
      return { memberId, level };
    }),
  }));
}

/** Puts these rules in the place of the others. Refuses `member-unknown` 404. */
export async function setSurvivorship(tx: Tx, rules: Rules): Promise<void> {
  await survivorship.keepSurvivorship(tx, await read(tx, rules));
}

async function voicesOf(db: Db, instanceIds: readonly number[]): Promise<Map<number, Voice[]>> {
  const { rows } = await sql<{
    id: number;
    instance_id: number;
    member_id: number;
    marc: z.output<typeof marcSchema>;
  }>`select r.id, r.instance_id, r.member_id, r.marc from catalogue.record_line r
    where r.instance_id = any(${[...instanceIds]}::bigint[]) and r.deleted_at is null order by r.id`.execute(
    db,
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.instance_id)].map(([id, records]) => [
      id,
      records.map((row) => ({ recordId: row.id, memberId: row.member_id, marc: row.marc })),
    ]),
  );
}

function texts(lines: readonly SharedLine[], field: SharedLine["field"]): string[] {
  return lines.find((line) => line.field === field)?.values.map((value) => value.text) ?? [];
}

/**
 * What these rules would change, tried on the newest titles with several records or on those named; nothing is written.
 * Refuses `member-unknown` 404.
 */
export async function previewSurvivorship(
  db: Db,
  rules: Rules,
  instanceIds: readonly number[],
): Promise<z.output<typeof survivorshipPreviewSchema>> {
  const [current, wanted] = [await storedRules(db), await read(db, rules)];
  const chosen = instanceIds.length > 0 ? [...instanceIds] : null;
  const { rows } = await sql<{ id: number }>`select i.id from catalogue.instance_trail i
    where i.record_count > 1 and (${chosen}::bigint[] is null or i.id = any(${chosen}::bigint[]))
    order by i.id desc limit ${LOOKED_AT}`.execute(db);
  const voices = await voicesOf(
    db,
    rows.map((row) => row.id),
  );
  const changed = [...voices].flatMap(([instanceId, said]) => {
    const [before, after] = [provenanceOf(said, current), provenanceOf(said, wanted)];
    const names = new Set([...before, ...after].map((line) => line.field));
    const fields = [...names]
      .map((field) => ({ field, before: texts(before, field), after: texts(after, field) }))
      .filter((one) => one.before.join("\n") !== one.after.join("\n"));
    return fields.length === 0 ? [] : [{ instanceId, title: texts(before, "title")[0] ?? "", fields }];
  });
  return { looked: voices.size, changed: changed.length, samples: changed.slice(0, SHOWN) };
}

/** Writes what readers see of all titles with several records anew, page by page. For a job; twice is once. */
export async function applySurvivorship(pool: pg.Pool): Promise<number> {
  let after = 0;
  let done = 0;
  for (;;) {
    const ids = await inBulkTransaction(pool, async (tx) => {
      await tx.query("select pg_advisory_xact_lock(hashtextextended('catalogue.matching', 0))");
      const { rows } = await tx.query<{ id: number }>(
        "select i.id from catalogue.instance_trail i where i.record_count > 1 and i.id > $1 order by i.id limit $2",
        [after, PAGE],
      );
      const page = rows.map((row) => row.id);
      if (page.length > 0) await renewInstances(tx, page);
      return page;
    });
    if (ids.length === 0) return done;
    done += ids.length;
    after = ids.at(-1)!;
  }
}
