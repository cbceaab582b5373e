import type { Actor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import type { Request, RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { requirePerson } from "../people/index.ts";
import { runOnce } from "./idempotency.ts";

/** Key a client sends with a command so that it may send it again. */
const KEY_HEADER = "idempotency-key";

/** Runs a reader's command in one transaction, once per `Idempotency-Key`. Refuses `sign-in-needed` 401 first. */
export async function runCommand<T>(
  deps: Pick<RouteDeps, "db" | "clock">,
  request: Request,
  name: string,
  input: unknown,
  work: (tx: Tx, actor: Actor) => Promise<T>,
): Promise<T> {
  const actor = requirePerson(request);
  const key = request.headers[KEY_HEADER];
  if (Array.isArray(key)) throw new Problem("key-invalid", 400);
  return await inTransaction(deps.db, (tx) =>
    runOnce(tx, actor, deps.clock, { key, name, input }, () => work(tx, actor)),
  );
}
