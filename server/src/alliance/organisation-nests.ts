import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { getNest, isNestSteward } from "../nests/index.ts";
import { lockStewarded } from "./organisations.ts";
import { refuse } from "./refusals.ts";

/**
 * An organisation takes a nest under its name: by somebody who is a steward of both. Refuses as `lockStewarded`,
 * `nest-unknown` 404, `nest-steward-only` 403, `nest-taken` 409.
 */
export async function attachNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  code: string,
): Promise<void> {
  await lockStewarded(tx, actor, id);
  const nest = await getNest(tx, clock, code);
  if (!(await isNestSteward(tx, actor.personId, nest.id))) throw refuse("nest-steward-only");
  const { rows } = await sql`insert into alliance.organisation_nest (nest_id, organisation_id, since)
    values (${nest.id}, ${id}, ${clock.now()}) on conflict (nest_id) do update set since = excluded.since
    where organisation_nest.organisation_id = excluded.organisation_id returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("nest-taken");
}

/** The nest goes its own way again. Refuses as `lockStewarded`, `nest-unknown` 404. */
export async function detachNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  code: string,
): Promise<void> {
  await lockStewarded(tx, actor, id);
  const nest = await getNest(tx, clock, code);
  await sql`delete from alliance.organisation_nest
    where nest_id = ${nest.id} and organisation_id = ${id}`.execute(tx);
}

/** Nests of an organisation that are not closed, by name. */
export async function nestsOf(db: Db, id: string): Promise<{ code: string; name: string }[]> {
  const { rows } = await sql<{ code: string; name: string }>`
    select n.code, n.shown_name as name
    from alliance.organisation_nest x join nests.nest_line n on n.id = x.nest_id
    where x.organisation_id = ${id} and n.state <> 'closed' order by 2 limit 200`.execute(db);
  return rows;
}
