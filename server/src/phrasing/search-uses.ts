import { sql } from "kysely";
import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { isProgram } from "../kernel/http/headers.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import type { searchUseSchema } from "./schema.ts";
import { keyOfSearch, MOST_KEPT } from "./zero-searches.ts";

/** A results page that took longer is slow: milliseconds on the server. */
export const SLOW_MS = 1000;
/** A search that fewer made is nobody's business: it is listed by nobody. */
export const LEAST_SHOWN = 3;
/** Days after which a search is forgotten, and after which one that hardly anybody made is. */
export const KEPT_DAYS = 90;
const RARE_DAYS = 7;
/** How long counts wait to be written, and how many searches at most. */
const GATHER_MS = 5000;
const MOST_WAITING = 2000;
const RESULTS = /^\/(?:zh-hans|zh-hant|en)\/search\?(.+)$/;
const OPENED = /^\/(?:zh-hans|zh-hant|en)\/(?:instance|work)\/[1-9]\d{0,14}(?:[/?]|$)/;

type Counts = { said: string; shown: number; followed: number; slow: number; worstMs: number };
type Answered = {
  method: string;
  url: string;
  status: number;
  ms: number;
  headers: Readonly<Record<string, unknown>>;
};

/** What was typed for a page of results, by its address; null: nothing, or a page behind the first. */
function saidAt(address: string, isFirst: boolean): string | null {
  const query = RESULTS.exec(address)?.[1];
  if (query === undefined) return null;
  const params = new URLSearchParams(query);
  if (isFirst && (params.has("page") || params.has("cql"))) return null;
  return params.get("said") ?? params.get("q");
}

/** Address and search of the page a request came from, where that is one of ours. */
function cameFrom(headers: Answered["headers"]): string | null {
  const { referer, host } = headers;
  if (typeof referer !== "string" || !URL.canParse(referer)) return null;
  const url = new URL(referer);
  return url.host === host ? `${url.pathname}${url.search}` : null;
}

/**
 * What an answer tells of a search: it was shown (turning over and narrowing down are no new one), or something was opened
 * from it. Null: neither, or no person asked.
 */
export function useOf(answer: Answered): { said: string; counts: Omit<Counts, "said"> } | null {
  const { method, url, status, ms, headers } = answer;
  if (isProgram(headers)) return null;
  const from = cameFrom(headers);
  const before = from === null ? null : saidAt(from, false);
  const isOpened = OPENED.test(url) && (method === "GET" ? status === 200 : status === 303);
  if (isOpened && before) return { said: before, counts: { shown: 0, followed: 1, slow: 0, worstMs: 0 } };
  const said = method === "GET" && status === 200 ? saidAt(url, true) : null;
  if (!said) return null;
  const isSlow = ms >= SLOW_MS;
  const slow = { slow: Number(isSlow), worstMs: isSlow ? Math.round(ms) : 0 };
  return { said, counts: { shown: said === before ? 0 : 1, followed: 0, ...slow } };
}

/** Counts of searches that wait to be written. */
export type UseCounter = {
  count(said: string, memberId: number | null, counts: Omit<Counts, "said">): void;
  write(): Promise<void>;
};

/** Gathers counts and writes them by itself; what could not be written is told to `report` and waits. */
export function createUseCounter(
  deps: Pick<RouteDeps, "db" | "clock">,
  report: (error: unknown) => void,
): UseCounter {
  let waiting = new Map<string, Counts>();
  let timer: NodeJS.Timeout | undefined;
  const add = (id: string, more: Counts): void => {
    const known = waiting.get(id);
    if (!known) {
      if (waiting.size < MOST_WAITING) waiting.set(id, { ...more });
      return;
    }
    known.shown += more.shown;
    known.followed += more.followed;
    known.slow += more.slow;
    known.worstMs = Math.max(known.worstMs, more.worstMs);
  };
  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const taken = waiting;
    waiting = new Map();
    try {
      await writeUses(deps, taken);
    } catch (error) {
      for (const [id, counts] of taken) add(id, counts);
      throw error;
    }
  };
  return {
    write,
    count: (said, memberId, counts) => {
      const kept = keyOfSearch(said);
      if (kept === null) return;
      add(`${memberId ?? 0} ${kept.key}`, { said: kept.text, ...counts });
      timer ??= setTimeout(() => write().catch(report), GATHER_MS).unref();
    },
  };
}

