import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";

/** An entry as administrators read it. `personId`: whom it concerned; `memberId`, `branchId`: where. */
export type AuditLine = {
  id: number;
  at: string;
  action: string;
  actor: { id: string; name: string };
  subject: { kind: string; id: string };
  memberId: number | null;
  branchId: number | null;
  via: string;
  personId: string | null;
  detail: Record<string, unknown>;
};

/** What to look for; everything absent is any. `action` also finds what begins with it and a dot. */
export type AuditFilter = {
  /** Null: of the whole region. */
  memberId: number | null;
  action?: string | undefined;
  actorId?: string | undefined;
  personId?: string | undefined;
  subject?: string | undefined;
  branchId?: number | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
};

/** A page of entries, the latest first; `next` opens the one after it. Refuses `cursor-invalid` 400. */
export async function readAuditLog(
  db: Db,
  filter: AuditFilter,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: AuditLine[]; next: string | null }> {
  const before = readCursor(page.cursor, z.tuple([z.int().positive()]))?.[0] ?? null;
  const { rows } = await sql<{
    id: number;
    at: Date;
    action: string;
    actor_id: string;
    actor: string | null;
    subject_kind: string;
    subject_id: string;
    scope: number | null;
    place: number | null;
    via: string;
    person_id: string | null;
    detail: Record<string, unknown>;
  }>`
    select a.id, a.at, a.action, a.actor_id, p.name as actor, a.subject_kind, a.subject_id, a.scope, a.place, a.via,
      a.person_id, a.detail
    from kernel.audit a left join people.person_fact p on p.id = a.actor_id
    where ${before === null ? sql`true` : sql`a.id < ${before}`}
      and ${filter.memberId === null ? sql`true` : sql`a.scope = ${filter.memberId}`}
      and ${filter.action === undefined ? sql`true` : sql`(a.action = ${filter.action} or starts_with(a.action, ${`${filter.action}.`}))`}
      and ${filter.actorId === undefined ? sql`true` : sql`a.actor_id = ${filter.actorId}::uuid`}
      and ${filter.personId === undefined ? sql`true` : sql`a.person_id = ${filter.personId}::uuid`}
      and ${filter.subject === undefined ? sql`true` : sql`a.subject_id = ${filter.subject}`}
      and ${filter.branchId === undefined ? sql`true` : sql`a.place = ${filter.branchId}`}
      and ${filter.from === undefined ? sql`true` : sql`a.at >= ${filter.from}`}
      and ${filter.until === undefined ? sql`true` : sql`a.at < ${filter.until}`}
    order by a.id desc limit ${page.limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, page.limit, (row) => [row.id]);
  const lines = items.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: { id: row.actor_id, name: row.actor ?? "" },
    subject: { kind: row.subject_kind, id: row.subject_id },
    memberId: row.scope,
    branchId: row.place,
    via: row.via,
    personId: row.person_id,
    detail: row.detail,
  }));
  return { items: lines, next };
}
