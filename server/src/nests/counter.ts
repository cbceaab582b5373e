import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { stepAtNest } from "../peer-loans/index.ts";
import type { CounterStep } from "../peer-loans/words.ts";
import { lockNest } from "./nests.ts";
import { refuse } from "./refusals.ts";

/**
 * A nest or locker as the counter between two readers: the lender leaves the book of an agreed loan there, the borrower
 * takes it. Refuses `nest-unknown` 404, `nest-closed` 409, then as `stepAtNest`.
 */
export async function loanAtNest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  loanId: string,
): Promise<CounterStep> {
  const nest = await lockNest(tx, code);
  if (nest.state === "closed") throw refuse("nest-closed");
  return await stepAtNest(tx, actor, clock, { kind: "nest", id: nest.id, name: nest.name }, loanId);
}
