import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals, execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { newId } from "../kernel/ids.ts";
import { migrateJobs } from "../kernel/jobs.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { MINUTE_MS } from "../kernel/time.ts";
import { setMinor } from "../neighbours/index.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { MOST_FOUNDED, MOST_PARENTS } from "./circles.ts";
import { circleCommands } from "./commands.ts";
import { enterCircle } from "./memberships.ts";
import { MOST_CODE_ATTEMPTS, MOST_ROSTER_LINES } from "./proofs.ts";
import { seeToCircles } from "./stewardship.ts";

const people = ["lin", "mei", "wu", "staff", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let office: Actor;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;
const unknown = newId<"circle">() as string;
const everyProof = ["steward", "vouch", "invite", "roster", "account", "email"];

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  await migrateJobs(world.database.pool);
  doors = doorsOf(world.app, circleCommands);
  office = await addReader(world, "office", { roles: [["consortium-admin", null]] });
  for (const name of people) {
    const roles =
      name === "staff" ? { roles: [["member-admin", "JINHE"]] as [["member-admin", string]] } : {};
    const card = name === "wu" ? {} : { memberId: world.memberId };
    who[name] = await addReader(world, name, { at: HOME, ...card, ...roles });
    headers[name] = await signIn(world, name);
  }
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(world.database.db);
});
afterAll(() => world.close());

const tries = (name: Name, command: string, id: string, body?: object) =>
  doors.code(headers[name], `circles.${command}`, { id }, body);
const words = { kind: "interest", name: "金河读书会", proofs: everyProof };
const full = () => ({ ...words, memberId: world.memberId, emailDomain: "jinhe.edu.cn" });
const found = (name: Name, more: object = {}) =>
  doors.code(headers[name], "circles.found-circle", {}, { ...full(), ...more });

/** A circle of lin's. */
async function circle(more: object = {}): Promise<string> {
  await sql`update circles.circle set created_by = ${office.personId}`.execute(world.database.db);
  const sent = await doors.send(headers.lin, "circles.found-circle", {}, { ...full(), ...more });
  return sent.body.id as string;
}
const stateOf = (id: string, name: Name, state: string) =>
  sql`update circles.membership set state = ${state}, role = 'member', ended_at = now() where circle_id = ${id} and person_id = ${who[name].personId}`.execute(
    world.database.db,
  );
const enter = (id: string, name: Name) =>
  world.run((tx) => enterCircle(tx, world.clock, id, who[name].personId, "steward"));
const ofPerson = (name: Name) => ({ personId: who[name].personId });

/** What a steward and a founder say, and what a circle refuses of it. */
async function wordsAreLookedAt(say: (name: Name, more: object) => Promise<string | null>): Promise<void> {
  expect(await say("lin", { name: "  " })).toBe("circle-name-invalid");
  expect(await say("lin", { memberId: null, proofs: ["account"] })).toBe("circle-member-needed");
  expect(await say("lin", { emailDomain: null, proofs: ["email"] })).toBe("circle-domain-needed");
  expect(await say("lin", { name: "禁止之词" })).toBe("text-refused");
  expect(await say("lin", { memberId: world.otherMemberId, proofs: ["account"] })).toBe(
    "circle-proof-foreign",
  );
  expect(await say("lin", { kind: "library" })).toBe("circle-library-only");
  expect(await say("lin", { memberId: 32_000, proofs: ["steward"] })).toBe("member-unknown");
}

test("a circle is founded by a grown-up, a few each, in words that hold", async () => {
  expect(await found("minor")).toBe("minor-guarded-only");
  await wordsAreLookedAt(found);
  for (let i = 0; i < MOST_FOUNDED; i++) expect(await found("mei")).toBeNull();
  expect(await found("mei")).toBe("circles-exhausted");
});

