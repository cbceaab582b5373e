import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** How far delivery between the rooms is behind. */
export type OutboxFigures = {
  /** Messages not delivered yet, and the age of the oldest in seconds. */
  waiting: number;
  oldestSeconds: number;
  /** Messages one subscriber could not take so far, and those given up after some attempts. */
  retried: number;
  setAside: number;
  /** Age of the oldest change the search index has not heard of, in seconds. */
  indexSeconds: number;
};

const INDEX_TOPICS = ["instances-changed", "availability", "community-texts-changed", "index-rebuilt"];

/** Ages and numbers of the outbox, in one statement over two small tables. */
export async function outboxFigures(db: Db): Promise<OutboxFigures> {
  const { rows } = await sql<OutboxFigures>`
    with outbox as (
      select count(*)::int as n, min(o.created_at) as oldest,
        min(o.created_at) filter (where o.topic = any(${INDEX_TOPICS}::text[])) as of_index
      from kernel.outbox o),
    undelivered as (
      select count(*) filter (where u.set_aside_at is null)::int as retried,
        count(*) filter (where u.set_aside_at is not null)::int as aside,
        min(u.published_at) filter (where u.set_aside_at is null and u.subscriber like 'discovery.%') as of_index
      from kernel.undelivered u)
    select o.n as waiting, u.retried, u.aside as "setAside",
      greatest(0, coalesce(extract(epoch from now() - o.oldest), 0))::int as "oldestSeconds",
      greatest(0, coalesce(extract(epoch from now() - least(o.of_index, u.of_index)), 0))::int as "indexSeconds"
    from outbox o, undelivered u`.execute(db);
  return rows[0]!;
}
