import { type RawBuilder, sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { type Cell, centreOf } from "./cell.ts";

/**
 * Whoever looks: loaded once per request. `circles`: those they count in (guarded ones only for people under age);
 * `hidden`: everybody who blocked them or whom they blocked.
 */
export type Viewer = {
  personId: string;
  isMinor: boolean;
  cell: Cell | null;
  circles: string[];
  hidden: string[];
};

/** What decides what somebody may see. */
export async function loadViewer(db: Db, personId: string): Promise<Viewer> {
  const { rows } = await sql<{
    is_minor: boolean;
    cell: Cell | null;
    circles: string[] | null;
    hidden: string[];
  }>`
    select coalesce(p.is_minor, false) as is_minor, p.cell,
      (select array_agg(c) from sharing.circles_of(v.id, coalesce(p.is_minor, false)) c) as circles,
      array(select b.blocked_id from sharing.block b where b.person_id = v.id
        union select b.person_id from sharing.block b where b.blocked_id = v.id) as hidden
    from (select ${personId}::uuid as id) v left join sharing.person p on p.person_id = v.id`.execute(db);
  const row = rows[0]!;
  return { personId, isMinor: row.is_minor, cell: row.cell, circles: row.circles ?? [], hidden: row.hidden };
}

/** SQL for the viewer's own square as a point; null without one. */
export function pointOf(cell: Cell | null): RawBuilder<unknown> {
  if (cell === null) return sql`null::point`;
  const { lat, lon } = centreOf(cell);
  return sql`point(${lon}::float8, ${lat}::float8)`;
}

/** SQL: the viewer and the owner of offer `o` hide from each other. */
export function isHidden(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(o.owner_id = any(${viewer.hidden}::uuid[]))`;
}

/** SQL: offer `o` is for everybody near, and the viewer is near and of age. Looks at squares only. */
export function seenInPublic(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.isMinor || viewer.cell === null) return sql<boolean>`false`;
  return sql<boolean>`(o.is_public and sharing.kilometres(o.pt, ${pointOf(viewer.cell)}) <= o.radius_km)`;
}

/** SQL: offer `o` is for friends, and the viewer is one. */
export function seenByFriend(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.isMinor) return sql<boolean>`false`;
  return sql<boolean>`(o.to_friends and sharing.befriended(${viewer.personId}::uuid, o.owner_id))`;
}

/** SQL: offer `o` is for a circle the viewer counts in. */
export function seenInCircle(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.circles.length === 0) return sql<boolean>`false`;
  return sql<boolean>`exists (select 1 from sharing.offer_circle oc
    where oc.copy_id = o.copy_id and oc.circle_id = any(${viewer.circles}::uuid[]))`;
}

/** SQL: the viewer may know that offer `o` exists: it is their own, or it is open to them and nobody is blocked. */
export function isVisible(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(o.owner_id = ${viewer.personId}::uuid or (o.state = 'open' and not ${isHidden(viewer)}
    and (${seenInPublic(viewer)} or ${seenByFriend(viewer)} or ${seenInCircle(viewer)})))`;
}
