import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** Sizes of the catalogue, and facts that must agree with each other and do not. */
export type CatalogueState = {
  instances: number;
  records: number;
  items: number;
  wrongCounts: number;
  withoutDescription: number;
};

/** Compares what is derived with what it is derived from; every difference is a fault to be looked at. */
export async function countDifferences(db: Db): Promise<CatalogueState> {
  const { rows } = await sql<CatalogueState>`
    select
      (select count(*) from catalogue.instance_size i where i.record_count > 0) as instances,
      (select count(*) from catalogue.record_state r where r.deleted_at is null) as records,
      (select count(*) from catalogue.item_origin) as items,
      (select count(*) from catalogue.instance_size i left join (
          select r.instance_id, count(*) as n from catalogue.record_state r where r.deleted_at is null group by r.instance_id
        ) c on c.instance_id = i.id
        where i.record_count <> coalesce(c.n, 0)) as "wrongCounts",
      (select count(*) from catalogue.record_state r where r.deleted_at is null and not exists (
        select 1 from catalogue.described d where d.record_id = r.id)) as "withoutDescription"`.execute(db);
  return rows[0]!;
}
