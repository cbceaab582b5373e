import { Problem } from "./problem.ts";

/** A permission somebody holds: a role, and the scope it is limited to (`null`: everywhere). */
export type Grant = { role: string; scope: number | null };

/**
 * The door somebody came through; stands in the audit. `web`: a form of the site; `api`: from a browser; `program`: with
 * a token of its own.
 */
export type Via = "web" | "api" | "program" | "desk" | "self" | "sip2" | "ncip" | "cli" | "job" | "offline";

/** Who acts: every command that changes something takes one, so that forgetting the check does not compile. */
export type Actor = {
  personId: string;
  name: string;
  grants: Grant[];
  /** Scope the person has chosen to work in, when the work needs one. */
  scope: number | null;
  place: number | null; // the place the person works at
  readerOf?: readonly number[]; // members whose reader they are, when it is known
  /** Door they came through; absent: none, the platform itself acts for them. */
  via?: Via;
  session?: string; // key of the session they act in, when they act in one
};

/** The platform itself: jobs and the command line of whoever may read its data folder. */
export const systemActor: Actor = {
  personId: "00000000-0000-7000-8000-000000000000",
  name: "system",
  grants: [],
  scope: null,
  place: null,
};

/** True for the platform itself. */
export function isSystem(actor: Actor): boolean {
  return actor.personId === systemActor.personId;
}

/** True when the actor holds one of `roles` for `scope`, or everywhere. */
export function holds(actor: Actor, roles: readonly string[], scope: number | null): boolean {
  return (
    isSystem(actor) ||
    actor.grants.some(
      (g) => roles.includes(g.role) && (g.scope === null || (scope !== null && g.scope === scope)),
    )
  );
}

/** Refuses with `forbidden` unless the actor holds one of `roles` for `scope`. */
export function demand(actor: Actor, roles: readonly string[], scope: number | null): void {
  if (!holds(actor, roles, scope)) throw new Problem("forbidden", 403);
}

/** The member worked at. Refuses `choose-branch` 409 for whoever works at none. */
export function memberWorkedAt(actor: Actor): number {
  if (actor.scope === null) throw new Problem("choose-branch", 409);
  return actor.scope;
}
