import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { fieldChanges } from "./differences.ts";
import type { KnownLoad } from "./runs.ts";
import type { FieldChange } from "./schema.ts";
import type { changeKinds } from "./words.ts";

/** A record that a load made or changed. */
export type LoadRecord = {
  recordId: number;
  controlNumber: string;
  instanceId: number;
  title: string;
  change: (typeof changeKinds)[number];
  isCurrent: boolean;
  differences: FieldChange[];
};

type Row = {
  id: number;
  control_number: string;
  instance_id: number;
  title: string | null;
  is_current: boolean;
  marc: CompactRecord;
  withdrawn: boolean;
  before: CompactRecord | null;
  before_withdrawn: boolean;
};

/** Records that a load made or changed, by id, each with what differs from the version before it. */
export async function recordsOfLoad(
  db: Db,
  load: KnownLoad,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: LoadRecord[]; next: string | null }> {
  const after = readCursor(cursor, z.tuple([z.number().int()]))?.[0] ?? 0;
  const { rows } = await sql<Row>`
    select s.id, s.control_number, s.instance_id, t.title, s.run_id is not distinct from ${load.id} as is_current,
      m.marc, m.deleted_at is not null as withdrawn, b.marc as before, b.deleted_at is not null as before_withdrawn
    from (select o.id from catalogue.record_state o where o.run_id = ${load.id} and o.id > ${after}
      union select p.record_id from catalogue.record_past p where p.run_id = ${load.id} and p.record_id > ${after}
      order by 1 limit ${limit + 1}) d
    join catalogue.record_state s on s.id = d.id and s.member_id = ${load.memberId}
    left join catalogue.title_line t on t.id = s.instance_id
    cross join lateral (select v.version, v.marc, v.deleted_at from (
        select s.version, s.marc, s.deleted_at where s.run_id = ${load.id}
        union all select p.version, p.marc, p.deleted_at from catalogue.record_past p
          where p.record_id = s.id and p.run_id = ${load.id}) v order by v.version desc limit 1) m
    left join lateral (select p.marc, p.deleted_at from catalogue.record_past p
      where p.record_id = s.id and p.version < m.version and p.run_id is distinct from ${load.id}
      order by p.version desc limit 1) b on true
    order by s.id`.execute(db);
  const page = cutPage(rows, limit, (row) => [row.id]);
  return { items: page.items.map(toLoadRecord), next: page.next };
}

function toLoadRecord(row: Row): LoadRecord {
  const before = row.before && !row.before_withdrawn ? fromCompact(row.before) : null;
  return {
    recordId: row.id,
    controlNumber: row.control_number,
    instanceId: row.instance_id,
    title: row.title ?? "",
    change: row.withdrawn ? "withdrawn" : before ? "changed" : "created",
    isCurrent: row.is_current,
    differences: row.withdrawn ? [] : before ? fieldChanges(before, fromCompact(row.marc)) : [],
  };
}
