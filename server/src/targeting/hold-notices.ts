import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type NoticeKind, notify } from "../notices/index.ts";

/** Where a reader finds their holds and loans. */
export const OWN_PAGE = "/account";

/**
 * Tells a hold's reader what became of it; `more`: values the sentence needs besides the title;
 * `link`: the page it is about.
 */
export async function notifyOfHold(
  tx: Tx,
  clock: Clock,
  hold: { person_id: string; instance_id: number },
  kind: NoticeKind,
  more: Record<string, string | number> = {},
  link: string = OWN_PAGE,
): Promise<void> {
  const { rows } = await sql<{ title: string }>`
    select x.title from catalogue.title_line x where x.id = ${hold.instance_id}`.execute(tx);
  await notify(tx, clock, {
    personId: hold.person_id,
    kind,
    params: { instanceId: hold.instance_id, title: rows[0]?.title ?? "", ...more },
    link,
  });
}
