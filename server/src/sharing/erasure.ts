import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { removeFiles } from "../kernel/files/file-jobs.ts";
import { photoKeys } from "../kernel/images/photo-files.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { endAllOf } from "./offer-rows.ts";
import { lockSharer } from "./persons.ts";
import { COPY_PHOTOS } from "./photos/photos.ts";
import { lockPlaces, settlePlace } from "./places.ts";
import { publishOffers } from "./titles.ts";

/**
 * Takes a reader out of sharing. Books nobody ever borrowed go with their pictures; of others the history stays, without
 * an owner. The other side of a loan keeps it, with a nameless counterpart and without what was written. Pictures
 * are thrown away after the commit. Refuses `erasure-open-loans` 409 while a loan or a case is open.
 */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await lockPlaces(tx);
  await lockSharer(tx, personId);
  const open = await sql`select 1 from sharing.loan l
    where (l.lender_id = ${personId} or l.borrower_id = ${personId}) and l.ended_at is null limit 1`.execute(
    tx,
  );
  if (open.rows.length > 0) throw new Problem("erasure-open-loans", 409);
  const titles = await sql<{ title_id: number }>`select distinct c.title_id from sharing.copy c
    where c.owner_id = ${personId}`.execute(tx);
  const photos = await sql<{ id: string }>`delete from sharing.photo p using sharing.copy c
    where c.id = p.copy_id and c.owner_id = ${personId} returning p.id`.execute(tx);
  await eraseCopies(tx, personId);
  await eraseLoans(tx, clock, personId);
  await eraseTies(tx, clock, personId);
  await publishOffers(
    tx,
    titles.rows.map((row) => row.title_id),
  );
  await removeFiles(
    tx,
    photoKeys(
      COPY_PHOTOS,
      photos.rows.map((row) => row.id),
    ),
  );
}

async function eraseCopies(tx: Tx, personId: string): Promise<void> {
  await sql`delete from sharing.copy c where c.owner_id = ${personId}
    and not exists (select 1 from sharing.loan l where l.copy_id = c.id)`.execute(tx);
  await endAllOf(tx, personId);
  await sql`update sharing.copy set owner_id = null, state = 'retired', note = '', shelf = '', reading = 'none'
    where owner_id = ${personId}`.execute(tx);
  await sql`update sharing.copy set custodian_id = null where custodian_id = ${personId}`.execute(tx);
  await sql`update sharing.title set typed_by = null where typed_by = ${personId}`.execute(tx);
}

async function eraseLoans(tx: Tx, clock: Clock, personId: string): Promise<void> {
  const ofTheirs = sql`(lender_id = ${personId} or borrower_id = ${personId})`;
  await sql`delete from sharing.message where sender_id = ${personId}`.execute(tx);
  await sql`delete from sharing.appointment where loan_id in (select id from sharing.loan where ${ofTheirs})`.execute(
    tx,
  );
  await sql`update sharing.loan set evidence = null, reason = null, erased_at = coalesce(erased_at, ${clock.now()})
    where ${ofTheirs}`.execute(tx);
}

async function eraseTies(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await sql`delete from sharing.friendship where low_id = ${personId} or high_id = ${personId}`.execute(tx);
  await sql`delete from sharing.block where person_id = ${personId} or blocked_id = ${personId}`.execute(tx);
  await sql`delete from sharing.vouch where candidate_id = ${personId} or voucher_id = ${personId}`.execute(
    tx,
  );
  await sql`delete from sharing.circle_invite where made_by = ${personId}`.execute(tx);
  await sql`update sharing.roster_entry set taken_by = null where taken_by = ${personId}`.execute(tx);
  await sql`update sharing.membership set state = 'left', role = 'member', words = '', ended_at = ${clock.now()}
    where person_id = ${personId} and state in ('applied', 'active')`.execute(tx);
  await sql`update sharing.membership set words = '' where person_id = ${personId}`.execute(tx);
  for (const table of ["email_proof", "cell_look"])
    await sql`delete from ${sql.table(`sharing.${table}`)} where person_id = ${personId}`.execute(tx);
  await sql`update sharing.person set nickname = null, wanted_nickname = null, cell = null, pt = null, keeps_diary = false, cell_moves = '{}'
    where person_id = ${personId}`.execute(tx);
  await settlePlace(tx, personId);
}
