import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { befriend, setMinor } from "../neighbours/index.ts";
import { registerNest } from "../nests/index.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  signIn,
} from "../peer-loans/testing.ts";
import { moveOffer } from "../shelves/index.ts";
import { driftingCommands } from "./commands.ts";
import { MOST_CLAIMS, WRONG_SECRETS_PER_DAY } from "./finds.ts";
import { getJourney } from "./journey-views.ts";
import { DAYS_BEFORE_END, MOST_RUNNING, MOVES_PER_DAY } from "./journeys.ts";
import { secretOf } from "./secrets.ts";
import { ANONYMOUS_PER_JOURNEY_DAY, THOUGHTS_PER_DAY } from "./thoughts.ts";

const people = ["lin", "mei", "passer", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name | "nobody", Record<string, string>>;
const unknown = "zzzzzzzz";

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountCommands(world.app, deps, driftingCommands);
  doors = doorsOf(world.app, driftingCommands);
  for (const name of people) {
    who[name] = await addReader(world, name, { at: HOME, memberId: world.memberId });
    headers[name] = await signIn(world, name);
  }
  headers.nobody = {};
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await world.run((tx) => befriend(tx, who.lin, world.clock, who.mei.personId));
  await world.run((tx) => befriend(tx, who.mei, world.clock, who.lin.personId));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(world.database.db);
});
afterAll(() => world.close());

type Sender = Name | "nobody";
const tries = (
  name: Sender,
  command: string,
  code: string,
  body?: object,
  more: Record<string, string> = {},
) => doors.code(headers[name], `drifting.${command}`, { code, ...more }, body);
const start = (name: Name, copyId: string, more: object = {}) =>
  doors.code(headers[name], "drifting.start-journey", {}, { copyId, ...more });

/** A journey of lin's, who still has the book, and the secret on its label. */
async function journey(): Promise<{ code: string; secret: string }> {
  const copyId = await offerCopy(world, who.lin);
  const { body } = await doors.send(headers.lin, "drifting.start-journey", {}, { copyId });
  return { code: body.code as string, secret: await secretFor(body.code as string) };
}
const secretFor = async (code: string): Promise<string> =>
  await secretOf(world.database.db, (await getJourney(world.database.db, null, code)).id);
const nextDay = () => world.clock.advance(DAY_MS + 1000);
async function act(name: Name, kind: string, times: number): Promise<void> {
  await world.run(async (tx) => {
    for (let i = 0; i < times; i++)
      await countAct(tx, world.clock, { who: who[name].personId, act: kind }, 999);
  });
}

test("a journey starts with a free book of one's own, among friends, in words the region wants", async () => {
  const copy = await offerCopy(world, who.lin);
  expect(await start("minor", copy)).toBe("minor-guarded-only");
  expect(await start("mei", copy)).toBe("copy-unknown");
  expect(await start("lin", copy, { kind: "ring" })).toBe("ring-empty");
  expect(await start("lin", copy, { kind: "ring", ring: [who.passer.personId] })).toBe("reader-unknown");
  expect(await start("lin", copy, { message: "禁止之词" })).toBe("text-refused");
  const lent = await offerCopy(world, who.lin);
  await ask(world, who.mei, lent);
  expect(await start("lin", lent)).toBe("copy-on-loan");
  const hidden = await offerCopy(world, who.lin);
  await world.run((tx) => moveOffer(tx, hidden, "hide"));
  expect(await start("lin", hidden)).toBe("copy-hidden");
  await world.run((tx) => moveOffer(tx, hidden, "lift"));
  await world.run((tx) => moveOffer(tx, hidden, "withdraw"));
  expect(await start("lin", hidden)).toBe("copy-state");
  expect(await start("lin", copy, { kind: "ring", ring: [who.mei.personId] })).toBeNull();
  const many = await offerCopy(world, who.passer);
  await fillWithCopies();
  expect(await start("passer", many)).toBe("journeys-exhausted");
});

/** As many journeys of one reader as may run, each of a copy of its own. */
async function fillWithCopies(): Promise<void> {
  await sql`with c as (
      insert into shelves.copy (id, region_id, title_id, owner_id, custodian_id, created_at)
      select gen_random_uuid(), 0, (select max(t.id) from shelves.title t), null, ${who.passer.personId}, now()
      from generate_series(1, ${MOST_RUNNING}::int) returning id, title_id)
    insert into drifting.journey (id, code, region_id, copy_id, title_id, kind, message, started_by, started_at, state,
      last_at)
    select gen_random_uuid(), 'c' || substr(md5(c.id::text), 1, 7), 0, c.id, c.title_id, 'ray', '',
      ${who.passer.personId}, now(), 'released', now() from c`.execute(world.database.db);
}

