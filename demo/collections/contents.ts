import { sql } from "kysely";
import { type Collection, setGuests } from "../../server/src/collections/index.ts";
import type { Db, Tx } from "../../server/src/kernel/database.ts";
import { systemClock } from "../../server/src/kernel/time.ts";
import { noteParents } from "../../server/src/object-parts/index.ts";

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

/** Objects belong to their parents; some of another collection stand beside them. */
export async function tie(
  tx: Tx,
  collection: Collection,
  objects: readonly { identifier: string; parent?: string }[],
  from: { slug: string; guests: readonly string[] },
): Promise<void> {
  const links = objects.flatMap(({ identifier, parent }) => (parent ? [{ identifier, parent }] : []));
  await noteParents(tx, collection.id, links);
  if (from.guests.length === 0) return;
  const numbers = (await contentsOf(tx, from.slug))!.numbers;
  await setGuests(tx, systemClock, collection, { come: from.guests.map((one) => numbers.get(one)!) });
}
