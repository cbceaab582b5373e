import { type Actor, isSystem, workingFor } from "../kernel/actor.ts";
import type { CommandDeps, Who } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import type { Request } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { mayDo, mayDoSomewhere, permissions, type Verb } from "./permissions.ts";
import { FRESH_MS, loadSession, type Session } from "./sign-in/sessions.ts";

/** The session of whoever asks. Refuses with `sign-in-needed` 401. */
export function requireSession(request: Request): Session {
  if (!request.session) throw new Problem("sign-in-needed", 401);
  return request.session;
}

/** True for a session whose person has proved who they are within the last minutes. */
export function isFresh(session: Session, clock: Clock): boolean {
  return clock.now().getTime() - session.confirmedAt.getTime() <= FRESH_MS;
}

/** The session an actor acts in. Refuses `sign-in-needed` 401. */
export async function sessionOf(db: Db, actor: Actor): Promise<Session> {
  const session = actor.session === undefined ? null : await loadSession(db, actor.session);
  if (!session) throw new Problem("sign-in-needed", 401);
  return { ...session, actor };
}

/**
 * `prepare` of a command that cannot be undone, gives somebody rights or takes over what is theirs: only whoever has proved
 * who they are within the last minutes may. Refuses `sign-in-needed` 401, `fresh-sign-in-needed` 403; the platform never.
 */
export async function grave(
  { db, clock }: Pick<CommandDeps, "db" | "clock">,
  actor: Actor,
): Promise<undefined> {
  if (isSystem(actor)) return;
  if (!isFresh(await sessionOf(db, actor), clock)) throw new Problem("fresh-sign-in-needed", 403);
}

/** Whoever asks, as long as they are signed in. Refuses with `sign-in-needed` 401. */
export function requirePerson(request: Request): Actor {
  return requireSession(request).actor;
}

/**
 * A member of staff who may do `verb` at a member; the actor comes back with that member as its scope.
 * `memberId` null: for the whole consortium. Absent: the member worked at, or the only one where they may.
 * Refuses, in this order: `sign-in-needed` 401, `forbidden` 403, `choose-branch` 409 (may do it at several members
 * and has not said at which one they work).
 */
export function requireStaff(request: Request, verb: Verb, memberId?: number | null): Actor {
  const actor = requirePerson(request);
  if (memberId === null) {
    if (!mayDo(actor, verb, null)) throw new Problem("forbidden", 403);
    return actor;
  }
  const member = memberId ?? actor.scope ?? onlyMember(actor, verb);
  if (!mayDo(actor, verb, member)) throw new Problem("forbidden", 403);
  return member === actor.scope ? actor : workingFor(actor, member);
}

function membersOf(actor: Actor, verb: Verb): (number | null)[] {
  const allowed: readonly string[] = [...permissions[verb], "consortium-admin"];
  return [...new Set(actor.grants.filter((g) => allowed.includes(g.role)).map((g) => g.scope))];
}

function onlyMember(actor: Actor, verb: Verb): number | null {
  const members = membersOf(actor, verb);
  if (members.length === 0) throw new Problem("forbidden", 403);
  if (members.includes(null)) return null;
  if (members.length > 1) throw new Problem("choose-branch", 409);
  return members[0] ?? null;
}

/** Who may pass a door: everybody, signed in or not. */
export const anybody: Who<Actor | null> = { label: "anybody", admit: (given) => given };

/** Who may pass a door: whoever is signed in. Refuses `sign-in-needed` 401. */
export const person: Who<Actor> = {
  label: "reader",
  admit: (given) => {
    if (!given) throw new Problem("sign-in-needed", 401);
    return given;
  },
};

/** An actor at a member, and at one of its branches. */
export type DeskActor = Actor & { scope: number; place: number };

function isAtDesk(actor: Actor): actor is DeskActor {
  return actor.scope !== null && actor.place !== null;
}

/**
 * Who may pass a door: staff at a circulation desk. Refuses, in this order: `sign-in-needed` 401, `forbidden` 403,
 * `choose-branch` 409.
 */
export const desk: Who<DeskActor> = {
  label: "circulation.desk",
  admit: (given) => {
    const actor = person.admit(given, {});
    if (!isAtDesk(actor)) {
      if (!isSystem(actor) && membersOf(actor, "circulation.desk").length === 0)
        throw new Problem("forbidden", 403);
      throw new Problem("choose-branch", 409);
    }
    if (!mayDo(actor, "circulation.desk", actor.scope)) throw new Problem("forbidden", 403);
    return actor;
  },
};

/**
 * Who may pass a door: staff who may do `verb` at the member they work at, at the only one where they may, for the
 * whole consortium (`everywhere`), or anywhere (`somewhere`: which member is meant stands in what they send, and the rules
 * look at it). Refuses as `requireStaff`.
 */
export function staff(verb: Verb, everywhere: "everywhere" | "member" | "somewhere" = "member"): Who<Actor> {
  return {
    label: verb,
    admit: (given) => {
      const actor = person.admit(given, {});
      if (everywhere === "somewhere") {
        if (!isSystem(actor) && !mayDoSomewhere(actor, verb)) throw new Problem("forbidden", 403);
        return actor;
      }
      const member = everywhere === "everywhere" ? null : (actor.scope ?? onlyMember(actor, verb));
      if (!mayDo(actor, verb, member)) throw new Problem("forbidden", 403);
      return member === actor.scope ? actor : workingFor(actor, member);
    },
  };
}