test("what is no circle is none at every door, and only its stewards look after it", async () => {
  const bodies: Record<string, object> = {
    "change-circle": { about: "x" },
    admit: ofPerson("mei"),
    refuse: ofPerson("mei"),
    expel: ofPerson("mei"),
    pardon: ofPerson("mei"),
    "set-steward": { ...ofPerson("mei"), isSteward: true },
    "ask-parent": { parentId: unknown },
    "agree-child": { childId: unknown },
    part: { otherId: unknown, direction: "of" },
    "upload-roster": { text: "x" },
    "make-invite": {},
  };
  const everybodys: Record<string, object> = {
    guard: { memberId: null },
    "join-by-account": {},
    "join-by-roster": {},
    apply: { proof: "steward" },
    "join-by-email": { code: "x" },
    leave: {},
    vouch: ofPerson("mei"),
    "take-stewardship": {},
  };
  for (const [command, body] of Object.entries({ ...bodies, ...everybodys }))
    expect(await tries("lin", command, unknown, body), command).toBe("circle-unknown");
  const id = await circle();
  bodies.part = { otherId: await circle(), direction: "of" };
  for (const [command, body] of Object.entries(bodies))
    expect(await tries("wu", command, id, body), command).toBe("steward-needed");
  await wordsAreLookedAt((name, more) => tries(name, "change-circle", id, more));
  for (const command of ["admit", "refuse", "expel", "pardon"])
    expect(await tries("lin", command, id, ofPerson("wu")), command).toBe("reader-unknown");
  expect(await tries("lin", "set-steward", id, { ...ofPerson("wu"), isSteward: true })).toBe(
    "reader-unknown",
  );
  expect(await tries("lin", "set-steward", id, { ...ofPerson("lin"), isSteward: false })).toBe(
    "steward-last",
  );
  expect(await tries("lin", "leave", id)).toBe("steward-last");
  expect(await tries("lin", "expel", id, ofPerson("lin"))).toBe("steward-expel");
  expect(await tries("lin", "upload-roster", id, { text: " " })).toBe("roster-length");
  expect(MOST_ROSTER_LINES).toBe(5000);
  expect(await tries("lin", "guard", id, { memberId: world.memberId })).toBe("forbidden");
  expect(await tries("staff", "guard", id, { memberId: world.memberId })).toBe("circle-guarded-proofs");
  const guarded = await circle({ proofs: ["account"] });
  expect(await tries("staff", "guard", guarded, { memberId: world.memberId })).toBeNull();
  expect(await tries("lin", "change-circle", guarded, { proofs: ["invite"] })).toBe("circle-guarded-proofs");
  await tries("lin", "change-circle", id, { proofs: ["steward"] });
  expect(await tries("lin", "make-invite", id)).toBe("circle-proof");
});

test("circles hang together without going in circles", async () => {
  const id = await circle();
  const parents = [];
  for (let i = 0; i <= MOST_PARENTS; i++) parents.push(await circle());
  const ask = (parentId: string) => tries("lin", "ask-parent", id, { parentId });
  expect(await ask(id)).toBe("circle-in-itself");
  for (const parent of parents.slice(1)) expect(await ask(parent)).toBeNull();
  expect(await ask(parents[0]!)).toBe("circle-parents-exhausted");
  expect([MOST_FOUNDED, MOST_PARENTS, MOST_CODE_ATTEMPTS]).toEqual([10, 5, 5]);
});

