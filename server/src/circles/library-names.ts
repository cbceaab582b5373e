import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { isReaderOf, mayDo } from "../people/index.ts";

/**
 * Nobody speaks in a library's name: a group whose proof is a library's accounts (`byAccounts`) is founded by one of its
 * readers, a library's own group (`isItsOwn`) by its staff. Refuses `circle-library-only` 403, `circle-proof-foreign` 403.
 */
export async function demandLibraryName(
  tx: Tx,
  actor: Actor,
  group: { memberId: number | null; byAccounts: boolean; isItsOwn: boolean },
): Promise<void> {
  const { memberId, byAccounts, isItsOwn } = group;
  if (memberId !== null && mayDo(actor, "people.register", memberId)) return;
  if (isItsOwn) throw new Problem("circle-library-only", 403);
  if (memberId !== null && byAccounts && !(await isReaderOf(tx, actor.personId, memberId)))
    throw new Problem("circle-proof-foreign", 403);
}
