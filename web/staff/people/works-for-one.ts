import type { Session } from "../session.ts";

/** Whether a session works for one library: that of its branch, or the only one that its roles are at. */
export function worksForOne({ branch, roles }: Pick<Session, "branch" | "roles">): boolean {
  const members = new Set(roles.map((one) => one.member));
  return branch !== null || (members.size === 1 && !members.has(null));
}