test("every way in asks the same first", async () => {
  const id = await circle();
  const { body } = await doors.send(headers.lin, "circles.make-invite", { id }, {});
  const smtp = readConfig({ SMTP_URL: "smtp://localhost", SMTP_FROM: "a@example.org" });
  const call = { db: world.database.db, clock: world.clock, config: smtp, via: "api" as const };
  const askCode = circleCommands.find((one) => one.name === "circles.send-code")!;
  const sendCode = async (name: Name, circleId = id, address = "mei@jinhe.edu.cn") => {
    const code = await refusalOf(
      execute(askCode, { ...call, actor: who[name] }, { id: circleId }, { address }),
    );
    doors.note("circles.send-code", code);
    return code;
  };
  const token = body.token as string;
  const ways: [command: string, enter: (name: Name) => Promise<string | null>][] = [
    ["join-by-account", (name) => tries(name, "join-by-account", id)],
    ["join-by-roster", (name) => tries(name, "join-by-roster", id)],
    ["apply", (name) => tries(name, "apply", id, { proof: "steward" })],
    ["join-by-email", (name) => tries(name, "join-by-email", id, { code: "000000" })],
    ["join-by-invite", (name) => doors.code(headers[name], "circles.join-by-invite", { token })],
    ["send-code", (name) => sendCode(name)],
  ];
  const all = async (name: Name, code: string) => {
    for (const [command, way] of ways) expect(await way(name), command).toBe(code);
  };
  expect(await tries("mei", "send-code", id, { address: "x" })).toBe("mail-off");
  expect(await sendCode("mei", unknown)).toBe("circle-unknown");
  await all("minor", "minor-guarded-only");
  await all("lin", "circle-member");
  await enter(id, "mei");
  await stateOf(id, "mei", "expelled");
  await all("mei", "circle-expelled");
  await stateOf(id, "mei", "left");
  await sql`update circles.circle set proofs = '{vouch}' where id = ${id}`.execute(world.database.db);
  await all("mei", "circle-proof");
  await sql`update circles.circle set proofs = ${everyProof}::text[], resting_since = now() where id = ${id}`.execute(
    world.database.db,
  );
  await all("mei", "circle-rests");
  await sql`update circles.circle set resting_since = null where id = ${id}`.execute(world.database.db);

  expect(await tries("wu", "join-by-account", id)).toBe("proof-missing");
  expect(await tries("wu", "join-by-roster", id)).toBe("proof-missing");
  expect(await doors.code(headers.wu, "circles.join-by-invite", { token: "x" })).toBe("invite-unknown");
  expect(await tries("wu", "apply", id, { proof: "steward" })).toBeNull();
  expect(await tries("wu", "apply", id, { proof: "steward" })).toBe("circle-applied");

  expect(await sendCode("mei", id, "mei@example.org")).toBe("email-domain");
  expect(await sendCode("mei")).toBeNull();
  expect(await sendCode("mei")).toBe("code-sent");
  const codeOf = async (name: Name): Promise<string> => {
    const { rows } = await sql<{
      payload: { code: string };
    }>`select payload from graphile_worker._private_jobs
      where key = ${`sharing-mail-code-${id}-${who[name].personId}`}`.execute(world.database.db);
    return rows[0]!.payload.code;
  };
  expect(await sendCode("wu")).toBeNull();
  expect(await tries("mei", "join-by-email", id, { code: "x" })).toBe("code-wrong");
  expect(await tries("mei", "join-by-email", id, { code: await codeOf("mei") })).toBeNull();
  expect(await tries("wu", "join-by-email", id, { code: await codeOf("wu") })).toBe("proof-taken");
  world.clock.advance(3 * MINUTE_MS);
  expect(await sendCode("wu")).toBe("proof-taken");
  for (let i = 0; i < MOST_CODE_ATTEMPTS; i++) await tries("wu", "join-by-email", id, { code: "x" });
  expect(await tries("wu", "join-by-email", id, { code: "x" })).toBe("code-locked");
});

test("members vouch for whom they knew before; the eldest takes what nobody looks after", async () => {
  const id = await circle();
  const vouch = (name: Name, whom: Name) => tries(name, "vouch", id, ofPerson(whom));
  await enter(id, "mei");
  expect(await vouch("mei", "mei")).toBe("not-oneself");
  expect(await vouch("mei", "wu")).toBe("reader-unknown");
  expect(await tries("wu", "apply", id, { proof: "vouch" })).toBeNull();
  expect(await vouch("mei", "wu")).toBe("vouch-too-new");
  await tries("lin", "change-circle", id, { proofs: ["steward"] });
  expect(await vouch("mei", "wu")).toBe("circle-proof");
  expect(await tries("mei", "take-stewardship", id)).toBe("steward-not-asked");
  await stateOf(id, "lin", "left");
  await world.run((tx) => seeToCircles(tx, world.clock, [id]));
  await enter(id, "wu");
  await sql`update circles.membership set role = 'steward' where circle_id = ${id} and person_id = ${who.wu.personId}`.execute(
    world.database.db,
  );
  expect(await tries("mei", "take-stewardship", id)).toBe("steward-found");
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
