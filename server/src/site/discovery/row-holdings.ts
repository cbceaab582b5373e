import type { Holder, NearFacts } from "../../../../web/reader/discovery/row-holdings.tsx";
import { placeName } from "../../../../web/reader/frame/place-name.ts";
import { shortName } from "../../../../web/reader/frame/short-name.ts";
import type { HoldingGroup } from "../../circulation/index.ts";
import { minutesToMember } from "../../frame/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { copiesInNests } from "../../nests/index.ts";
import { offersOf } from "../../shelves/index.ts";
import type { Viewer } from "../catalogue/record-view.ts";

/** Copies outside libraries, by instance: at nests for everybody, of readers for who is signed in. Two reads for a page. */
export async function readNear(
  db: Db,
  ids: readonly number[],
  personId: string | null,
): Promise<Map<number, NearFacts>> {
  const [nested, offered] = await Promise.all([
    copiesInNests(db, ids),
    personId === null ? [] : offersOf(db, personId, ids),
  ]);
  const near = new Map<number, NearFacts>();
  const count = (id: number | null, where: keyof NearFacts): void => {
    if (id === null) return;
    const one = near.get(id) ?? { people: 0, nests: 0 };
    one[where] += 1;
    near.set(id, one);
  };
  for (const { instanceId } of nested) count(instanceId, "nests");
  for (const { instanceId } of offered) count(instanceId, "people");
  return near;
}

/** Libraries that hold it: the reader's own first, then those with a copy on the shelf, the nearest first. */
export function holdersOf(
  memberIds: readonly number[],
  groups: readonly HoldingGroup[],
  { directory, homeMemberId, language }: Viewer,
): Holder[] {
  const holders = memberIds.flatMap((id) => {
    const member = directory.memberById.get(id);
    if (!member) return [];
    const own = groups.filter((group) => group.memberId === id);
    const best = own.find((group) => freeOf(group) > 0) ?? own[0];
    const branch = best && directory.branchById.get(best.branchId);
    const library = pick(member.name, language);
    const building = branch ? pick(branch.name, language) : "";
    const stands = best ? directory.locationName(id, best.location, language) : "";
    const minutes = homeMemberId === null ? 0 : minutesToMember(directory, homeMemberId, id);
    const holder: Holder = {
      name: shortName(library),
      mine: id === homeMemberId,
      place: placeName(building === library ? "" : building, stands, language),
      floor: best ? directory.locationFloor(id, best.location).floor : "",
      callNumber: best?.callNumber ?? "",
      copies: own.reduce((sum, group) => sum + group.items.length, 0),
      available: own.reduce((sum, group) => sum + freeOf(group), 0),
      away: awayOf(own),
    };
    return [{ holder, minutes }];
  });
  return holders
    .sort(
      ({ holder: a, minutes: near }, { holder: b, minutes: far }) =>
        Number(b.mine) - Number(a.mine) || Number(b.available > 0) - Number(a.available > 0) || near - far,
    )
    .map(({ holder }) => holder);
}

/** Why none of a library's copies can be taken: some are lent and come back, or they are read there only. */
function awayOf(groups: readonly HoldingGroup[]): Holder["away"] {
  const states = new Set(groups.flatMap((group) => group.items.map((item) => item.status)));
  return (["on-loan", "reference-only"] as const).find((state) => states.has(state)) ?? "other";
}

const freeOf = (group: HoldingGroup): number => group.items.filter((i) => i.status === "available").length;
