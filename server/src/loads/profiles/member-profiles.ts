import { itemProfiles } from "../../catalogue/index.ts";
import { listMembers } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import { findImportProfile } from "./rules.ts";

type ItemProfile = itemProfiles.ItemProfile;

/** A library's profiles, and those it loads with unless it says otherwise; none of the latter where it leaves that to the file. */
export async function profilesOfMember(
  db: Db,
  memberId: number,
  all: readonly ItemProfile[],
): Promise<{ all: readonly ItemProfile[]; fallback: readonly ItemProfile[] }> {
  const member = (await listMembers(db)).find((one) => one.id === memberId);
  const name = member?.importProfile ?? itemProfiles.AUTO;
  const wanted = (await findImportProfile(db, memberId, name))?.itemProfile ?? name;
  return { all, fallback: all.filter((one) => one.name === wanted) };
}
