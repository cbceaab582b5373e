import { getBranch, listBranches } from "../consortium/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { refuse } from "./refusals.ts";
import type { NewSalon, Salon, Viewer } from "./salons.ts";

const LONGEST_PLACE = 200;

/** Where, in the host's words, else the branch by its name. Refuses `branch-unknown` 404, `salon-place-missing` 400. */
export async function placeOf(
  tx: Tx,
  { place, branchId }: Pick<NewSalon, "place" | "branchId">,
): Promise<string> {
  const branch = branchId === null ? null : pick((await getBranch(tx, branchId)).name, "zh-Hans");
  if (place.length < 2 && branch === null) throw refuse("salon-place-missing");
  return place.length >= 2 ? place : branch!.slice(0, LONGEST_PLACE);
}

/**
 * Where salons are: in the host's words, else the library by its name in a language. To visitors it is always the library: the
 * host's own words are for readers who are signed in.
 */
export async function placed(
  db: Db,
  personId: Viewer,
  salons: Salon[],
  language: Language,
): Promise<Salon[]> {
  if (salons.length === 0) return salons;
  const names = new Map((await listBranches(db)).map(({ id, name }) => [id, name]));
  return salons.map((salon) => {
    const name = names.get(salon.branchId ?? 0);
    // Without words of the host's the library's name was written down as it is in Chinese.
    const isOwn = name === undefined || salon.place !== pick(name, "zh-Hans").slice(0, LONGEST_PLACE);
    if (isOwn && personId !== null) return salon;
    return { ...salon, place: name === undefined ? "" : pick(name, language) };
  });
}
