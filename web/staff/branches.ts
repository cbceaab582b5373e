import { useQuery, useQueryClient } from "@tanstack/react-query";
import { allPages } from "./all-pages.ts";
import { ask } from "./api.ts";
import type { RowOf } from "./operations.ts";
import type { Session } from "./session.ts";
import { pick } from "./text.ts";

type Branch = RowOf<"GET /members/:code/branches"> & { member: RowOf<"GET /members"> };

/** All libraries of the region. */
export const loadMembers = (): Promise<RowOf<"GET /members">[]> =>
  allPages((query) => ask("GET /members", { query }));

async function loadBranches(): Promise<Branch[]> {
  const members = await loadMembers();
  const lists = await Promise.all(
    members.map(async (member) => {
      const { items } = await ask("GET /members/:code/branches", { params: { code: member.code } });
      return items.map((branch) => ({ ...branch, member }));
    }),
  );
  return lists.flat();
}

/** A branch with its library; once, where both have one name. */
export function branchInFull({ member, name }: Pick<Branch, "member" | "name">): string {
  return [...new Set([pick(member.name), pick(name)])].join(" · ");
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
      return branch ? branchInFull(branch) : "…";
    },
  };
}

/** The time zone of the library that is worked at; undefined: none is, or it is not known yet. */
export function useOwnZone(): string | undefined {
  const { branches } = useBranches();
  const own = useQueryClient().getQueryData<Session | null>(["session"])?.branch;
  return branches.find((branch) => branch.id === own?.id)?.member.timeZone;
}
