import { Problem } from "./problem.ts";

/** A permission somebody holds: a role, and the scope it is limited to (`null`: everywhere). */
export type Grant = { role: string; scope: number | null };

/**
 * The door somebody came through; stands in the audit. `web`: a form of the site; `api`: from a browser; `program`: with
 * a token of its own.
 */
export type Via = "web" | "api" | "program" | "desk" | "self" | "sip2" | "ncip" | "cli" | "job" | "offline";

type Known = Readonly<{
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
}>;

/** What a literal and a copy lack, so that neither is an actor: it is a matter of types only. */
declare class Made {
  protected readonly made: true;
}

/**
 * Who acts: every command that changes something takes one, so that forgetting the check does not compile. Only the makers
 * below make one; `tidy.test.ts` says which places may call those that say who somebody is.
 */
export type Actor = Made & Known;

/** Somebody as their session knows them, which has seen their password or their code. */
export function actorOfSession(known: Known): Actor {
  return known as Actor;
}

/** The platform itself: jobs and the command line of whoever may read its data folder. */
export const systemActor: Actor = actorOfSession({
  personId: "00000000-0000-7000-8000-000000000000",
  name: "system",
  grants: [],
  scope: null,
  place: null,
});

/** Whoever asked for what is only done now, when they are at no door; without roles, whatever they are. */
export function onBehalfOf(personId: string, via?: Via): Actor {
  return { ...systemActor, personId, ...(via && { via }) } as Actor;
}

/** The same actor by this door, in this session. */
export function through<A extends Actor>(actor: A, via: Via, session = actor.session): A {
  return { ...actor, via, ...(session !== undefined && { session }) };
}

/** The same actor working for this member, at this place of it or at none; what they may do there their grants say. */
export function workingFor(actor: Actor, scope: number | null, place: number | null = null): Actor {
  return { ...actor, scope, place } as Actor;
}

/** True for the platform itself. */
export function isSystem(actor: Pick<Actor, "personId">): boolean {
  return actor.personId === systemActor.personId;
}

/** True when the actor holds one of `roles` for `scope`, or everywhere. */
export function holds({ grants, ...who }: Actor, roles: readonly string[], scope: number | null): boolean {
  return isSystem(who) || grants.some((g) => roles.includes(g.role) && [null, scope].includes(g.scope));
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
