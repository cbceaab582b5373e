import { sql } from "kysely";
import { getMember } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db } from "../../kernel/database.ts";
import type { Problem } from "../../kernel/problem.ts";
import { type LocalText, pick } from "../../kernel/text.ts";
import type { Clock } from "../../kernel/time.ts";
import {
  type CardHolder,
  demandPermission,
  type LookUpReason,
  lookUpCard,
  maskedName,
} from "../../people/index.ts";
import { refuseToGuess } from "../../targeting/index.ts";
import { holdsOf } from "../holds.ts";
import { loansAt, loansOf } from "../loans.ts";
import { refuse } from "../refusals.ts";
import type { DeskPatron } from "../schema.ts";

/** What a desk scanned, and for which act: it is kept and shown to the reader. */
export type PatronQuery = {
  barcode: string;
  reason: LookUpReason;
  /** Whose card, when several members issued its number. */
  memberId?: number | undefined;
};

/**
 * A reader by exact card. Refuses `forbidden` 403, `look-ups-too-fast` 429, `several-patrons` 409, and as `refuseCard`.
 */
export async function patronAtDesk(
  db: Db,
  actor: Actor,
  clock: Clock,
  query: PatronQuery,
): Promise<DeskPatron> {
  const holder = await holderAtDesk({ db, clock }, actor, query);
  const { person, isOwn } = holder;
  const memberId = actor.scope ?? 0;
  const [loans, holds, blocks] = await Promise.all([
    isOwn ? loansOf(db, person.id, clock.now()) : loansAt(db, person.id, memberId, clock.now()),
    holdsOf(db, person.id, isOwn ? {} : { pickupMemberId: memberId }),
    holder.blocked ? blocksToday(db, clock, person.id) : [],
  ]);
  const live = holds.filter((h) => h.position !== null || h.state === "on-shelf");
  const isConcerned = isOwn || loans.length > 0 || live.length > 0;
  return {
    personId: person.id,
    name: isConcerned ? person.name : maskedName(person.name),
    memberId: holder.memberId,
    isOwn,
    isBlocked: holder.blocked,
    blocks,
    loans,
    holds: live,
  };
}

/** What blocks a reader today, and whose word that is; the days are those of the library that has set it. */
async function blocksToday(db: Db, clock: Clock, personId: string): Promise<DeskPatron["blocks"]> {
  const { rows } = await sql<DeskPatron["blocks"][number]>`select distinct b.kind, m.code as member
    from people.block_fact b join consortium.member_fact m on m.id = b.member_id
    where b.person_id = ${personId} and (${clock.now()}::timestamptz at time zone m.time_zone)::date
      between b.from_on and coalesce(b.until_on, 'infinity') order by m.code, b.kind`.execute(db);
  return rows;
}

/**
 * Whose card it is, for a desk that acts for them: its own reader's first, else the only one, else that of the member that
 * was chosen. Refuses as `patronAtDesk`.
 */
export async function holderAtDesk(
  { db, clock }: { db: Db; clock: Clock },
  actor: Actor,
  { barcode, reason, memberId }: PatronQuery,
): Promise<CardHolder> {
  demandPermission(actor, "circulation.desk", actor.scope);
  const all = await lookUpCard(db, clock, actor, barcode, reason);
  const chosen = all.filter((one) => one.memberId === (memberId ?? actor.scope));
  const holders = chosen.length > 0 || memberId !== undefined ? chosen : all;
  const holder = holders[0];
  if (!holder) throw await refuseCard(db, barcode, memberId ?? actor.scope);
  if (new Set(holders.map((h) => h.person.id)).size > 1)
    throw refuseToGuess(
      "several-patrons",
      barcode,
      await Promise.all(
        holders.map(async (one) => ({ id: one.memberId, library: (await getMember(db, one.memberId)).name })),
      ),
    );
  return holder;
}

/**
 * Why a card that nobody has serves nobody: `card-lost`, `card-replaced` 409 (`since`, `library`; `personId` of one's own
 * reader), the own library's and the latest first; else `patron-unknown` 404.
 */
export async function refuseCard(db: Db, barcode: string, memberId: number | null): Promise<Problem> {
  const { rows } = await sql<{
    reason: "lost" | "replaced";
    since: string;
    library: LocalText;
    person_id: string | null;
  }>`
    select f.reason, (f.ended_at at time zone m.time_zone)::date::text as since, m.name as library,
      case when m.id = ${memberId}::smallint then f.person_id end as person_id
    from people.former_card_fact f join consortium.member_fact m on m.id = f.member_id
    where f.barcode_key = kernel.folded_code(${barcode})
    order by m.id = ${memberId}::smallint desc nulls last, f.ended_at desc limit 1`.execute(db);
  const [card] = rows;
  if (!card) return refuse("patron-unknown", { barcode });
  const { since, library, person_id: personId } = card;
  return refuse(`card-${card.reason}`, { barcode, since, library: pick(library, "zh-Hans"), personId });
}
