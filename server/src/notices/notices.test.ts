import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setRegionZone } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type CommandDeps, execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { DAY_MS, fixedClock, HOUR_MS } from "../kernel/time.ts";
import { createPerson } from "../people/index.ts";
import { chooseMail, listNotices, readAll, readOne } from "./commands.ts";
import { MAIL_JOB, queueDigests, queueMail } from "./notice-mail.ts";
import { noticeLetter, noticeReader } from "./notice-words.ts";
import { countUnread, notify, readAbout } from "./notices.ts";
import { toldTo } from "./testing.ts";

const clock = fixedClock("2026-11-29T04:00:00Z");
const SMTP = { SMTP_URL: "smtp://127.0.0.1:1", SMTP_FROM: "shelf@example.org" };

let database: Database;
let lin: Actor;
let mei: Actor;

const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const depsWith = (settings: Record<string, string>): CommandDeps => ({
  db: database.db,
  clock,
  config: readConfig(settings),
});
const call = (actor: Actor | null) => ({ ...depsWith({}), actor, via: "api" as const });
const about = (loan: string, to = lin) =>
  run((tx) =>
    notify(tx, clock, {
      personId: to.personId,
      kind: "peer-accept",
      params: { title: "围城" },
      link: `/sharing/loans/${loan}`,
    }),
  );
const queued = async (job: string): Promise<number> =>
  (
    await sql<{ count: number }>`select count(*) as count from graphile_worker.jobs j
      where j.task_identifier = ${job}`.execute(database.db)
  ).rows[0]!.count;

beforeAll(async () => {
  database = await createTestDatabase();
  await run((tx) => setRegionZone(tx, systemActor, "America/Los_Angeles"));
  const reader = async (name: string): Promise<Actor> => {
    const { id } = await run((tx) => createPerson(tx, systemActor, { name, email: `${name}@example.org` }));
    return actorOf({ personId: id, name });
  };
  [lin, mei] = [await reader("lin"), await reader("mei")];
});
afterAll(() => database.close());
beforeEach(async () => {
  clock.set("2026-11-29T04:00:00Z");
  await sql`truncate notices.notice, notices.wish`.execute(database.db);
  await sql`delete from graphile_worker._private_jobs`.execute(database.db);
});

describe("the inbox", () => {
  test("has pages, newest first, and counts what is not read", async () => {
    for (const loan of ["a", "b", "c"]) {
      clock.advance(1000);
      await about(loan);
    }
    const page = (cursor?: string) =>
      listNotices.run(depsWith({}), lin, {}, { limit: 2, ...(cursor && { cursor }) });
    const first = await page();
    expect(first.items.map((one) => one.link)).toEqual(["/sharing/loans/c", "/sharing/loans/b"]);
    expect(first.unread).toBe(3);
    expect((await page(first.next!)).items.map((one) => one.link)).toEqual(["/sharing/loans/a"]);
    await expect(page("WzEsMl0")).rejects.toMatchObject({ code: "cursor-invalid" });
  });

  test("opening a thing reads what was told about it, and nothing else", async () => {
    await about("a");
    await about("b");
    await readAbout(database.db, clock, lin.personId, "/sharing/loans/a");
    expect(await countUnread(database.db, lin.personId)).toBe(1);
  });

  test("nobody reads, or marks as read, what another was told", async () => {
    await about("a");
    const { id } = (await toldTo(database.db, lin.personId))[0]!;
    await expect(execute(readOne, call(mei), { id }, {})).rejects.toMatchObject({ code: "notice-unknown" });
    await expect(execute(readOne, call(mei), { id: "no id" }, {})).rejects.toMatchObject({
      code: "notice-unknown",
    });
    await expect(execute(readOne, call(null), { id }, {})).rejects.toMatchObject({ code: "sign-in-needed" });
    await execute(readAll, call(mei), {}, {});
    expect(await countUnread(database.db, lin.personId)).toBe(1);
    await execute(readOne, call(lin), { id }, {});
    expect(await countUnread(database.db, lin.personId)).toBe(0);
  });
});

describe("the post", () => {
  test("takes each notice once, nothing old, and nothing without a mail server", async () => {
    await about("a");
    expect(await queueMail(depsWith({}))).toBe(0);
    clock.advance(2 * DAY_MS);
    expect(await queueMail(depsWith(SMTP))).toBe(0);
    clock.advance(-1000);
    expect(await queueMail(depsWith(SMTP))).toBe(1);
    expect(await queueMail(depsWith(SMTP))).toBe(0);
    expect(await queued(MAIL_JOB)).toBe(1);
  });

  test("sends no mail to whoever wants none, and one digest in the morning to whoever wants that", async () => {
    await execute(chooseMail, call(lin), {}, { mail: "daily" });
    await execute(chooseMail, call(mei), {}, { mail: "none" });
    await about("a");
    await about("b");
    await about("a", mei);
    expect(await queueMail(depsWith(SMTP))).toBe(0);
    // 04:00Z is eight in the evening before in Los Angeles, whose zone the region's is.
    clock.set("2026-11-29T14:59:00Z");
    expect(await queueDigests(depsWith(SMTP))).toBe(0);
    clock.set("2026-11-29T15:00:00Z");
    expect(await queueDigests(depsWith(SMTP))).toBe(1);
    await about("c");
    clock.advance(19 * HOUR_MS);
    expect(await queueDigests(depsWith(SMTP))).toBe(0);
    clock.advance(5 * HOUR_MS);
    expect(await queueDigests(depsWith(SMTP))).toBe(1);
    expect(await queued("notices-mail-digest")).toBe(2);
  });

  test("says moments in the reader's own zone and days in words", async () => {
    const reader = await noticeReader(database.db, "en", "Asia/Shanghai");
    const { body } = noticeLetter(
      { kind: "appointment-agreed", params: { title: "Fortress", at: "2026-12-05T02:00:00.000Z" } },
      reader,
    );
    expect(body).toMatch(/5 Dec 2026.*10:00/);
    const due = noticeLetter(
      { kind: "peer-due-soon", params: { title: "Fortress", dueOn: "2026-12-05" } },
      reader,
    );
    expect(due.body).toContain("5 December 2026");
    expect(due.body).not.toContain("UTC");
  });
});
