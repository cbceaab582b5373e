import { listBranches, loadDistances, minutesBetween } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { LocalText } from "../../kernel/text.ts";
import { listAffiliations } from "../../people/index.ts";

/** A library's desk where two readers may meet. */
export type Desk = { id: number; name: LocalText };

/** Desks that are proposed. */
const MOST_DESKS = 12;
/** Longer than any way. */
const FAR = 1_000_000;

/**
 * Desks of the two readers' libraries, the one first that is nearest to both by the minutes on the road from their
 * libraries' main houses. None where neither has a library.
 */
export async function desksBetween(db: Db, oneId: string, otherId: string): Promise<Desk[]> {
  const cards = await Promise.all([listAffiliations(db, oneId), listAffiliations(db, otherId)]);
  const memberIds = [...new Set(cards.flatMap(([card]) => (card ? [card.memberId] : [])))];
  if (memberIds.length === 0) return [];
  const [distances, ...lists] = await Promise.all([
    loadDistances(db),
    ...memberIds.map((memberId) => listBranches(db, { memberId })),
  ]);
  const branches = lists.flat().filter((branch) => branch.isPickup);
  const homes = lists.flatMap((list) => list.find((branch) => branch.isMain)?.id ?? []);
  const ways = (id: number): number =>
    homes.length === 0 ? FAR : homes.reduce((sum, home) => sum + minutesBetween(distances, home, id), 0);
  return branches
    .map(({ id, name, isMain }) => ({ id, name, isMain, minutes: ways(id) }))
    .sort((a, b) => a.minutes - b.minutes || Number(b.isMain) - Number(a.isMain) || a.id - b.id)
    .slice(0, MOST_DESKS)
    .map(({ id, name }) => ({ id, name }));
}
