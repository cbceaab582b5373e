import { sql } from "kysely";
import { type Actor, memberWorkedAt } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { refuseOn } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { insertCard } from "../cards.ts";
import { constraintProblems } from "../constraint-problems.ts";
import { refuse } from "../refusals.ts";
import { lockOwnPatron, lockPerson } from "./patrons.ts";

/** Gives a person a card of the library worked at. Refuses `patron-unknown` 404, `card-exists` 409, `barcode-invalid` 400. */
export async function giveCard(tx: Tx, actor: Actor, personId: string, barcode: string): Promise<void> {
  await lockPerson(tx, personId);
  await refuseOn(constraintProblems, () =>
    insertCard(tx, personId, { memberId: memberWorkedAt(actor), barcode }),
  );
}

/**
 * A card that is lost, or replaced (`by`: the new one): nobody borrows with it any more, and its number is free again.
 * Refuses `patron-unknown`, `card-unknown` 404, `card-exists` 409, `barcode-invalid` 400.
 */
export async function endCard(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  card: { personId: string; barcode: string; by: string | null },
): Promise<void> {
  const memberId = await lockOwnPatron(tx, actor, card.personId);
  const { rows } = await sql`with gone as (
      delete from people.card c where c.person_id = ${card.personId} and c.member_id = ${memberId}
        and c.barcode_key = kernel.folded_code(${card.barcode}) returning c.member_id, c.barcode, c.person_id
    )
    insert into people.former_card (id, member_id, barcode, person_id, reason, ended_at)
    select ${newId<"former-card">()}, g.member_id, g.barcode, g.person_id, ${card.by === null ? "lost" : "replaced"},
      ${clock.now()} from gone g limit 1 returning id`.execute(tx);
  if (rows.length === 0) throw refuse("card-unknown");
  if (card.by !== null) await giveCard(tx, actor, card.personId, card.by);
}

/** A lost card that turned up is good again. Refuses `patron-unknown`, `card-unknown` 404, `card-exists` 409. */
export async function restoreCard(
  tx: Tx,
  actor: Actor,
  card: { personId: string; barcode: string },
): Promise<void> {
  const memberId = await lockOwnPatron(tx, actor, card.personId);
  const { rows } = await sql<{ barcode: string }>`delete from people.former_card f
    where f.person_id = ${card.personId} and f.member_id = ${memberId} and f.reason = 'lost'
      and f.barcode_key = kernel.folded_code(${card.barcode}) returning f.barcode`.execute(tx);
  if (!rows[0]) throw refuse("card-unknown");
  await giveCard(tx, actor, card.personId, rows[0].barcode);
}