test("what is no journey is none at every door", async () => {
  const bodies: Record<string, object> = {
    "find-book": { secret: "x" },
    "release-book": { place: "x" },
    "put-in-nest": { nest: "x" },
    "write-thought": { text: "x" },
    "pass-on": { personId: who.mei.personId },
    "end-journey": { ending: "kept" },
    "still-there": {},
    "answer-claim": { granted: true },
  };
  for (const [command, body] of Object.entries(bodies))
    expect(await tries("lin", command, unknown, body, { claimId: "x" }), command).toBe("journey-unknown");
});

test("secrets: wrong, used up, and too many wrong ones", async () => {
  const { code, secret } = await journey();
  const bodies: Record<string, object> = {
    "find-book": {},
    "release-book": { place: "路边" },
    "put-in-nest": { nest: "x" },
    "write-thought": { text: "好" },
  };
  for (const [command, body] of Object.entries(bodies))
    expect(await tries("nobody", command, code, { ...body, secret: "wrong" }), command).toBe("secret-wrong");
  expect(await tries("lin", "release-book", code, { place: "路边" })).toBeNull();
  expect(await tries("nobody", "find-book", code, { secret })).toBeNull();
  for (const [command, body] of [
    ["release-book", { place: "路边" }],
    ["put-in-nest", { nest: "x" }],
  ] as const)
    expect(await tries("mei", command, code, { ...body, secret })).toBe("secret-used");
  expect(await tries("lin", "find-book", code, { secret })).toBe("secret-used");
  for (let i = 0; i < WRONG_SECRETS_PER_DAY; i++)
    await tries("nobody", "find-book", code, { secret: `wrong${i}` });
  for (const [command, body] of Object.entries(bodies))
    expect(await tries("nobody", command, code, { ...body, secret: "wrong" }), command).toBe("code-locked");
  nextDay();
});

test("who has a book lets it go, once, somewhere; nobody else does", async () => {
  const { code, secret } = await journey();
  const release = (name: Sender, body: object) => tries(name, "release-book", code, body);
  expect(await release("mei", { place: "路边", secret })).toBe("journey-not-yours");
  expect(await tries("mei", "put-in-nest", code, { nest: "x", secret })).toBe("journey-not-yours");
  expect(await release("lin", {})).toBe("place-missing");
  expect(await release("lin", { place: "禁止之词" })).toBe("text-refused");
  expect(await tries("lin", "put-in-nest", code, { nest: unknown })).toBe("nest-unknown");
  const nest = await world.run((tx) =>
    registerNest(tx, who.lin, world.clock, {
      name: "南门书巢",
      kind: "wooden-cabinet",
      address: "",
      opening: "",
      access: "public",
      forChildren: false,
      capacity: null,
      position: HOME,
    }),
  );
  await sql`update nests.nest set state = 'closed' where code = ${nest.code}`.execute(world.database.db);
  expect(await tries("lin", "put-in-nest", code, { nest: nest.code })).toBe("nest-closed");
  await act("lin", "drift-release", MOVES_PER_DAY);
  expect(await release("lin", { place: "路边" })).toBe("acts-exhausted");
  nextDay();
  expect(await release("lin", { place: "路边" })).toBeNull();
  expect(await release("mei", { place: "路边", secret })).toBe("journey-not-so");
  await sql`update nests.nest set state = 'active' where code = ${nest.code}`.execute(world.database.db);
  expect(await tries("mei", "put-in-nest", code, { nest: nest.code, secret })).toBe("journey-not-so");
});

