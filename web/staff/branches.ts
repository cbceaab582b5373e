import { useQuery } from "@tanstack/react-query";
import { call } from "./api.ts";
import { type LocalText, pick } from "./text.ts";

export type Member = { code: string; name: LocalText };
export type Branch = { id: number; code: string; name: LocalText; member: Member };

async function loadBranches(): Promise<Branch[]> {
  const members = (await call<{ items: Member[] }>("GET", "/members")).items;
  const lists = await Promise.all(
    members.map(async (member) => {
      const { items } = await call<{ items: Omit<Branch, "member">[] }>(
        "GET",
        `/members/${member.code}/branches`,
      );
      return items.map((branch) => ({ ...branch, member }));
    }),
  );
  return lists.flat();
}

/** All branches of the region, once per visit. */
export function useBranches(): { branches: Branch[]; nameOf: (id: number) => string } {
  const { data } = useQuery({
    queryKey: ["branches"],
    queryFn: loadBranches,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const branches = data ?? [];
  return {
    branches,
    nameOf: (id) => {
      const branch = branches.find((b) => b.id === id);
      return branch ? `${pick(branch.member.name)} · ${pick(branch.name)}` : "…";
    },
  };
}
