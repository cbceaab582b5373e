import { sql } from "kysely";
import { todayInRegion } from "../consortium/index.ts";
import { inTransaction } from "../kernel/database.ts";
import { isProgram } from "../kernel/http/headers.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { type Use, uses } from "./words.ts";

/** How long counts wait to be written, and how many at most. */
const GATHER_MS = 5000;
const MOST_WAITING = 5000;
const PAGE = /^\/(?:zh-hans|zh-hant|en)\/objects\/([1-9]\d{0,14})(\/pages\/\d+)?(?:\?|$)/;
const EMBED = /^\/(?:embed|api\/v1)\/match(?:\?|$)/;

type Counts = Record<Use, number>;

/** Counts that wait to be written. */
export type Counter = {
  count(use: Use, number: number, taker: number | null): void;
  /** Writes what waits. */
  write(): Promise<void>;
};

/** Gathers counts and writes them by itself; what could not be written is told to `report` and waits for the next time. */
export function createCounter(
  deps: Pick<RouteDeps, "db" | "clock">,
  report: (error: unknown) => void,
): Counter {
  let waiting = new Map<string, Counts>();
  let timer: NodeJS.Timeout | undefined;
  const add = (key: string, more: Counts): void => {
    const counts = waiting.get(key);
    if (counts) for (const use of uses) counts[use] += more[use];
    else if (waiting.size < MOST_WAITING) waiting.set(key, { ...more });
  };
  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const rows = [...waiting].map(([key, counts]) => {
      const [number, taker] = key.split(" ");
      return { number: Number(number), taker: taker === "" ? null : Number(taker), ...counts };
    });
    const taken = waiting;
    waiting = new Map();
    try {
      await writeCounts(deps, rows);
    } catch (error) {
      for (const [key, counts] of taken) add(key, counts);
      throw error;
    }
  };
  return {
    write,
    count: (use, number, taker) => {
      add(`${number} ${taker ?? ""}`, { views: 0, leaves: 0, embeds: 0, [use]: 1 });
      timer ??= setTimeout(() => write().catch(report), GATHER_MS).unref();
    },
  };
}

type Row = Counts & { number: number; taker: number | null };

/** Adds counts to their day and month; of what is no object that readers find, nothing is kept. */
async function writeCounts(deps: Pick<RouteDeps, "db" | "clock">, rows: readonly Row[]): Promise<void> {
  const today = String(await todayInRegion(deps.db, deps.clock));
  const given = sql`(select u.number, u.taker, u.views, u.leaves, u.embeds, s.member_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as u (number bigint, taker smallint, views int, leaves int, embeds int)
    join collections.shown_object s on s.number = u.number) u`;
  const added = sql`views = c.views + excluded.views, leaves = c.leaves + excluded.leaves,
    embeds = c.embeds + excluded.embeds`;
  const sums = sql`sum(u.views)::int, sum(u.leaves)::int, sum(u.embeds)::int`;
  await inTransaction(deps.db, async (tx) => {
    await sql`insert into object_uses.day_count as c (number, day, views, leaves, embeds)
      select u.number, ${today}::date, ${sums} from ${given} group by u.number order by u.number
      on conflict (number, day) do update set ${added}`.execute(tx);
    await sql`insert into object_uses.month_count as c (month, owner_id, taker_id, views, leaves, embeds)
      select date_trunc('month', ${today}::date)::date, u.member_id, u.taker, ${sums} from ${given}
      group by u.member_id, u.taker order by u.member_id, u.taker
      on conflict on constraint month_count_once do update set ${added}`.execute(tx);
  });
}

const numberIn = (one: unknown): number[] => {
  const number = (one as { number?: unknown } | null)?.number;
  return typeof number === "number" ? [number] : [];
};

/** Objects that an answer to another site tells of. */
function toldOf(payload: unknown): number[] {
  const answer = payload as { matches?: unknown[]; items?: { matches?: unknown[] }[] } | null;
  const matches = [...(answer?.matches ?? []), ...(answer?.items ?? []).flatMap((one) => one.matches ?? [])];
  return matches.flatMap(numberIn);
}

type Shown = { method: string; url: string; status: number; headers: Readonly<Record<string, unknown>> };

/** What an answer is a use of; null: of nothing, or not by a person. */
export function countedAs({ method, url, status, headers }: Shown): { use: Use; number: number } | null {
  const found = method === "GET" && status === 200 ? PAGE.exec(url) : null;
  if (!found || isProgram(headers)) return null;
  return { use: found[2] ? "leaves" : "views", number: Number(found[1]) };
}

/** Counts what is looked at: pages of objects that were shown to people, and objects told to other sites. */
export function countUses(app: App, deps: RouteDeps): void {
  const counter = createCounter(deps, (error) =>
    app.log.error({ err: error }, "uses of objects were not written"),
  );
  app.addHook("onResponse", async (request, reply) => {
    const { method, url, headers } = request;
    const shown = countedAs({ method, url, headers, status: reply.statusCode });
    if (shown) counter.count(shown.use, shown.number, request.session?.homeMemberId ?? null);
  });
  app.addHook("preSerialization", async (request, reply, payload) => {
    if (EMBED.test(request.url) && reply.statusCode === 200)
      for (const number of toldOf(payload)) counter.count("embeds", number, null);
    return payload;
  });
  app.addHook("onClose", async () => counter.write());
}
