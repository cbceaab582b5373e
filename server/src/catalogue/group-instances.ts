import type pg from "pg";
import type { Description } from "../description/index.ts";
import { inBulkTransaction, publishBulk } from "../kernel/bulk.ts";
import { workKeysOf } from "../matching/index.ts";
import { takeTurn } from "./place-records.ts";
import { assignWorks, type WorkMember } from "./works.ts";

const PAGE = 500;

/**
 * Gives a work to every instance that has none: those from before works were kept. Page by page, each page whole, so
 * it may stop at any time and go on later. Returns how many got one.
 */
export async function groupInstances(
  pool: pg.Pool,
  onProgress: (done: number) => void = () => undefined,
): Promise<number> {
  let done = 0;
  for (;;) {
    const grouped = await inBulkTransaction(pool, async (tx) => {
      await takeTurn(tx);
      const { rows } = await tx.query<{ id: number; descriptions: Description[] }>({
        name: "catalogue-instances-without-work",
        text: `select i.id, coalesce((select json_agg(d.description order by r.id)
            from catalogue.record r join catalogue.description d on d.record_id = r.id
            where r.instance_id = i.id and r.deleted_at is null), '[]') as descriptions
          from catalogue.instance i where i.work_id is null and i.record_count > 0 order by i.id limit $1`,
        values: [PAGE],
      });
      if (rows.length === 0) return 0;
      const members = rows.map(
        (row): WorkMember => ({
          instanceId: row.id,
          isNew: false,
          keys: [...new Set(row.descriptions.flatMap(workKeysOf))],
        }),
      );
      const works = await assignWorks(tx, members);
      await tx.query(
        `update catalogue.instance i set work_id = w.work_id, version = i.version + 1, changed_at = now()
          from unnest($1::bigint[], $2::bigint[]) w(id, work_id) where i.id = w.id`,
        [[...works.keys()], [...works.values()]],
      );
      await publishBulk(tx, "instances-changed", { instanceIds: [...works.keys()] });
      return rows.length;
    });
    if (grouped === 0) return done;
    done += grouped;
    onProgress(done);
  }
}
