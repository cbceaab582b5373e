import { sql } from "kysely";
import type { InstanceBrief } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Database } from "../kernel/database.ts";

/** An author with other forms of the name. */
export const by = (value: string, ...forms: string[]): InstanceBrief["contributors"][number] => ({
  value,
  forms,
  role: "author",
  isMain: true,
  isCorporate: false,
});

/** Puts a title of one member into the catalogue, without telling anybody; returns its id. */
export async function addTitle(
  database: Database,
  memberId: number,
  brief: Partial<InstanceBrief>,
  callNumber = "",
): Promise<number> {
  const full = JSON.stringify({ ...EMPTY_BRIEF, ...brief });
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.instance (brief, record_count) values (${full}::json, 1) returning id`.execute(
    database.db,
  );
  const id = rows[0]!.id;
  await sql`
    with r as (
      insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
      values (${memberId}, ${`c${id}`}, ${id}, 'marc21', '{}', 1, ${systemActor.personId}) returning id
    )
    insert into catalogue.holding (record_id, branch_id, call_number)
    select r.id, b.id, ${callNumber} from r, consortium.branch b where b.member_id = ${memberId} and b.is_main`.execute(
    database.db,
  );
  return id;
}
