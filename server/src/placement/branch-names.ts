import { listBranches, listMembers } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { refuse } from "./refusals.ts";

/** Branches of the region by `JINHE/MAIN`, and back. */
export type BranchNames = {
  idOf(name: string): number;
  nameOf(id: number): string;
  memberOf(id: number): number;
};

/** Reads them once for a list. `idOf` refuses `branch-unknown` 404. */
export async function branchNames(db: Db): Promise<BranchNames> {
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const all = (await listBranches(db)).map((one) => ({
    name: `${codes.get(one.memberId)}/${one.code}`,
    ...{ id: one.id, memberId: one.memberId },
  }));
  const byName = new Map(all.map((one) => [one.name, one.id]));
  const byId = new Map(all.map((one) => [one.id, one]));
  return {
    idOf: (name) => {
      const id = byName.get(name.toUpperCase());
      if (id === undefined) throw refuse("branch-unknown", { branch: name });
      return id;
    },
    nameOf: (id) => byId.get(id)?.name ?? "",
    memberOf: (id) => byId.get(id)!.memberId,
  };
}
