import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type NoticeKind, notify } from "../notices/index.ts";

/** A reader's row of a hold or loan that goes on, on the page of their account. */
export function ownRow(of: "hold" | "loan", id: string): string {
  return `/account#${of}-${id}`;
}

/** What is told of a hold or loan that goes on. What has ended has no row any more: its title's page is where to ask again. */
const GOES_ON: Partial<Record<NoticeKind, "hold" | "loan">> = {
  "hold-delayed": "hold",
  "hold-lent-away": "hold",
  "loan-due-changed": "loan",
  "loan-recalled": "loan",
};

/** Tells the reader of a hold or loan what became of it; `more`: values the sentence needs besides the title. */
export async function notifyOfHold(
  tx: Tx,
  clock: Clock,
  hold: { id: string; person_id: string; instance_id: number },
  kind: NoticeKind,
  more: Record<string, string | number> = {},
): Promise<void> {
  const row = GOES_ON[kind];
  const { rows } = await sql<{ title: string }>`
    select x.title from catalogue.title_line x where x.id = ${hold.instance_id}`.execute(tx);
  await notify(tx, clock, {
    personId: hold.person_id,
    kind,
    params: { instanceId: hold.instance_id, title: rows[0]?.title ?? "", ...more },
    link: row === undefined ? `/instance/${hold.instance_id}` : ownRow(row, hold.id),
  });
}