test("a find takes the book or asks whoever has it", async () => {
  const { code, secret } = await journey();
  const find = (name: Sender, body: object = {}) => tries(name, "find-book", code, { secret, ...body });
  for (let i = 0; i < MOST_CLAIMS; i++)
    await sql`insert into drifting.claim (id, journey_id, claimed_by, network, is_current, asked_id, at)
      select gen_random_uuid(), j.id, null, ${`net:${i}`}, false, ${who.lin.personId}, ${world.clock.now()}
      from drifting.journey j where j.code = ${code}`.execute(world.database.db);
  expect(await find("mei")).toBe("claims-full");
  await sql`delete from drifting.claim`.execute(world.database.db);
  expect(await tries("lin", "release-book", code, { place: "路边" })).toBeNull();
  expect(await find("mei", { place: "禁止之词" })).toBe("text-refused");
  await act("mei", "drift-find", MOVES_PER_DAY);
  expect(await find("mei")).toBe("acts-exhausted");
  nextDay();
  expect(await find("mei")).toBeNull();
  const next = await secretFor(code);
  expect(await tries("passer", "find-book", code, { secret: next })).toBeNull();
  const { rows } = await sql<{ id: string }>`select c.id from drifting.claim c`.execute(world.database.db);
  const answer = (name: Name) =>
    tries(name, "answer-claim", code, { granted: true }, { claimId: rows[0]!.id });
  expect(await answer("lin")).toBe("claim-unknown");
  await act("passer", "drift-find", MOVES_PER_DAY);
  expect(await answer("mei")).toBe("acts-exhausted");
  nextDay();
  expect(await answer("mei")).toBeNull();
  expect(await tries("passer", "end-journey", code, { ending: "kept" })).toBe("journey-too-soon");
  world.clock.advance(DAYS_BEFORE_END * DAY_MS);
  expect(await tries("passer", "end-journey", code, { ending: "worn" })).toBeNull();
  expect(await tries("nobody", "find-book", code, { secret: await secretFor(code) })).toBe("journey-ended");
  expect(await tries("passer", "release-book", code, { place: "路边" })).toBe("journey-ended");
  const nest = (await sql<{ code: string }>`select n.code from nests.nest n`.execute(world.database.db))
    .rows[0]!;
  expect(await tries("passer", "put-in-nest", code, { nest: nest.code })).toBe("journey-ended");
  expect(await tries("passer", "end-journey", code, { ending: "worn" })).toBe("journey-ended");
});

test("its holder sends it on to a friend, or ends the journey", async () => {
  const { code } = await journey();
  const pass = (name: Name, to: Name) => tries(name, "pass-on", code, { personId: who[to].personId });
  for (const [command, body] of [
    ["pass-on", { personId: who.lin.personId }],
    ["end-journey", { ending: "kept" }],
    ["still-there", {}],
  ] as const)
    expect(await tries("mei", command, code, body), command).toBe("journey-not-yours");
  expect(await pass("lin", "passer")).toBe("reader-unknown");
  expect(await tries("lin", "still-there", code)).toBeNull();
  expect(await pass("lin", "mei")).toBeNull();
  expect(await pass("lin", "mei")).toBe("journey-not-so");
  expect(await tries("lin", "end-journey", code, { ending: "kept" })).toBe("journey-not-so");
  const other = await journey();
  expect(await tries("lin", "end-journey", other.code, { ending: "worn" })).toBeNull();
  expect(await tries("lin", "pass-on", other.code, { personId: who.mei.personId })).toBe("journey-ended");
});

test("thoughts have a length, a measure, and moderators", async () => {
  const { code } = await journey();
  const think = (name: Sender, text: string) => tries(name, "write-thought", code, { text });
  expect(await think("lin", " ")).toBe("thought-length");
  expect(await think("lin", "禁止之词")).toBe("text-refused");
  for (let i = 0; i < THOUGHTS_PER_DAY; i++) expect(await think("lin", `第${i}遍`)).toBeNull();
  expect(await think("lin", "再读一遍")).toBe("thoughts-exhausted");
  const { rows } = await sql<{ id: string }>`select t.id from drifting.thought t limit 1`.execute(
    world.database.db,
  );
  const report = (thoughtId: string) => tries("mei", "report-thought", code, { thoughtId });
  expect(await report(newId<"thought">())).toBe("thought-unknown");
  expect(await report(rows[0]!.id)).toBeNull();
  expect(await report(rows[0]!.id)).toBe("already-reported");
});

test("a form without an account sent twice is one thought; a find told twice is one find", async () => {
  const { code, secret } = await journey();
  const keyed = { "idempotency-key": "a-phone-without-network" };
  const body = { text: "在地铁里读完了", secret };
  for (let i = 0; i < 2; i++)
    expect((await doors.send(keyed, "drifting.write-thought", { code }, body)).status).toBe(201);
  const { rows } = await sql`select 1 from drifting.thought t where t.text = ${body.text}`.execute(
    world.database.db,
  );
  expect(rows).toHaveLength(1);
  await tries("lin", "release-book", code, { place: "路边" });
  const finds = [
    await doors.send(headers.mei, "drifting.find-book", { code }, { secret }),
    await doors.send(headers.mei, "drifting.find-book", { code }, { secret }),
  ];
  expect(finds.map((one) => one.status)).toEqual([200, 200]);
  expect(finds[0]!.body).toEqual(finds[1]!.body);
  expect((await getJourney(world.database.db, null, code)).finds).toBe(1);
});

test("the measures above are these", () => {
  expect([MOST_RUNNING, MOVES_PER_DAY, DAYS_BEFORE_END, MOST_CLAIMS]).toEqual([200, 20, 7, 5]);
  expect([WRONG_SECRETS_PER_DAY, THOUGHTS_PER_DAY, ANONYMOUS_PER_JOURNEY_DAY]).toEqual([30, 20, 5]);
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
