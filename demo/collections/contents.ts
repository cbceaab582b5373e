import { sql } from "kysely";
import type { Db } from "../../server/src/kernel/database.ts";

/** Whether a collection is live, and which objects it has by identifier; null: there is no such collection. */
export async function contentsOf(
  db: Db,
  slug: string,
): Promise<{ live: boolean; numbers: Map<string, number> } | null> {
  const { rows } = await sql<{ live: boolean; identifier: string | null; number: number }>`
    select c.live_number is not null as live, o.identifier, o.number from collections.collection_fact c
    left join collections.object_fact o on o.collection_id = c.id where c.slug = ${slug} limit 10000`.execute(
    db,
  );
  if (!rows[0]) return null;
  const numbers = rows.flatMap(({ identifier, number }): [string, number][] =>
    identifier === null ? [] : [[identifier, number]],
  );
  return { live: rows[0].live, numbers: new Map(numbers) };
}
