import type { z } from "zod";
import { listMembers } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { isFresh } from "../access.ts";
import { hasWeakPassword } from "../credentials.ts";
import { listRoles } from "../roles.ts";
import type { sessionSchema } from "../schema.ts";
import type { Session } from "./sessions.ts";

/** A session as whoever is signed in sees it. */
export async function describeSession(
  db: Db,
  clock: Clock,
  session: Session,
): Promise<z.infer<typeof sessionSchema>> {
  const roles = await listRoles(db, session.person.id);
  const codes = await memberCodes(db);
  const { branch, homeMemberId } = session;
  const isPasswordWeak = roles.length > 0 && (await hasWeakPassword(db, session.person.id));
  return {
    person: session.person,
    roles: roles.map(({ role, memberCode }) => ({ role, member: memberCode })),
    homeMember: homeMemberId === null ? null : (codes.get(homeMemberId) ?? null),
    branch: branch && {
      id: branch.id,
      member: codes.get(branch.memberId) ?? "",
      code: branch.code,
      name: branch.name,
    },
    csrfToken: session.csrfToken,
    expiresAt: session.expiresAt.toISOString(),
    isFresh: isFresh(session, clock),
    isPasswordWeak,
  };
}

async function memberCodes(db: Db): Promise<Map<number, string>> {
  return new Map((await listMembers(db)).map((member) => [member.id, member.code]));
}
