import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { auditInsert } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { sessionCache } from "./session-cache.ts";
import type { Session } from "./sessions.ts";

/** One of a person's sessions, as they tell it from the others. */
export type OwnSession = {
  id: string;
  agent: string;
  createdAt: string;
  seenAt: string;
  endsAt: string;
  isCurrent: boolean;
};

const MOST_SHOWN = 100;
const LONGEST_AGENT = 60;
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/i, "WeChat"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/i, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad|iPod/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** What a browser calls itself, in two words: `Firefox · Windows`; a program by its first word. Empty when it says nothing. */
export function agentName(userAgent: string | undefined): string {
  const text = userAgent ?? "";
  const first = (list: [RegExp, string][]): string | undefined =>
    list.find(([pattern]) => pattern.test(text))?.[1];
  const browser = first(BROWSERS);
  if (browser === undefined) return (/^[\w.-]+/.exec(text)?.[0] ?? "").slice(0, LONGEST_AGENT);
  return [browser, first(SYSTEMS)].filter((part) => part !== undefined).join(" · ");
}

/** The person's sessions that have not ended, the one asking first, then the latest used. */
export async function ownSessions(db: Db, clock: Clock, actor: Actor): Promise<OwnSession[]> {
  const { rows } = await sql<{
    id: string;
    agent: string;
    created_at: Date;
    seen_at: Date;
    expires_at: Date;
    current: boolean;
  }>`
    select s.id, s.agent, s.created_at, s.seen_at, s.expires_at, s.token_hash = decode(${actor.session ?? ""}, 'hex') as current
    from people.session s where s.person_id = ${actor.personId} and s.expires_at > ${clock.now()}
    order by current desc, s.seen_at desc limit ${MOST_SHOWN}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    agent: row.agent,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    endsAt: row.expires_at.toISOString(),
    isCurrent: row.current,
  }));
}

/** Ends one of the person's own sessions. Refuses `session-unknown` 404, also for those of others. */
export async function endOwnSession(tx: Tx, clock: Clock, session: Session, id: string): Promise<void> {
  if (!isUuid(id)) throw new Problem("session-unknown", 404);
  const { rows } = await sql`delete from people.session
    where id = ${id} and person_id = ${session.person.id} returning 1`.execute(tx);
  if (rows.length === 0) throw new Problem("session-unknown", 404);
  sessionCache.forget(session.person.id);
  await noteEnded(tx, clock, session, 1);
}

/** Ends all of the person's sessions but the one asking; returns how many. */
export async function endOtherSessions(tx: Tx, clock: Clock, session: Session): Promise<number> {
  const { rows } = await sql`delete from people.session
    where person_id = ${session.person.id}
      and token_hash <> decode(${session.key}, 'hex') returning 1`.execute(tx);
  sessionCache.forget(session.person.id);
  if (rows.length > 0) await noteEnded(tx, clock, session, rows.length);
  return rows.length;
}

async function noteEnded(tx: Tx, clock: Clock, session: Session, count: number): Promise<void> {
  const { actor, person, homeMemberId } = session;
  const subject = { kind: "person", id: person.id };
  await auditInsert(
    { actor, action: "session.end", subject, scope: homeMemberId, personId: person.id, detail: { count } },
    clock.now(),
  ).execute(tx);
}
