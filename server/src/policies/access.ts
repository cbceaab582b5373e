import { findMemberByCode, listMembers, type Member } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { demandPermission, staff } from "../people/index.ts";

/** Whose rules they are, the rules look at: it stands in what is sent. */
export const ruleStaff = staff("circulation.manage", "somewhere");

/** Refuses `forbidden` 403 unless the actor may change the rules of a library (null: of the consortium). */
export function demandRules(actor: Actor, memberId: number | null): void {
  demandPermission(actor, memberId === null ? "consortium.manage" : "circulation.manage", memberId);
}

/** The library of a code; null: the consortium. Refuses `member-unknown` 404. */
export async function memberAt(db: Db, code: string | null): Promise<Member | null> {
  return code === null ? null : await findMemberByCode(db, code);
}

/** The library of a code (null: the consortium), whose rules the actor may change. Refuses `member-unknown` 404, `forbidden` 403. */
export async function demandedMember(db: Db, actor: Actor, code: string | null): Promise<Member | null> {
  const member = await memberAt(db, code);
  demandRules(actor, member?.id ?? null);
  return member;
}

/** Turns ids of libraries into their codes. */
export async function memberCodes(db: Db): Promise<(id: number | null) => string | null> {
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  return (id) => (id === null ? null : (codes.get(id) ?? null));
}
