import type { Actor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import { keyOf } from "../kernel/doors.ts";
import type { Request, RouteDeps } from "../kernel/http.ts";
import { runOnce } from "../kernel/once.ts";
import { requirePerson } from "../people/index.ts";

/** Runs a reader's command in one transaction, once per `Idempotency-Key`. Refuses `sign-in-needed` 401 first. */
export async function runCommand<T>(
  deps: Pick<RouteDeps, "db" | "clock">,
  request: Request,
  name: string,
  input: unknown,
  work: (tx: Tx, actor: Actor) => Promise<T>,
): Promise<T> {
  const actor = requirePerson(request);
  const key = keyOf(request);
  return await inTransaction(deps.db, (tx) =>
    runOnce(tx, actor, deps.clock, { key, name, input }, () => work(tx, actor)),
  );
}
