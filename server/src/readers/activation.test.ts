import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { migrateJobs } from "../kernel/jobs.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson, grantRole, signIn, signingIn } from "../people/index.ts";
import { activate, readerToActivate } from "./activation.ts";

let database: Database;
let memberId: number;
const clock = fixedClock("2026-11-21T04:00:00Z");
const arrival = signingIn.namedArrival({
  origin: { browser: null, address: "10.1.1.1" },
  via: "web",
  agent: "",
});
beforeAll(async () => {
  database = await createTestDatabase();
  await migrateJobs(database.pool);
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "ACT", name: { en: "Act" } }),
  );
  memberId = member.id;
});
afterAll(() => database.close());

async function reader(name: string, number: string): Promise<string> {
  const { db } = database;
  const affiliations = [{ memberId, patronGroup: "student", number }];
  const { id } = await inTransaction(db, (tx) => createPerson(tx, systemActor, { name, affiliations }));
  await sql`update people.affiliation set email = ${`${number}@example.org`} where person_id = ${id}`.execute(
    db,
  );
  await sql`insert into people.card (member_id, barcode, person_id)
    values (${memberId}, ${`C-${number}`}, ${id})`.execute(db);
  return id;
}
const found = (number: string, member = "ACT") => readerToActivate(database.db, clock, { member, number });

async function sentCode(): Promise<string> {
  const { rows } = await sql<{ payload: { code: string } }>`
    select j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'people-send-code'
    order by j.updated_at desc, j.id desc limit 1`.execute(database.db);
  return rows[0]!.payload.code;
}

test("a library's reader activates the account by card and a code to the address on file, once", async () => {
  const { db } = database;
  const id = await reader("周可", "a77");
  const known = await found("c-A77");
  expect(known).toMatchObject({ personId: id, addresses: ["a77@example.org"] });
  const to = { channel: "email" as const, address: known!.addresses[0]! };
  const sender = { channels: ["email"] as const, send: async () => undefined };
  await inTransaction(db, (tx) =>
    signingIn.startCode(tx, clock, sender, { ...to, language: "zh-Hans", origin: arrival.origin }),
  );
  const comeIn = async (code: string, password: string): Promise<string> => {
    const entry = { ...to, code, newcomer: { name: "", language: "zh-Hans" as const }, ...arrival };
    const claimed = { member: "ACT", number: "c-A77" };
    const inside = await signingIn.signInByCode(db, clock, entry, undefined, (tx) =>
      activate(tx, clock, claimed, password),
    );
    return inside.person.id;
  };
  const code = await sentCode();
  const wrong = code === "000000" ? "111111" : "000000";
  await expect(comeIn(wrong, "eleven paper cranes")).rejects.toMatchObject({ code: "sign-in-code-wrong" });
  await expect(comeIn(code, "short")).rejects.toMatchObject({ code: "password-too-short" });
  expect(await comeIn(code, "eleven paper cranes")).toBe(id);
  expect(await signingIn.contactsOf(db, id)).toMatchObject([{ hint: "a•••@example.org" }]);
  const later = await signIn(db, clock, { login: "C-A77", password: "eleven paper cranes", ...arrival });
  expect(later.person.id).toBe(id);
  expect(await found("c-A77")).toBeNull();
});

test("whoever has a role, a card that is stopped or another library is not activated", async () => {
  const staff = await reader("馆员", "a78");
  expect(await found("a78")).toMatchObject({ personId: staff });
  expect(await found("a78", "ELSEWHERE")).toBeNull();
  expect(await found("C-A99")).toBeNull();
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, staff, "circulation", "ACT"));
  expect(await found("a78")).toBeNull();
  const stopped = await reader("停证", "a79");
  await sql`update people.card set blocked_at = now() where person_id = ${stopped}`.execute(database.db);
  expect(await found("C-A79")).toBeNull();
});

test("a reader's right ends with the day of their library", async () => {
  const id = await reader("末日", "a80");
  await sql`update people.affiliation set valid_until = '2026-11-21' where person_id = ${id}`.execute(
    database.db,
  );
  const at = (now: string) =>
    readerToActivate(database.db, fixedClock(now), { member: "ACT", number: "a80" });
  expect(await at("2026-11-21T15:59:00Z")).toMatchObject({ personId: id });
  expect(await at("2026-11-21T16:01:00Z")).toBeNull();
});
