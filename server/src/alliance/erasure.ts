import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { notify, officeIds } from "../notices/index.ts";

/** Takes somebody out of organisations; their cases at the help desk are closed and keep what others wrote. */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await leaveOrganisations(tx, clock, personId);
  await sql`update alliance.help_message set author_id = null, body = '—' where author_id = ${personId}`.execute(
    tx,
  );
  await sql`update alliance.help_case set state = 'closed', subject = '——' where person_id = ${personId}`.execute(
    tx,
  );
}

/** Where they were the last steward, the office is told: it names another. */
async function leaveOrganisations(tx: Tx, clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string; name: string }>`
    with gone as (delete from alliance.steward s where s.person_id = ${personId} returning s.organisation_id)
    select o.id, o.name from alliance.organisation o join gone g on g.organisation_id = o.id
    where o.state = 'member' and not exists (select 1 from alliance.steward s
      where s.organisation_id = o.id and s.person_id <> ${personId})`.execute(tx);
  if (rows.length === 0) return;
  const office = await officeIds(tx);
  await notify(
    tx,
    clock,
    ...rows.flatMap(({ id, name }) =>
      office.map((officer) => ({
        personId: officer,
        kind: "organisation-orphaned" as const,
        params: { organisation: name },
        link: `/alliance/organisations/${id}`,
      })),
    ),
  );
}
