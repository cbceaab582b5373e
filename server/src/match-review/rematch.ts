import type pg from "pg";
import { acts, matchAnew } from "../catalogue/index.ts";
import { inBulkTransaction } from "../kernel/bulk.ts";
import { advanceRules, outdatedPosition, publisherAliases } from "../matching/index.ts";

/** Records of one turn: desks and loads wait no longer than for one of these. */
const PAGE = 500;

/** How far a matching anew has come: records looked at, and records that stand elsewhere now. */
export type Rematched = { records: number; moved: number };

/**
 * Decides about every record anew, by today's rules and thresholds: what was joined wrongly parts, what belongs together
 * joins. Page by page, each page whole; running it again changes nothing. A dry run only reads and locks nothing.
 */
export async function rematch(
  pool: pg.Pool,
  options: { dryRun: boolean; onProgress?: (done: Rematched) => void },
): Promise<Rematched> {
  const rehearsal = options.dryRun ? new acts.Rehearsal() : undefined;
  const moved = new Set<number>();
  let records = 0;
  for (let after = 0; ; ) {
    const page = await inBulkTransaction(pool, async (tx) => {
      const ids = await pageAfter(tx, after);
      for (const id of await matchAnew(tx, ids, rehearsal)) moved.add(id);
      return ids;
    });
    if (page.length === 0) return { records, moved: moved.size };
    after = page.at(-1)!;
    records += page.length;
    options.onProgress?.({ records, moved: moved.size });
  }
}

/**
 * `rematch` when records were matched by older rules, else nothing. Stopped at any time, the next call goes on. Returns how
 * many records were looked at.
 */
export async function rematchOutdated(pool: pg.Pool): Promise<number> {
  for (let done = 0; ; ) {
    const looked = await inBulkTransaction(pool, async (tx) => {
      const position = await outdatedPosition(tx);
      if (position === null) return 0;
      const ids = await pageAfter(tx, position);
      if (ids.length > 0) await matchAnew(tx, ids);
      await advanceRules(tx, ids.at(-1) ?? null);
      return ids.length;
    });
    if (looked === 0) return done;
    done += looked;
  }
}

/** Records looked through in one turn for a publisher's name. */
const LOOKED_THROUGH = 10_000;

/** Decides anew about all records that name one of these publishers: an alias came, or went. For a job; twice is once. */
export async function rematchPublishers(
  pool: pg.Pool,
  names: readonly string[],
  lookedThrough = LOOKED_THROUGH,
): Promise<number> {
  const keys = publisherAliases.keysOfPublishers(names);
  for (let after = 0, done = 0; ; ) {
    // Names stand in no index, as loads would pay for it: a stretch of records in each turn, so that nobody waits for all.
    const turn = await inBulkTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ last: number | null }>(
        "select max(s.id) as last from (select f.id from catalogue.record_fact f where f.id > $1 order by f.id limit $2) s",
        [after, lookedThrough],
      );
      const last = rows[0]!.last;
      if (last === null) return null;
      const { rows: found } = await tx.query<{ id: number }>(
        `select f.id from catalogue.record_fact f join catalogue.record_publisher p on p.record_id = f.id
          where f.id > $1 and f.id <= $2 and (p.han ?| $3::text[] or p.latin ?| $4::text[]) order by f.id limit $5`,
        [after, last, keys.han, keys.latin, PAGE],
      );
      const page = found.map((row) => row.id);
      if (page.length > 0) await matchAnew(tx, page);
      return { count: page.length, until: page.length === PAGE ? page.at(-1)! : last };
    });
    if (turn === null) return done;
    done += turn.count;
    after = turn.until;
  }
}

async function pageAfter(tx: pg.PoolClient, after: number): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    "select f.id from catalogue.record_fact f where f.id > $1 order by f.id limit $2",
    [after, PAGE],
  );
  return rows.map((row) => row.id);
}
