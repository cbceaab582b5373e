import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode, listBranches, listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import { demandPermission } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import type { routeSchema } from "./schema.ts";

export type Route = z.output<typeof routeSchema>;

/** A route as crates are handed to it. Refuses `route-unknown` 404. */
export async function findRoute(
  db: Db,
  code: string,
): Promise<{ id: number; code: string; memberId: number | null; branchIds: number[] }> {
  const { rows } = await sql<{ id: number; member_id: number | null; stops: number[] }>`
    select r.id, r.member_id, array(select s.branch_id from transport.stop s where s.route_id = r.id) as stops
    from transport.route r where r.code = upper(${code})`.execute(db);
  const [row] = rows;
  if (!row) throw refuse("route-unknown", { code });
  return { id: row.id, code: code.toUpperCase(), memberId: row.member_id, branchIds: row.stops };
}

/** Branches of the region by `JINHE/MAIN`, and back. */
async function branchNames(db: Db): Promise<{ idOf: Map<string, number>; nameOf: Map<number, string> }> {
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const all = (await listBranches(db)).map(
    (one) => [`${codes.get(one.memberId)}/${one.code}`, one.id] as const,
  );
  return { idOf: new Map(all), nameOf: new Map(all.map(([name, id]) => [id, name])) };
}

/** All routes, by code. */
export async function listRoutes(db: Db): Promise<Route[]> {
  const { rows } = await sql<{
    code: string;
    name: LocalText;
    member_id: number | null;
    days: number[];
    stops: number[];
  }>`select r.code, r.name, r.member_id, r.days,
      array(select s.branch_id from transport.stop s where s.route_id = r.id order by s.position) as stops
    from transport.route r order by r.code`.execute(db);
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const { nameOf } = await branchNames(db);
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    member: row.member_id === null ? null : (codes.get(row.member_id) ?? null),
    days: row.days,
    stops: row.stops.map((id) => nameOf.get(id) ?? ""),
  }));
}

/**
 * Sets a route by its code: its name, days and stops in their order. Whose it was and whose it becomes may be changed by who
 * administers that library, the consortium's by its office. Refuses `name-missing` 400, `member-unknown` 404, `forbidden`
 * 403, `branch-unknown` 404, `route-stops` 400 (a stop twice).
 */
export async function setRoute(tx: Tx, actor: Actor, given: Route): Promise<Route> {
  const route = { ...given, code: given.code.toUpperCase() };
  if (!Object.values(route.name).some((text) => text?.trim())) throw refuse("name-missing");
  const memberId = route.member === null ? null : (await findMemberByCode(tx, route.member)).id;
  demandPermission(actor, "circulation.manage", memberId);
  const { rows: known } = await sql<{ member_id: number | null }>`
    select r.member_id from transport.route r where r.code = ${route.code} for update`.execute(tx);
  if (known[0]) demandPermission(actor, "circulation.manage", known[0].member_id);
  const { idOf } = await branchNames(tx);
  const stops = route.stops.map((stop) => {
    const id = idOf.get(stop.toUpperCase());
    if (id === undefined) throw refuse("branch-unknown", { branch: stop });
    return id;
  });
  if (new Set(stops).size < stops.length) throw refuse("route-stops");
  const days = [...new Set(route.days)].sort();
  const { rows } = await sql<{ id: number }>`
    insert into transport.route (code, name, member_id, days)
    values (${route.code}, ${JSON.stringify(route.name)}::jsonb, ${memberId}, ${days}::smallint[])
    on conflict (code) do update set name = excluded.name, member_id = excluded.member_id, days = excluded.days
    returning id`.execute(tx);
  const routeId = rows[0]!.id;
  await sql`delete from transport.stop where route_id = ${routeId}`.execute(tx);
  await sql`insert into transport.stop (route_id, position, branch_id)
    select ${routeId}, s.position, s.id from unnest(${stops}::int[]) with ordinality s(id, position)`.execute(
    tx,
  );
  return (await listRoutes(tx)).find((one) => one.code === route.code)!;
}

/** Takes a route away; crates that were handed to it keep their way. Refuses `route-unknown` 404, `forbidden` 403. */
export async function removeRoute(tx: Tx, actor: Actor, code: string): Promise<void> {
  const route = await findRoute(tx, code);
  demandPermission(actor, "circulation.manage", route.memberId);
  await sql`delete from transport.route where id = ${route.id}`.execute(tx);
}
