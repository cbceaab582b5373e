import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction } from "../../kernel/database.ts";
import { migrateJobs } from "../../kernel/jobs.ts";
import { Problem } from "../../kernel/problem.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { fixedClock, HOUR_MS, MINUTE_MS } from "../../kernel/time.ts";
import { newBrowserToken } from "./browsers.ts";
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

type Address = { channel: "email" | "phone"; address: string };
const HERE = newBrowserToken();
const start = (to: Address, address = "10.1.1.1", browser = HERE) =>
  inTransaction(database.db, (tx) =>
    startCode(tx, clock, sender, { ...to, language: "zh-Hans", origin: { browser, address } }),
  );
const enter = (to: Address, code: string, name = "阿木", browser: string | null = HERE) =>
  signInByCode(database.db, clock, {
    ...to,
    code,
    newcomer: { ...newcomer, name },
    origin: { browser, address: "10.1.1.1" },
    via: "web",
    agent: "",
  });

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
  expect(await refusal(enter(PHONE, code))).toBe("sign-in-code-wrong");
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

test("five wrong codes lock, ten minutes end it, and a browser asks four times an hour", async () => {
  const to = { channel: "phone" as const, address: "13900000001" };
  await start(to, "10.3.3.3");
  const code = await sentCode();
  const wrong = code === "000000" ? "111111" : "000000";
  const tries = await Promise.all(Array.from({ length: 7 }, () => refusal(enter(to, wrong))));
  expect(tries.filter((one) => one === "sign-in-code-wrong")).toHaveLength(5);
  expect(tries.filter((one) => one === "sign-in-code-locked")).toHaveLength(2);
  expect(await refusal(enter(to, code))).toBe("sign-in-code-locked");
  await start(to, "10.3.3.3");
  clock.advance(11 * MINUTE_MS);
  expect(await refusal(enter(to, await sentCode()))).toBe("sign-in-code-wrong");
  await start(to, "10.3.3.3");
  await start(to, "10.3.3.3");
  expect(await refusal(start(to, "10.9.9.9"))).toBe("codes-exhausted");
  clock.advance(HOUR_MS);
  expect(await refusal(start(to, "10.9.9.9"))).toBeNull();
});

test("sixty messages an hour go out for the strange browsers of one network", async () => {
  for (let i = 0; i < 60; i++) await start({ channel: "phone", address: `1370000${1000 + i}` }, "10.4.4.4");
  const other = { channel: "phone" as const, address: "13800009999" };
  expect(await refusal(start(other, "10.4.4.4"))).toBe("codes-exhausted");
  expect(await refusal(start(other, "10.4.4.5"))).toBeNull();
});

test("what a stranger asks for and types costs the one who can read the message nothing", async () => {
  const to = { channel: "email" as const, address: "victim@example.org" };
  const mine = newBrowserToken();
  await start(to, "10.6.6.1", mine);
  const code = await sentCode();
  for (let i = 0; i < 30; i++) {
    const theirs = newBrowserToken();
    await start(to, "10.6.6.1", theirs);
    const wrong = code === "000000" ? "111111" : "000000";
    for (let n = 0; n < 6; n++) await refusal(enter(to, wrong, "阿木", theirs));
  }
  // The code asked for first is as good as ever, and only in the browser that asked.
  expect(await refusal(enter(to, code, "阿木", newBrowserToken()))).toBe("sign-in-code-wrong");
  expect(await refusal(enter(to, code, "阿木", null))).toBe("sign-in-code-wrong");
  expect((await enter(to, code, "阿木", mine)).isNew).toBe(true);
});

test("when strangers have used up an address's messages, its owner gets in by the newest of them, and guessing stays bounded", async () => {
  const to = { channel: "email" as const, address: "flooded@example.org" };
  for (let i = 0; i < 20; i++) {
    clock.advance(1000);
    await start(to, `10.6.7.${i}`, newBrowserToken());
  }
  const { rows } = await sql<{ sent: number }>`select count(*) as sent from people.code_asked a
    where a.is_sent and a.network like '10.6.7.%'`.execute(database.db);
  expect(rows[0]!.sent).toBe(10);
  const mine = newBrowserToken();
  await start(to, "10.6.8.1", mine);
  const code = await sentCode();
  const wrong = code === "000000" ? "111111" : "000000";
  expect((await enter(to, code, "阿木", mine)).isNew).toBe(true);
  // In the owner's own browser there is always a message; others share, and have 200 guesses among them.
  await start(to, "10.6.8.1", mine);
  expect(await refusal(enter(to, await sentCode(), "阿木", mine))).toBeNull();
  let looked = 0;
  for (let i = 0; i < 50; i++) {
    const theirs = newBrowserToken();
    await start(to, `10.6.9.${i}`, theirs);
    for (let n = 0; n < 5; n++)
      if ((await refusal(enter(to, wrong, "阿木", theirs))) === "sign-in-code-wrong") looked += 1;
  }
  expect(looked).toBeLessThanOrEqual(200 + 5 * 12);
});

test("of any number of uses of one code at once, one wins", async () => {
  const to = { channel: "phone" as const, address: "13600000002" };
  await start(to, "10.5.5.6");
  const code = await sentCode();
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => enter(to, code)));
  expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  for (const one of results)
    if (one.status === "rejected") expect((one.reason as Problem).code).toBe("sign-in-code-wrong");
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
