import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import type { Sharer } from "../../neighbours/index.ts";
import { refuse } from "../refusals.ts";
import type { Audience } from "./offer-options.ts";

/** Circles one offer may be for. */
const MOST_CIRCLES = 20;

/**
 * Refuses an audience its owner may not choose, in this order: `circle-unknown` 404 (they do not count in it),
 * `minor-guarded-only` 403 (under age: guarded circles only), `place-needed` 409 (in public without a place).
 */
export async function demandAudience(tx: Tx, owner: Sharer, audience: Audience): Promise<void> {
  const ids = [...new Set(audience.circleIds)];
  if (ids.length > MOST_CIRCLES || !ids.every(isUuid)) throw refuse("circle-unknown");
  if (ids.length > 0) {
    const { rows } = await sql<{ id: string; is_guarded: boolean }>`
      select c.id, c.guarded_by is not null as is_guarded from circles.circle_line c
      where c.id = any(${ids}::uuid[]) and c.id in (select circles.circles_of(${owner.personId}, false))`.execute(
      tx,
    );
    if (rows.length < ids.length) throw refuse("circle-unknown");
    if (owner.isMinor && rows.some((row) => !row.is_guarded)) throw refuse("minor-guarded-only");
  }
  if (owner.isMinor && (audience.public || audience.friends)) throw refuse("minor-guarded-only");
  if (audience.public && owner.cell === null) throw refuse("place-needed");
}
