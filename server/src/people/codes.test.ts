import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction } from "../kernel/database.ts";
import { migrateJobs } from "../kernel/jobs.ts";
import { Problem } from "../kernel/problem.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock, HOUR_MS, MINUTE_MS } from "../kernel/time.ts";
import { contactsOf, deleteOldCodes, normaliseAddress, SEND_CODE, signInByCode, startCode } from "./codes.ts";
import { loadSession } from "./sessions.ts";

let database: Database;
const clock = fixedClock("2026-11-21T04:00:00Z");
const sender = { channels: ["email", "phone"] as const, send: async () => undefined };
const PHONE = { channel: "phone" as const, address: "138 0013 8000" };
const newcomer = { name: "阿木", language: "zh-Hans" as const };

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateJobs(database.pool);
});
afterAll(() => database.close());

const start = (to: { channel: "email" | "phone"; address: string }, from = "10.1.1.1") =>
  inTransaction(database.db, (tx) => startCode(tx, clock, sender, { ...to, language: "zh-Hans", from }));
const enter = (to: { channel: "email" | "phone"; address: string }, code: string, name = "阿木") =>
  signInByCode(database.db, clock, { ...to, code, newcomer: { ...newcomer, name } });

async function refusal(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

/** The code that the newest job would send. */
async function sentCode(): Promise<string> {
  const { rows } = await sql<{ payload: { code: string } }>`
    select j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = ${SEND_CODE}
    order by j.updated_at desc, j.id desc limit 1`.execute(database.db);
  return rows[0]!.payload.code;
}

test("addresses are compared as one however they are typed, and nonsense is none", async () => {
  for (const typed of ["138 0013 8000", "+86-138-0013-8000", "008613800138000", "１３８００１３８０００"])
    expect(normaliseAddress("phone", typed)).toBe("+8613800138000");
  expect(normaliseAddress("phone", "+44 20 7946 0958")).toBe("+442079460958");
  expect(normaliseAddress("email", " Li@Example.ORG ")).toBe("li@example.org");
  for (const [channel, typed] of [
    ["phone", "12345"],
    ["phone", "call me"],
    ["email", "li@example"],
    ["email", `${"x".repeat(300)}@a.b`],
  ] as const)
    expect(() => normaliseAddress(channel, typed)).toThrow("address-invalid");
});

test("somebody new becomes a person without a library; the same address signs the same person in again", async () => {
  await start(PHONE);
  const code = await sentCode();
  expect(code).toMatch(/^\d{6}$/);
  expect(await refusal(enter(PHONE, code, " "))).toBe("name-missing");
  const first = await enter(PHONE, `${code.slice(0, 3)} ${code.slice(3)}`);
  expect(first).toMatchObject({ isNew: true, person: { name: "阿木", email: null } });
  expect(first.homeMemberId).toBeNull();
  expect(await contactsOf(database.db, first.person.id)).toEqual([{ channel: "phone", hint: "••• 8000" }]);
  expect(await refusal(enter(PHONE, code))).toBe("code-wrong");
  await start(PHONE);
  const again = await enter({ ...PHONE, address: "+8613800138000" }, await sentCode(), "别的名字");
  expect(again).toMatchObject({ isNew: false, person: { id: first.person.id, name: "阿木" } });
  expect(await loadSession(database.db, again.key)).not.toBeNull();
});

test("an e-mail address is kept for messages, a phone number only as a keyed hash", async () => {
  const mail = { channel: "email" as const, address: "Bei@Example.org" };
  await start(mail, "10.2.2.2");
  expect((await enter(mail, await sentCode())).person.email).toBe("bei@example.org");
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from people.contact c where c.hint like '%138%' or encode(c.address_hash, 'escape') like '%138%')
      as found`.execute(database.db);
  expect(rows[0]!.found).toBe(false);
});

test("five wrong codes lock, ten minutes end it, and nobody floods a phone or comes from one network without end", async () => {
  const to = { channel: "phone" as const, address: "13900000001" };
  await start(to, "10.3.3.3");
  const code = await sentCode();
  const wrong = code === "000000" ? "111111" : "000000";
  const tries = await Promise.all(Array.from({ length: 7 }, () => refusal(enter(to, wrong))));
  expect(tries.filter((one) => one === "code-wrong")).toHaveLength(5);
  expect(tries.filter((one) => one === "code-locked")).toHaveLength(2);
  expect(await refusal(enter(to, code))).toBe("code-locked");
  await start(to, "10.3.3.3");
  clock.advance(11 * MINUTE_MS);
  expect(await refusal(enter(to, await sentCode()))).toBe("code-wrong");
  await start(to, "10.3.3.3");
  await start(to, "10.3.3.3");
  expect(await refusal(start(to, "10.9.9.9"))).toBe("codes-exhausted");
  for (let i = 0; i < 60; i++) await start({ channel: "phone", address: `1370000${1000 + i}` }, "10.4.4.4");
  expect(await refusal(start({ channel: "phone", address: "13800009999" }, "10.4.4.4"))).toBe(
    "codes-exhausted",
  );
  clock.advance(HOUR_MS);
  expect(await refusal(start(to, "10.4.4.4"))).toBeNull();
});

test("two people with one new address at the same second are one person", async () => {
  const to = { channel: "phone" as const, address: "13600000001" };
  await start(to, "10.5.5.5");
  const code = await sentCode();
  const results = await Promise.allSettled([enter(to, code), enter(to, code)]);
  const ids = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.person.id] : []));
  expect(new Set(ids).size).toBe(1);
  const { rows } = await sql<{ count: number }>`select count(*) as count from people.contact c
    where c.person_id = ${ids[0]}`.execute(database.db);
  expect(rows[0]!.count).toBe(1);
});

test("what is over is forgotten", async () => {
  clock.advance(3 * HOUR_MS);
  await inTransaction(database.db, (tx) => deleteOldCodes(tx, clock));
  const { rows } = await sql`select 1 from people.code union all select 1 from people.code_asked`.execute(
    database.db,
  );
  expect(rows).toEqual([]);
});
