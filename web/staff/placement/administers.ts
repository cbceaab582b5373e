import type { Session } from "../session.ts";

/** What of the region somebody sets rules for: the office everything (`office`), an administrator their libraries. */
export function administers(session: Session): { office: boolean; own: string[] } {
  const own = session.roles.flatMap(({ role, member }) =>
    role === "member-admin" && member ? [member] : [],
  );
  return { office: session.roles.some((one) => one.role === "consortium-admin"), own: [...new Set(own)] };
}
