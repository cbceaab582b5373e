import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { refuseToGuessCopy } from "../targeting/index.ts";
import type { DeskActor } from "./counts.ts";
import { refuse } from "./refusals.ts";

/** Where an item may be that somebody has read here: nowhere else. */
const HERE = ["available", "requested", "reference-only", "take-down"];
const YEAR_DAYS = 365;

/**
 * A book was read in the house and goes back to its shelf. Refuses `item-unknown` 404, `several-items` 409 (`choices`),
 * `use-elsewhere` 409 (`status`: on loan, on its way … scan it in first).
 */
export async function noteUse(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  { barcode, itemId }: { barcode: string; itemId?: number | undefined },
): Promise<{ itemId: number; title: string; uses: number }> {
  const { rows } = await sql<{ id: number; title: string; status: string; branch_id: number }>`
    select c.id, coalesce(t.title, '') as title, s.status, c.current_branch_id as branch_id
    from catalogue.copy_fact c join circulation.item_status s on s.item_id = c.id
    left join catalogue.title_line t on t.id = c.instance_id
    where c.barcode_key = kernel.folded_code(${barcode})
      and (${itemId ?? null}::bigint is null or c.id = ${itemId ?? null}::bigint) order by c.id`.execute(tx);
  const here = rows.filter((row) => row.branch_id === actor.place);
  const found = here.length > 0 ? here : rows;
  const one = found[0];
  if (!one) throw refuse("item-unknown", { barcode });
  if (found.length > 1)
    throw await refuseToGuessCopy(
      tx,
      barcode,
      found.map((row) => row.id),
    );
  if (one.branch_id !== actor.place || !HERE.includes(one.status))
    throw refuse("use-elsewhere", { barcode, status: one.status });
  await sql`insert into stocktaking.use (item_id, branch_id, at)
    values (${one.id}, ${actor.place}, ${clock.now()})`.execute(tx);
  const count = await sql<{ n: number }>`select count(*) as n from stocktaking.use u
    where u.item_id = ${one.id} and u.at > ${new Date(clock.now().getTime() - YEAR_DAYS * DAY_MS)}`.execute(
    tx,
  );
  return { itemId: one.id, title: one.title, uses: count.rows[0]!.n };
}
