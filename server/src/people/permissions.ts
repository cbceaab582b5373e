import { type Actor, holds } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Role } from "./words.ts";

/** Which roles may do what. `consortium-admin` may do everything everywhere and is not repeated. */
export const permissions = {
  /** Check out, check in, look readers up, work the pick list. */
  "circulation.desk": ["circulation", "desk-lead", "member-admin"],
  /** Lend a book of the own library although a block, a limit or a rule says no, with a reason. */
  "circulation.override": ["desk-lead", "member-admin"],
  /** Change loan rules. */
  "circulation.manage": ["member-admin"],
  /** Load files of records. */
  "catalogue.import": ["cataloguer", "member-admin"],
  /** Edit, match and part records. */
  "catalogue.edit": ["cataloguer", "member-admin"],
  /** Take readers in: person, affiliation, card. */
  "people.register": ["circulation", "desk-lead", "member-admin"],
  /** Roles and passwords. */
  "people.manage": ["member-admin"],
  /** Who did what at the member. */
  "audit.read": ["member-admin"],
  /** Branches, locations, calendar, distances. */
  "member.manage": ["member-admin"],
  /** Decide on reviews by the member's readers, and on what others report about their texts. */
  "community.moderate": ["member-admin"],
  /** Figures about the member. */
  "reports.read": ["circulation", "desk-lead", "cataloguer", "member-admin"],
  /** Members of the consortium and everything else that belongs to nobody alone. */
  "consortium.manage": [],
} as const satisfies Record<string, readonly Role[]>;

/** Something that may be allowed, such as `circulation.desk`. */
export type Verb = keyof typeof permissions;

/** True when the actor may do `verb` for a member; `null`: for the whole consortium. */
export function mayDo(actor: Actor, verb: Verb, memberId: number | null): boolean {
  return holds(actor, [...permissions[verb], "consortium-admin"], memberId);
}

/** True when there is any member at which the actor may do `verb`: asked before it is known which one is meant. */
export function mayDoSomewhere(actor: Actor, verb: Verb): boolean {
  const allowed: readonly string[] = [...permissions[verb], "consortium-admin"];
  return actor.grants.some((grant) => allowed.includes(grant.role));
}

/** Refuses with `forbidden` 403 unless the actor may do `verb` for a member (`null`: the whole consortium). */
export function demandPermission(actor: Actor, verb: Verb, memberId: number | null): void {
  if (!mayDo(actor, verb, memberId)) throw new Problem("forbidden", 403);
}

/** True when the actor holds any role at this member, or everywhere: may choose its branches to work at. */
export function worksAt(grants: Actor["grants"], memberId: number): boolean {
  return grants.some((grant) => grant.scope === null || grant.scope === memberId);
}
