import { listBranches, loadLocationMap } from "../../consortium/index.ts";
import type { ItemFacts } from "../../copies/index.ts";
import type { Db } from "../../kernel/database.ts";

/** Where a member's locations stand: location or branch code -> branch id, and the branch for all others. */
export type ItemPlaces = { byCode: ReadonlyMap<string, number>; mainBranchId: number };

/** The places of one member: its own location codes first, its branch codes after them. Refuses `member-unknown`. */
export async function loadItemPlaces(db: Db, memberId: number): Promise<ItemPlaces> {
  const locations = await loadLocationMap(db, memberId);
  const branches = await listBranches(db, { memberId });
  return {
    byCode: new Map([...branches.map((b) => [b.code, b.id] as const), ...locations.branchByLocation]),
    mainBranchId: locations.mainBranchId,
  };
}

/**
 * Branch an item is at home in: its location's, else its branch code's, else the main branch. `unknown`: the code that
 * nothing is known of when the main branch was taken in its stead; undefined where the item names no place at all.
 */
export function homeBranchOf(item: ItemFacts, places: ItemPlaces): { branchId: number; unknown?: string } {
  const known =
    places.byCode.get(item.location) ??
    (item.branch !== undefined ? places.byCode.get(item.branch) : undefined);
  if (known !== undefined) return { branchId: known };
  const unknown = [item.branch, item.location].filter(Boolean).join(" / ");
  return { branchId: places.mainBranchId, ...(unknown ? { unknown } : {}) };
}
