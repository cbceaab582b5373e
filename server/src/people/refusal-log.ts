import { auditInsert } from "../kernel/audit.ts";
import type { Db } from "../kernel/database.ts";
import { type Clock, MINUTE_MS } from "../kernel/time.ts";
import type { Session } from "./sign-in/sessions.ts";

/** The same person refused at the same door is noted once in this time. */
const ONCE_MS = MINUTE_MS;
const MOST_KEPT = 5000;

/** Notes that somebody signed in was refused (403), with the door and the code. */
export type RefusalLog = (session: Session, door: string, code: string) => Promise<void>;

/** A log that notes one refusal per person and door in a minute: whoever tries doors in a loop fills no table. */
export function createRefusalLog(db: Db, clock: Clock): RefusalLog {
  const noted = new Map<string, number>();
  return async (session, door, code) => {
    const { actor, person, homeMemberId } = session;
    const now = clock.now();
    const key = `${person.id} ${door}`;
    const last = noted.get(key);
    if (last !== undefined && now.getTime() - last < ONCE_MS) return;
    noted.delete(key);
    noted.set(key, now.getTime());
    for (const old of noted.keys()) {
      if (noted.size <= MOST_KEPT) break;
      noted.delete(old);
    }
    const scope = actor.scope ?? homeMemberId;
    const subject = { kind: "door", id: door };
    await auditInsert(
      { actor, action: "refusal.forbidden", subject, scope, personId: person.id, detail: { code } },
      now,
    ).execute(db);
  };
}
