import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { ERASED_PERSON } from "../people/index.ts";

/**
 * Takes a reader out of closed loans and holds, which stay for the libraries' figures.
 * Refuses `erasure-open-loans` 409 while a book is out or asked for.
 */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from circulation.loan l where l.person_id = ${personId} and l.returned_at is null
    union all select 1 from circulation.hold h where h.person_id = ${personId} and h.closed_at is null limit 1`.execute(
    tx,
  );
  if (rows.length > 0) throw new Problem("erasure-open-loans", 409);
  await sql`update circulation.loan set person_id = ${ERASED_PERSON}, overruled = overruled - 'reason' where person_id = ${personId}`.execute(
    tx,
  );
  await sql`update circulation.hold set person_id = ${ERASED_PERSON} where person_id = ${personId}`.execute(
    tx,
  );
}
