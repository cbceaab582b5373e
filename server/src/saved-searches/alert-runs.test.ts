import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { CatalogueIndex, createSearcher, type Searcher } from "../discovery/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands } from "../kernel/doors.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { DAY_MS, fixedClock, HOUR_MS } from "../kernel/time.ts";
import { toldTo } from "../notices/testing.ts";
import { createPerson } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { alertJobs, mailAlert, runAlerts } from "./alert-runs.ts";
import { feedOf } from "./alerts.ts";
import { savedSearchCommands } from "./commands.ts";
import { searchesOf, stopAlert } from "./saved-searches.ts";
import type { SavedSearch } from "./schema.ts";

const clock = fixedClock("2026-11-20T08:00:00Z");
let database: Database;
let folder: string;
let index: CatalogueIndex;
let deps: RouteDeps & { searcher: Searcher };
let app: App;
let memberId: number;
let mails: string[];
let smtp: Server;
/** What the mail server answers to a message. */
let verdict = "250 taken";

/** A mail server that keeps what it is sent (RFC 5321, as far as one message needs). */
function startSmtp(): Promise<Server> {
  mails = [];
  const server = createServer((socket) => {
    let data: string[] | null = null;
    let rest = "";
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString()).split("\r\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (data === null) {
          if (line === "DATA") data = [];
          socket.write(line === "DATA" ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        } else if (line === ".") {
          if (verdict.startsWith("250")) mails.push(data.join("\n"));
          data = null;
          socket.write(`${verdict}\r\n`);
        } else data.push(line);
      }
    });
    socket.on("error", () => socket.destroy());
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-alerts-"));
  smtp = await startSmtp();
  const address = smtp.address() as { port: number };
  const config = readConfig({
    PUBLIC_URL: "https://shelf.example",
    SMTP_URL: `smtp://127.0.0.1:${address.port}`,
    SMTP_FROM: "library@example.edu",
  });
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } }),
  );
  memberId = member.id;
  index = new CatalogueIndex(database.db, folder);
  await index.open();
  deps = { ...database, clock, config, searcher: createSearcher(() => index.index) };
  app = await createApp(deps, false);
  registerPeople(app, deps);
  mountCommands(app, deps, savedSearchCommands);
});
afterAll(async () => {
  await app.close();
  smtp.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function addTitle(title: string): Promise<number> {
  const brief = {
    title: { main: title }, parallelTitle: null, otherTitles: [], responsibility: null, contributors: [],
    edition: null, place: null, publisher: null, publishers: [], year: 2020, languages: ["chi"],
    originalLanguages: [], type: "book", carrier: "print", extent: null, pages: null, series: [], subjects: [],
    classNumbers: [], isbns: [], oldIsbns: [], issns: [], otherIds: [], notes: [], contents: [], summary: null,
    urls: [],
  }; // biome-ignore format: a record
  const { rows } = await sql<{ id: number }>`with i as (
      insert into catalogue.instance (brief, record_count) values (${JSON.stringify(brief)}::json, 1) returning id
    ) insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
    select ${memberId}, 'c' || i.id, i.id, 'marc21', '{}', 1, ${systemActor.personId}::uuid from i
    returning instance_id as id`.execute(database.db);
  return rows[0]!.id;
}

type Reader = { personId: string; save(query: string, frequency?: string): Promise<SavedSearch> };
let counter = 0;

async function addReader(): Promise<Reader> {
  const login = `reader${++counter}`;
  const person = await inTransaction(database.db, (tx) =>
    createPerson(tx, systemActor, {
      name: login,
      login,
      password: "correct horse",
      email: `${login}@example.org`,
    }),
  );
  const session = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: "correct horse" },
  });
  const headers = {
    cookie: String(session.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": (session.json() as { csrfToken: string }).csrfToken,
  };
  return {
    personId: person.id,
    save: async (query, frequency = "daily") => {
      const payload = { name: "沈从文", query, frequency };
      const reply = await app.inject({ method: "POST", url: "/api/v1/saved-searches", headers, payload });
      if (reply.statusCode !== 201) throw new Error(reply.body);
      return reply.json() as SavedSearch;
    },
  };
}

