import { type Clock, freshFor, SECOND_MS, systemClock } from "../../kernel/time.ts";
import type { Session } from "./sessions.ts";

/** How old a session held in memory may be. */
export const CACHE_MS = 10 * SECOND_MS;
/** So long after a change of its own a browser's session is read from the table: another process may have changed it. */
export const CHANGED_MS = 5 * SECOND_MS;
/** About 1 KB each. */
export const CACHE_ENTRIES_MAX = 5000;

/** Sessions held in memory for some seconds, so that a busy desk does not read the same rows at every scan. */
export type SessionCache = {
  /** The session under this key, unless it is too old or was never read. */
  get(key: string): Session | undefined;
  put(session: Session): void;
  /**
   * Drops the sessions of a person and reads them from the table for as long as an entry would have lived: what a
   * request reads before the change is committed must not stay.
   */
  forget(personId: string): void;
  readonly size: number;
};

/** A cache on its own clock; the process has one, `sessionCache`. */
export function createSessionCache(clock: Clock): SessionCache {
  const entries = new Map<string, { session: Session; until: number }>();
  const changed = new Map<string, number>();
  const bound = (map: Map<string, unknown>): void => {
    for (const key of map.keys()) {
      if (map.size <= CACHE_ENTRIES_MAX) break;
      map.delete(key);
    }
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry && clock.now().getTime() < entry.until) return entry.session;
      entries.delete(key);
      return undefined;
    },
    put: (session) => {
      const now = clock.now().getTime();
      const changedUntil = changed.get(session.person.id);
      if (changedUntil !== undefined && now < changedUntil) return;
      changed.delete(session.person.id);
      entries.delete(session.key);
      entries.set(session.key, { session, until: now + freshFor(CACHE_MS) });
      bound(entries);
    },
    forget: (personId) => {
      for (const [key, entry] of entries) if (entry.session.person.id === personId) entries.delete(key);
      changed.delete(personId);
      changed.set(personId, clock.now().getTime() + CACHE_MS);
      bound(changed);
    },
    get size() {
      return entries.size;
    },
  };
}

/** The cache of this process. Another one notices a change after `freshFor(CACHE_MS)` at the latest. */
export const sessionCache: SessionCache = createSessionCache(systemClock);
