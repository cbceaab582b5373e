import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";

/** Days an act is remembered: as long as the same question to the same person is not told again. */
const ACT_DAYS = 30;

/** Something that makes work or noise for others. `who`: a person's id, or the key of a network. */
export type Act = { who: string; act: string; target?: string };

/**
 * Counts one act and refuses it when `who` did it `perDay` times in the last 24 hours already. Refuses `acts-exhausted`
 * 429 with the limit.
 */
export async function countAct(
  tx: Tx,
  clock: Clock,
  { who, act, target = "" }: Act,
  perDay: number,
): Promise<void> {
  const now = clock.now();
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const { rows } = await sql<{ count: number }>`select count(*) as count from moderation.daily_act a
    where a.who = ${who} and a.act = ${act} and a.at > ${dayAgo}`.execute(tx);
  if (rows[0]!.count >= perDay) throw refuse("acts-exhausted", { limit: perDay });
  await sql`insert into moderation.daily_act (who, act, target, at) values (${who}, ${act}, ${target}, ${now})`.execute(
    tx,
  );
}

/** True when `who` did this to `target` before, within thirty days. */
export async function didBefore(tx: Tx, clock: Clock, { who, act, target = "" }: Act): Promise<boolean> {
  const since = new Date(clock.now().getTime() - ACT_DAYS * DAY_MS);
  const { rows } = await sql`select 1 from moderation.daily_act a
    where a.who = ${who} and a.act = ${act} and a.target = ${target} and a.at > ${since} limit 1`.execute(tx);
  return rows.length > 0;
}

/** Drops acts that no limit asks about any more. */
export async function forgetActs(tx: Tx, clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - ACT_DAYS * DAY_MS);
  await sql`delete from moderation.daily_act where at <= ${before}`.execute(tx);
}