async function alertIds(searchId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select a.id from saved_searches.alert a
    where a.saved_search_id = ${searchId} order by a.made_at, a.id`.execute(database.db);
  return rows.map((row) => row.id);
}

const nextDay = (): void => clock.advance(DAY_MS + 1000);
const told = async (reader: Reader): Promise<unknown[]> =>
  (await toldTo(database.db, reader.personId)).map((notice) => notice.params.found);

test("a saved search tells of titles that came since, in any script, and of nothing else", async () => {
  const reader = await addReader();
  await index.update([await addTitle("边城"), await addTitle("从文自传")]);
  await reader.save(`q=${encodeURIComponent("邊城")}&available=now&size=20`);
  nextDay();
  expect(await runAlerts(deps)).toBe(0);
  const fresh = await addTitle("邊城新注");
  await index.update([fresh, await addTitle("圍城")]);
  expect(await runAlerts(deps)).toBe(0);
  nextDay();
  expect(await runAlerts(deps)).toBe(1);
  expect(await told(reader)).toEqual([1]);
  const [search] = await searchesOf(database.db, reader.personId);
  const feed = await feedOf(database.db, search!.feedKey);
  expect(feed.entries.map((entry) => entry.instanceId)).toEqual([fresh]);
  nextDay();
  expect(await runAlerts(deps)).toBe(0);
});

test("a title that is numbered before others but indexed after them is still found, and found once", async () => {
  const reader = await addReader();
  const search = await reader.save("q=%E5%8F%B2%E8%AE%B0");
  const late = await addTitle("史记会注");
  await index.update([await addTitle("史记选")]);
  nextDay();
  await runAlerts(deps);
  await index.update([late]);
  nextDay();
  await runAlerts(deps);
  nextDay();
  await runAlerts(deps);
  expect(await told(reader)).toEqual([1, 1]);
  expect(await alertIds(search.id)).toHaveLength(2);
});

test("rival and repeated runs tell once and mail once", async () => {
  const reader = await addReader();
  const search = await reader.save("q=%E6%B0%B4%E6%B5%92");
  await index.update([await addTitle("水浒传")]);
  nextDay();
  await Promise.all([1, 2, 3, 4].map(() => runAlerts(deps)));
  expect(await told(reader)).toEqual([1]);
  const [alertId] = await alertIds(search.id);
  mails.length = 0;
  await Promise.all([1, 2, 3].map(() => mailAlert(deps, alertId!)));
  await mailAlert(deps, alertId!);
  expect(mails).toHaveLength(1);
  const mail = mails[0]!;
  expect(mail).toContain(`To: reader${counter}@example.org`);
  expect(mail).toMatch(/List-Unsubscribe:\s+<https:\/\/shelf\.example\/api\/v1\/alerts\/[\w-]+\/stop>/);
  expect(mail).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
});

test("who wants one mail a day, or none, has no mail of its own for a search", async () => {
  for (const wish of ["daily", "none"]) {
    const reader = await addReader();
    await sql`insert into notices.wish (person_id, mail) values (${reader.personId}, ${wish})`.execute(
      database.db,
    );
    const search = await reader.save("q=%E5%B0%81%E7%A5%9E");
    await index.update([await addTitle("封神演义")]);
    nextDay();
    await runAlerts(deps);
    expect(await told(reader)).toEqual([1]);
    const [alertId] = await alertIds(search.id);
    const { rows } = await sql`select 1 from graphile_worker.jobs j
      where j.key = ${`mail-alert-${alertId}`}`.execute(database.db);
    expect(rows).toEqual([]);
  }
});

test("a run that breaks off leaves nothing behind and is made anew", async () => {
  const reader = await addReader();
  await reader.save("q=%E5%84%92%E6%9E%97");
  await index.update([await addTitle("儒林外史")]);
  nextDay();
  const broken: Searcher = {
    ...deps.searcher,
    search: () => Promise.reject(new Error("killed")),
  };
  await expect(runAlerts({ ...deps, searcher: broken })).rejects.toThrow("saved searches failed");
  expect(await told(reader)).toEqual([]);
  expect(await runAlerts(deps)).toBe(0);
  clock.advance(HOUR_MS);
  await runAlerts(deps);
  expect(await told(reader)).toEqual([1]);
});

test("a mail the server refuses is tried again; one that was under way when the process died is not", async () => {
  const reader = await addReader();
  const search = await reader.save("q=%E8%81%8A%E6%96%8B");
  await index.update([await addTitle("聊斋志异")]);
  nextDay();
  await runAlerts(deps);
  const [alertId] = await alertIds(search.id);
  mails.length = 0;
  verdict = "451 later";
  const job = alertJobs(deps)["mail-alert"]!;
  await expect(job({ alertId })).rejects.toThrow();
  verdict = "250 taken";
  await job({ alertId });
  expect(mails).toHaveLength(1);
  await sql`update saved_searches.alert set mailed_at = null where id = ${alertId!}`.execute(database.db);
  await job({ alertId });
  expect(mails).toHaveLength(1);
});

test("a stopped alert sends nothing more, not even what waits in the queue", async () => {
  const reader = await addReader();
  const search = await reader.save("q=%E7%BA%A2%E6%A5%BC", "daily");
  await index.update([await addTitle("红楼梦")]);
  nextDay();
  await runAlerts(deps);
  const [alertId] = await alertIds(search.id);
  const { rows } = await sql<{ stop_key: string }>`select s.stop_key from saved_searches.saved_search s
    where s.id = ${search.id}`.execute(database.db);
  await inTransaction(database.db, (tx) => stopAlert(tx, rows[0]!.stop_key));
  mails.length = 0;
  await mailAlert(deps, alertId!);
  expect(mails).toEqual([]);
  await index.update([await addTitle("红楼梦评")]);
  clock.advance(30 * DAY_MS);
  await runAlerts(deps);
  expect(await told(reader)).toEqual([1]);
});

test("a weekly search waits a week, and one that only is kept never tells", async () => {
  const reader = await addReader();
  await reader.save("q=%E8%A5%BF%E6%B8%B8", "weekly");
  await reader.save("q=%E8%A5%BF%E6%B8%B8%E8%AE%B0", "off");
  await index.update([await addTitle("西游记")]);
  nextDay();
  await runAlerts(deps);
  expect(await told(reader)).toEqual([]);
  clock.advance(7 * DAY_MS);
  await runAlerts(deps);
  expect(await told(reader)).toEqual([1]);
});

test("nobody saves without signing in; the same search twice, or one that cannot be read, is refused", async () => {
  const bare = await app.inject({
    method: "POST",
    url: "/api/v1/saved-searches",
    payload: { name: "x", query: "q=x" },
  });
  expect(bare.statusCode).toBe(401);
  const reader = await addReader();
  await reader.save("library=JINHE&q=a");
  await expect(reader.save("?q=a&library=JINHE&size=50")).rejects.toThrow("saved-search-exists");
  await expect(reader.save("from=soon")).rejects.toThrow("query-unread");
});