async function writeUses(
  { db, clock }: { db: Db; clock: Clock },
  waiting: ReadonlyMap<string, Counts>,
): Promise<void> {
  const today = String(await todayInRegion(db, clock));
  const rows = [...waiting].map(([id, counts]) => {
    const at = id.indexOf(" ");
    return { member: Number(id.slice(0, at)), key: id.slice(at + 1), ...counts };
  });
  await sql`insert into phrasing.search_use as s
      (key, member_id, said, shown, followed, slow, worst_ms, first_on, last_on)
    select u.key, u.member, u.said, u.shown, u.followed, u.slow, u."worstMs", ${today}::date, ${today}::date
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as u (key text, member smallint, said text, shown int, followed int, slow int, "worstMs" int)
    left join (select k.member_id, count(*) as kept from phrasing.search_use k group by k.member_id) m
      on m.member_id = u.member
    where coalesce(m.kept, 0) < ${MOST_KEPT} or exists (select 1 from phrasing.search_use k where k.member_id = u.member and k.key = u.key)
    order by u.key, u.member
    on conflict (key, member_id) do update set shown = s.shown + excluded.shown, followed = s.followed + excluded.followed,
      slow = s.slow + excluded.slow, worst_ms = greatest(s.worst_ms, excluded.worst_ms), last_on = excluded.last_on`.execute(
    db,
  );
}

/** Counts the searches that people make on the pages, after their answers are sent. */
export function countSearches(app: App, deps: RouteDeps): void {
  const report = (error: unknown): void => app.log.error({ err: error }, "uses of searches were not written");
  const counter = createUseCounter(deps, report);
  app.addHook("onResponse", async (request, reply) => {
    const { method, url, headers } = request;
    const use = useOf({ method, url, headers, status: reply.statusCode, ms: reply.elapsedTime });
    if (use) counter.count(use.said, request.session?.homeMemberId ?? null, use.counts);
  });
  // A database that is gone keeps nobody from ending.
  app.addHook("onClose", () => counter.write().catch(report));
}

/** Takes away what is old, and sooner what hardly anybody looked for. */
export async function forgetSearches({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  const today = String(await todayInRegion(db, clock));
  await sql`delete from phrasing.search_use s where s.last_on < ${today}::date - ${KEPT_DAYS}::int
    or (s.shown < ${LEAST_SHOWN} and s.slow = 0 and s.last_on < ${today}::date - ${RARE_DAYS}::int)`.execute(
    db,
  );
}

type SearchUse = z.output<typeof searchUseSchema>;
const place = z.tuple([z.number().int(), z.string()]);

/**
 * Searches that found something and from which nothing was opened, or whose pages were slow, the most frequent first; of
 * one library's readers or of all. What found nothing stands in the list of that. Refuses `cursor-invalid` 400.
 */
export async function searchUses(
  db: Db,
  asked: {
    by: "abandoned" | "slow";
    library?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<{ items: SearchUse[]; next: string | null }> {
  const [count, key] = readCursor(asked.cursor, place) ?? [null, null];
  const counted =
    asked.by === "slow" ? sql`sum(s.slow)::int` : sql`sum(greatest(0, s.shown - s.followed))::int`;
  const wanted =
    asked.by === "slow"
      ? sql`sum(s.slow) > 0`
      : sql`sum(greatest(0, s.shown - s.followed)) > 0
          and not exists (select 1 from phrasing.zero_search z where z.key = s.key)`;
  const { rows } = await sql<{
    key: string;
    said: string;
    counted: number;
    shown: number;
    worst_ms: number;
    last_on: string;
    members: string[];
  }>`select * from (
      select s.key, (array_agg(s.said order by s.shown desc, s.member_id))[1] as said, ${counted} as counted,
        sum(s.shown)::int as shown, max(s.worst_ms) as worst_ms, max(s.last_on) as last_on,
        coalesce(array_agg(m.code order by m.code) filter (where m.code is not null), '{}') as members
      from phrasing.search_use s left join consortium.member_fact m on m.id = s.member_id
      where ${asked.library ?? null}::text is null or m.code = ${asked.library ?? null}
      group by s.key having sum(s.shown) >= ${LEAST_SHOWN} and ${wanted}) u
    where ${count}::int is null or u.counted < ${count}::int or (u.counted = ${count}::int and u.key > ${key}::text)
    order by u.counted desc, u.key limit ${asked.limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, asked.limit, (row) => [row.counted, row.key]);
  return {
    items: items.map(({ said, counted: times, shown, worst_ms: worstMs, last_on: lastOn, members }) => ({
      ...{ said, times, shown, worstMs, lastOn, members },
    })),
    next,
  };
}
