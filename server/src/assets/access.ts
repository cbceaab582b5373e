import { sql } from "kysely";
import { todayInRegion } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { mayDo } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import type { OpenTo } from "./words.ts";

/** Whoever asks for a file: who they are, and from which address. */
export type Asker = { actor: Actor | null; ip: string };

/** What decides whether a file may be opened. */
export type Guarded = { memberId: number; openTo: OpenTo; embargoUntil: string | null };

/**
 * Why whoever asks may not open a file; null: they may. Staff who catalogue for its library always may. `file-unknown` 404
 * (shown to nobody), `file-embargoed` 403 (`until`), `file-closed` 403. `picture`: to look at it, which may be small.
 */
export async function closedBecause(
  deps: { db: Db; clock: Clock },
  file: Guarded,
  { actor, ip }: Asker,
  what: "file" | "picture" = "file",
): Promise<Problem | null> {
  if (actor && mayDo(actor, "catalogue.edit", file.memberId)) return null;
  if (file.openTo === "nobody") return refuse("file-unknown");
  if (file.embargoUntil !== null && file.embargoUntil > (await todayInRegion(deps.db, deps.clock)))
    return refuse("file-embargoed", { until: file.embargoUntil });
  if (file.openTo === "everyone" || (file.openTo === "readers" && actor)) return null;
  if (file.openTo === "low-resolution" && (actor || what === "picture")) return null;
  if (file.openTo === "campus" && (await isOnCampus(deps.db, file.memberId, ip))) return null;
  return refuse("file-closed", { openTo: file.openTo });
}

/** Lets pass who may open a file, at the one place where files are served. Refuses as `closedBecause`. */
export async function demandOpen(
  deps: { db: Db; clock: Clock },
  file: Guarded,
  asker: Asker,
  what: "file" | "picture" = "file",
): Promise<void> {
  const problem = await closedBecause(deps, file, asker, what);
  if (problem) throw problem;
}

/** Whether somebody who may look at pictures sees them small only: of low resolution, to whoever is not signed in. */
export function seesSmall({ openTo }: Pick<Guarded, "openTo">, { actor }: Asker): boolean {
  return openTo === "low-resolution" && actor === null;
}

/** True for an address in one of a member's networks. */
async function isOnCampus(db: Db, memberId: number, ip: string): Promise<boolean> {
  const { rows } = await sql`select 1 from assets.network n
    where n.member_id = ${memberId} and n.network >>= ${ip}::inet limit 1`.execute(db);
  return rows.length > 0;
}

/** The networks of a member's campus. */
export async function networksOf(db: Db, memberId: number): Promise<string[]> {
  const { rows } = await sql<{ network: string }>`select n.network::text as network from assets.network n
    where n.member_id = ${memberId} order by n.network`.execute(db);
  return rows.map((row) => row.network);
}

/** Says which networks are a member's campus, in place of those it had; bits beyond a network's are let go. */
export async function setNetworks(tx: Tx, memberId: number, networks: readonly string[]): Promise<void> {
  await sql`delete from assets.network where member_id = ${memberId}`.execute(tx);
  await sql`insert into assets.network (member_id, network)
    select ${memberId}, network(n::inet) from unnest(${[...networks]}::text[]) n on conflict do nothing`.execute(
    tx,
  );
}
