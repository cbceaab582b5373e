import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** One live record and the instance it stands in. */
export type ClusterRow = { memberCode: string; controlNumber: string; instanceId: number };

const PAGE = 20_000;

/** Every live record with its instance, in the order of member and control number, page by page. */
export async function* scanClusters(db: Db): AsyncGenerator<ClusterRow[]> {
  let lastMember = 0;
  let lastNumber = "";
  for (;;) {
    const { rows } = await sql<{
      member_id: number;
      code: string;
      control_number: string;
      instance_id: number;
    }>`
      select r.member_id, m.code, r.control_number, r.instance_id
      from catalogue.record_state r join consortium.member_fact m on m.id = r.member_id
      where (r.member_id, r.control_number) > (${lastMember}, ${lastNumber}) and r.deleted_at is null
      order by r.member_id, r.control_number limit ${PAGE}`.execute(db);
    if (rows.length === 0) return;
    yield rows.map((row) => ({
      memberCode: row.code,
      controlNumber: row.control_number,
      instanceId: row.instance_id,
    }));
    lastMember = rows.at(-1)!.member_id;
    lastNumber = rows.at(-1)!.control_number;
  }
}
