import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission, findPersonByCard } from "../people/index.ts";
import { type HoldView, holdsOf } from "./holds.ts";
import { type LoanView, loansOf } from "./loans.ts";

/** What a desk sees of the reader who put a card down. */
export type DeskPatron = {
  personId: string;
  name: string;
  memberId: number;
  isBlocked: boolean;
  loans: LoanView[];
  holds: HoldView[];
};

/** A reader by exact card. Refuses `forbidden` 403, `patron-unknown` 404, `several-patrons` 409. */
export async function patronAtDesk(db: Db, actor: Actor, clock: Clock, barcode: string): Promise<DeskPatron> {
  demandPermission(actor, "circulation.desk", actor.scope);
  const holders = await findPersonByCard(db, barcode, actor.scope);
  const holder = holders[0];
  if (!holder) throw new Problem("patron-unknown", 404, { barcode });
  if (new Set(holders.map((h) => h.person.id)).size > 1)
    throw new Problem("several-patrons", 409, { barcode });
  return {
    personId: holder.person.id,
    name: holder.person.name,
    memberId: holder.memberId,
    isBlocked: Boolean(holder.blocked),
    loans: await loansOf(db, holder.person.id, clock.now()),
    holds: (await holdsOf(db, holder.person.id)).filter((h) => h.position !== null || h.state === "on-shelf"),
  };
}
