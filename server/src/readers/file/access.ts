import { type Actor, memberWorkedAt } from "../../kernel/actor.ts";
import type { Db } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { isReaderOf } from "../../people/index.ts";
import { refuse } from "../refusals.ts";

/** The library worked at, whose reader this has to be. Refuses `patron-unknown` 404, also for other libraries' readers. */
export async function demandOwnReader(db: Db, actor: Actor, personId: string): Promise<number> {
  const memberId = memberWorkedAt(actor);
  if (!isUuid(personId) || !(await isReaderOf(db, personId, memberId))) throw refuse("patron-unknown");
  return memberId;
}
