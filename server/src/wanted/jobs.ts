import { sql } from "kysely";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { tellOwners } from "./matching-owners.ts";
import { ringOf } from "./posts.ts";

/** Posts looked at by one run. */
const BATCH = 200;

/** When this room's jobs run (crontab, UTC). */
export const wantedSchedule: string[] = ["35 * * * * wanted-rings"];

/** The clock's work: wider rings while nobody has helped, and the end of what nobody answered in time. */
export function wantedJobs({ db, clock }: RouteDeps): JobHandlers {
  return { "wanted-rings": () => turnRings(db, clock) };
}

/** Tells the owners a wider ring reaches, and ends posts whose time is over. */
export async function turnRings(db: Db, clock: Clock): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ person_id: string; id: string; words: string }>`update wanted.post p
      set state = 'expired', ended_at = ${clock.now()}
      where p.id in (select e.id from wanted.post e where e.state = 'open' and e.expires_at <= ${clock.now()}
        order by e.expires_at limit ${BATCH} for update skip locked)
      returning p.person_id, p.id, p.words`.execute(tx);
    const notices = rows.map(({ person_id: personId, id, words }) => ({
      personId,
      kind: "wanted-expired" as const,
      params: { words },
      link: `/wanted/${id}`,
    }));
    await notify(tx, clock, ...notices);
  });
  const { rows } = await sql<{
    id: string;
  }>`select p.id from wanted.post p where p.state = 'open' and p.words_public
    and p.circle_id is null and p.told_km < ${ringOf(clock.now())}
    and not exists (select 1 from wanted.answer a where a.post_id = p.id and a.words_public)
    order by p.created_at limit ${BATCH}`.execute(db);
  for (const { id } of rows) await inTransaction(db, (tx) => tellOwners(tx, clock, id));
}
