import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { loadMembers } from "./branches.ts";
import type { RowOf } from "./operations.ts";
import type { Session } from "./session.ts";
import { pick } from "./text.ts";

type Member = RowOf<"GET /members">;
type Role = Session["roles"][number]["role"];

/** Who describes what a library has. */
export const CATALOGUERS: readonly Role[] = ["cataloguer", "member-admin", "consortium-admin"];
/** Who administers a library. */
export const ADMINISTRATORS: readonly Role[] = ["member-admin", "consortium-admin"];

/** The members of the region. */
export function useMembers() {
  return useQuery({ queryKey: ["members"], queryFn: loadMembers });
}

/** What people call a library of this code; until that is known it stays its code. */
export function useMemberName(): (code: string) => string {
  const { data } = useMembers();
  return (code) => pick(data?.find((one) => one.code === code)?.name) || code;
}

/** A library in the reader's words. */
export function MemberName({ code }: { code: string }): ReactNode {
  return useMemberName()(code);
}

/**
 * The members that somebody may act for, by one of these roles or by any; `isForAll`: also for the region as a whole; `error`: why
 * they are not known.
 */
export function useOwnMembers(
  { roles }: Session,
  by?: readonly Role[],
): { members: Member[]; isForAll: boolean; error: unknown } {
  const { data, error } = useMembers();
  const own = new Set(roles.filter((one) => !by || by.includes(one.role)).map((one) => one.member));
  const isForAll = own.has(null);
  return { members: (data ?? []).filter((one) => isForAll || own.has(one.code)), isForAll, error };
}

/** Members to choose from, as options of a select. */
export function MemberOptions(props: { members: readonly Member[] }): ReactNode {
  return props.members.map((one) => (
    <option key={one.code} value={one.code}>
      {pick(one.name)}
    </option>
  ));
}
