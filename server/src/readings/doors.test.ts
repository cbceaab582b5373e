import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { addDays, DAY_MS, HOUR_MS } from "../kernel/time.ts";
import { hideFrom, setMinor, unblockReader } from "../neighbours/index.ts";
import { noticesOf } from "../notices/index.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  signIn,
} from "../peer-loans/testing.ts";
import { FINISH_DAYS, NOTES_PER_DAY } from "./clock-ins.ts";
import { readingsCommands } from "./commands.ts";
import { joinReading, MOST_JOINED, MOST_READERS, remindReaders } from "./fellows.ts";
import { readingsQueries } from "./queries.ts";
import {
  FORGET_DAYS,
  FURTHEST_DAYS,
  forgetReadings,
  MOST_LED,
  NOTE_POSTING,
  READING_POSTING,
  READINGS_PER_DAY,
} from "./readings.ts";
import { room } from "./room.ts";
import { readingsSubscribers } from "./subscribers.ts";

const people = ["leader", "mei", "wu", "stranger", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let circleId: string;
let noon: Date;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;
const unknown = newId<"reading">();
/** In the readers' zone, Beijing. */
const today = "2026-11-21";

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  noon = world.clock.now();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountCommands(world.app, deps, readingsCommands);
  mountQueries(world.app, deps, readingsQueries);
  doors = doorsOf(world.app, readingsCommands);
  for (const name of people) {
    who[name] = await addReader(world, name, {
      ...(name !== "minor" && { at: HOME }),
      memberId: world.memberId,
    });
    headers[name] = await signIn(world, name);
  }
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  const circle = await world.run((tx) =>
    createCircle(tx, who.leader, world.clock, {
      ...{ name: "晨读会", kind: "reading-group", proofs: ["account"], memberId: world.memberId },
    }),
  );
  circleId = circle.id;
  for (const name of ["mei", "wu"] as const)
    await world.run((tx) => joinByAccount(tx, who[name], world.clock, circleId));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse'),
      (${newId<"rule">()}, 'phrase', '可疑之词', '可疑之词', 'flag')`.execute(world.database.db);
});
beforeEach(async () => {
  world.clock.set(noon.toISOString());
  await sql`delete from moderation.daily_act`.execute(world.database.db);
  await sql`delete from readings.reading`.execute(world.database.db);
});
afterAll(() => world.close());

const plan = () => ({
  title: "边城",
  author: "沈从文",
  circleId,
  startsOn: today,
  daysEach: 2,
  chapters: "一\n二\n三",
});
async function begun(more: object = {}): Promise<string> {
  const reply = await doors.send(headers.leader, "readings.begin", {}, { ...plan(), ...more });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.id as string;
}
const tries = (name: Name, command: string, id: string, body: object = {}, more: object = {}) =>
  doors.code(headers[name], `readings.${command}`, { id, ...more }, body);
const get = async (name: Name, path: string) => {
  const reply = await world.app.inject({ url: `/api/v1/readings${path}`, headers: headers[name] });
  return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
};
const readingOf = async (name: Name, id: string) =>
  (await get(name, `/${id}`)).body as {
    reading: Record<string, unknown>;
    fellows: Record<string, unknown>[];
    notes: Record<string, unknown>[];
    parts: Record<string, unknown>[];
    days: string[];
    streak: number;
  };
const told = async (name: Name, kind: string): Promise<number> =>
  (await noticesOf(world.database.db, who[name].personId, { limit: 100 })).items.filter(
    (notice) => notice.kind === kind,
  ).length;
const later = (ms: number): void => world.clock.set(new Date(noon.getTime() + ms).toISOString());
const spent = async (name: Name, act: string, count: number): Promise<void> => {
  for (let i = 0; i < count; i++)
    await sql`insert into moderation.daily_act (who, act, target, at)
      values (${who[name].personId}, ${act}, ${String(i)}, ${world.clock.now()})`.execute(world.database.db);
};

test("a group of a circle is told to its members and seen by nobody else; who reads along is for those inside", async () => {
  const id = await begun();
  expect([await told("mei", "reading-begun"), await told("stranger", "reading-begun")]).toEqual([1, 0]);
  expect(await readingOf("mei", id)).toMatchObject({
    reading: {
      title: "边城",
      circle: "晨读会",
      part: 1,
      partName: "一",
      readers: 1,
      isIn: false,
      phase: "on",
    },
    fellows: [],
    notes: [],
    parts: [{ name: "一", from: "2026-11-21", to: "2026-11-22" }, {}, { to: "2026-11-26" }],
  });
  expect((await get("stranger", `/${id}`)).status).toBe(404);
  expect((await get("stranger", "")).body.items).toEqual([]);
  const visitor = (path: string) => world.app.inject({ url: `/api/v1/readings${path}` });
  expect((await visitor(`/${id}`)).statusCode).toBe(404);
  expect((await visitor("")).json()).toEqual({ items: [] });
  const open = await begun({ circleId: null, chapters: "", pages: 30, sections: 3 });
  expect(((await visitor("")).json() as { items: { id: string }[] }).items.map((one) => one.id)).toEqual([
    open,
  ]);
  expect((await visitor(`/${open}`)).json()).toMatchObject({
    ...{ reading: { isIn: false, mayLead: false, myPart: 0 }, parts: [{ name: "1–10" }, {}, {}] },
    ...{ fellows: [], notes: [], days: [], streak: 0 },
  });
  expect((await visitor("?mine=true")).json()).toEqual({ items: [] });
  expect((await readingOf("stranger", open)).reading).toMatchObject({ partsAre: "pages", partName: "1–10" });
  expect((await get("minor", `/${open}`)).status).toBe(404);
  await world.run((tx) => hideFrom(tx, who.stranger, world.clock, who.leader.personId));
  expect((await get("stranger", `/${open}`)).status).toBe(404);
  await world.run((tx) => unblockReader(tx, who.stranger, who.leader.personId));
});

test("days are ticked off once a date, notes of parts ahead are told as such, and days in a row counted", async () => {
  const id = await begun();
  expect(await tries("mei", "clock-in", id, { part: 1 })).toBe("reading-not-joined");
  expect(await tries("mei", "join", id)).toBeNull();
  expect(await tries("mei", "clock-in", id, { part: 2, note: "渡船真好" })).toBeNull();
  expect(await tries("mei", "clock-in", id, { part: 1 })).toBeNull();
  expect(await tries("leader", "clock-in", id, { part: 1, note: "翠翠" })).toBeNull();
  const mei = await readingOf("mei", id);
  expect([mei.days, mei.streak, mei.reading.myPart, mei.reading.didToday]).toEqual([[today], 1, 2, true]);
  const inside = await readingOf("leader", id);
  expect(inside.fellows).toMatchObject([
    { part: 2, days: 1 },
    { part: 1, isMe: true },
  ]);
  expect(inside.notes).toMatchObject([
    { text: "翠翠", isAhead: false },
    { text: "渡船真好", isAhead: true },
  ]);
  expect(inside.parts.map(({ reached }) => reached)).toEqual([2, 1, 0]);
  expect((await readingOf("wu", id)).notes).toEqual([]);
  later(DAY_MS);
  await tries("mei", "clock-in", id, { part: 3 });
  expect((await readingOf("mei", id)).streak).toBe(2);
  expect(await tries("mei", "clock-in", id, { part: 4 })).toBe("reading-part-unknown");
  expect(await tries("mei", "clock-in", id, { part: 3, note: "禁止之词" })).toBe("text-refused");
  expect(await tries("mei", "clock-in", id, { part: 3, note: "可疑之词" })).toBeNull();
  expect((await readingOf("leader", id)).notes.length).toBe(2);
  expect((await readingOf("mei", id)).notes.length).toBe(3);
  expect(NOTES_PER_DAY).toBe(20);
  await spent("mei", "reading-note", NOTES_PER_DAY - 2);
  expect(await tries("mei", "clock-in", id, { part: 3, note: "第二十条" })).toBeNull();
  expect(await tries("mei", "clock-in", id, { part: 3, note: "又一条" })).toBe("acts-exhausted");
  expect(await tries("mei", "leave", id)).toBeNull();
  expect((await readingOf("leader", id)).notes.length).toBe(1);
  expect(await tries("mei", "leave", id)).toBe("reading-not-joined");
  expect(await tries("mei", "set-reminder", id, { isReminded: true })).toBe("reading-not-joined");
});

test("two who hide from each other see nothing of each other in a group of somebody else's", async () => {
  const id = await begun();
  for (const name of ["mei", "wu"] as const) {
    await tries(name, "join", id);
    await tries(name, "clock-in", id, { part: 1, note: name });
  }
  await world.run((tx) => hideFrom(tx, who.wu, world.clock, who.mei.personId));
  for (const name of ["mei", "wu"] as const) {
    const seen = await readingOf(name, id);
    expect([seen.fellows.length, seen.notes.map(({ text }) => text)]).toEqual([2, [name]]);
  }
  await world.run((tx) => unblockReader(tx, who.wu, who.mei.personId));
});

test("before its first day nobody ticks off; fourteen days after its last nobody any more; an ended one takes nobody", async () => {
  const id = await begun({ startsOn: "2026-11-22" });
  expect(await tries("leader", "clock-in", id, { part: 1 })).toBe("reading-early");
  later((6 + FINISH_DAYS) * DAY_MS);
  expect(FINISH_DAYS).toBe(14);
  expect(await tries("mei", "join", id)).toBe("reading-over");
  expect(await tries("leader", "clock-in", id, { part: 3 })).toBeNull();
  later((7 + FINISH_DAYS) * DAY_MS);
  expect(await tries("leader", "clock-in", id, { part: 3 })).toBe("reading-over");
  expect(await tries("leader", "end", id)).toBe("reading-over");
  expect(await tries("leader", "change", id, { startsOn: "2026-12-20" })).toBe("reading-over");
  world.clock.set(noon.toISOString());
  const ended = await begun();
  await tries("mei", "join", ended);
  expect(await tries("leader", "end", ended)).toBeNull();
  expect(await told("mei", "reading-ended")).toBe(1);
  expect(await tries("mei", "clock-in", ended, { part: 1 })).toBe("reading-over");
});

test("the plan moves by its leader only, whoever reads along is told", async () => {
  const id = await begun();
  await tries("mei", "join", id);
  const change = { startsOn: today, daysEach: 3 };
  expect(await tries("mei", "change", id, change)).toBe("reading-leader-needed");
  expect(await tries("leader", "change", id, change)).toBeNull();
  expect([(await readingOf("mei", id)).reading.endsOn, await told("mei", "reading-moved")]).toEqual([
    "2026-11-29",
    1,
  ]);
  expect(await tries("leader", "change", id, { ...change, startsOn: "2026-11-20" })).toBe("reading-dates");
  expect(await tries("leader", "change", id, { ...change, about: "禁止之词" })).toBe("text-refused");
  const long = await begun({
    chapters: Array.from({ length: 100 }, (_, i) => `${i}`).join("\n"),
    daysEach: 1,
  });
  expect(await tries("leader", "change", long, { startsOn: today, daysEach: 4 })).toBe("plan-long");
  later(5 * DAY_MS);
  expect(await tries("leader", "change", id, { startsOn: today, daysEach: 1 })).toBe("reading-dates");
});

test("of a part readers are reminded once, in the morning of its first day, unless they came so far or do not want it", async () => {
  const id = await begun();
  for (const name of ["mei", "wu"] as const) await tries(name, "join", id);
  expect(await tries("wu", "set-reminder", id, { isReminded: false })).toBeNull();
  const remind = () => world.run((tx) => remindReaders(tx, world.clock));
  const counts = async () =>
    await Promise.all((["mei", "wu", "leader"] as const).map((name) => told(name, "reading-part")));
  await remind();
  const before = await counts();
  await tries("leader", "clock-in", id, { part: 2 });
  later(2 * DAY_MS - 6 * HOUR_MS);
  await remind();
  expect(await counts()).toEqual(before);
  later(2 * DAY_MS - 5 * HOUR_MS);
  await remind();
  await remind();
  expect((await counts()).map((count, i) => count - before[i]!)).toEqual([1, 0, 0]);
});

test("a leader sends somebody away, for good; a leader is not sent away by a steward", async () => {
  const id = await begun();
  await tries("mei", "join", id);
  await tries("mei", "clock-in", id, { part: 1, note: "广告" });
  const mei = { personId: who.mei.personId };
  expect(await tries("wu", "send-away", id, mei)).toBe("reading-leader-needed");
  expect(await tries("leader", "send-away", id, { personId: who.leader.personId })).toBe(
    "reading-not-joined",
  );
  expect(await tries("leader", "send-away", id, mei)).toBeNull();
  expect(await tries("leader", "send-away", id, mei)).toBe("reading-not-joined");
  expect(await tries("mei", "join", id)).toBe("reading-sent-away");
  expect((await readingOf("leader", id)).notes).toEqual([]);
  expect((await readingOf("mei", id)).fellows).toEqual([]);
});

test("beginning is refused under age, in others' circles, at no time, without book or plan, too often, and in words not wanted", async () => {
  const say = (name: Name, more: object) =>
    doors.code(headers[name], "readings.begin", {}, { ...plan(), ...more });
  expect(await say("minor", { circleId: null })).toBe("minor-guarded-only");
  expect(await say("minor", {})).toBe("circle-unknown");
  expect(await say("stranger", {})).toBe("circle-unknown");
  expect(FURTHEST_DAYS).toBe(90);
  expect(await say("wu", { startsOn: "2026-11-20" })).toBe("reading-dates");
  expect(await say("wu", { startsOn: addDays(today, FURTHEST_DAYS + 1) })).toBe("reading-dates");
  expect(await say("wu", { startsOn: addDays(today, FURTHEST_DAYS) })).toBeNull();
  expect(await say("wu", { chapters: "" })).toBe("plan-missing");
  expect(await say("wu", { daysEach: 60, chapters: "1\n2\n3\n4\n5\n6\n7" })).toBe("plan-long");
  expect(await say("wu", { title: "" })).toBe("reading-title-missing");
  expect(await say("wu", { instanceId: 999_999 })).toBe("instance-unknown");
  expect(await say("wu", { title: "禁止之词" })).toBe("text-refused");
  const instanceId = await addCatalogued(world, "红楼梦", ["9787020002207"]);
  const known = await doors.send(
    headers.wu,
    "readings.begin",
    {},
    { ...plan(), instanceId, title: "", author: "" },
  );
  expect((await readingOf("wu", known.body.id as string)).reading).toMatchObject({
    ...{ title: "红楼梦", author: "曹雪芹", instanceId },
  });
  const found = await get("mei", `?instanceId=${instanceId}`);
  expect(found.body.items).toMatchObject([{ title: "红楼梦" }]);
  expect([READINGS_PER_DAY, MOST_LED]).toEqual([3, 10]);
  expect(await say("wu", {})).toBeNull();
  expect(await say("wu", {})).toBe("acts-exhausted");
  await sql`insert into readings.reading (id, leader_id, title, parts_are, days_each, starts_on, ends_on, zone, state,
      words_public, created_at)
    select gen_random_uuid(), ${who.wu.personId}, '书', 'chapters', 1, ${today}, ${today}, 'Asia/Shanghai', 'open', true, ${noon}
    from generate_series(1, ${MOST_LED - 3}::int)`.execute(world.database.db);
  expect(await say("wu", {})).toBe("readings-led");
});

test("of two who come for the last place one has it; and nobody reads along in more than thirty", async () => {
  const { db } = world.database;
  expect([MOST_READERS, MOST_JOINED]).toEqual([500, 30]);
  const id = await begun();
  await sql`with p as (insert into people.person (id, name, created_at)
      select gen_random_uuid(), 'x', now() from generate_series(1, ${MOST_READERS - 2}::int) returning id)
    insert into readings.reader (reading_id, person_id, joined_at) select ${id}::uuid, p.id, now() from p`.execute(
    db,
  );
  const both = await Promise.allSettled(
    (["mei", "wu"] as const).map((name) => world.run((tx) => joinReading(tx, who[name], world.clock, id))),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const late = both[0]!.status === "rejected" ? ("mei" as const) : ("wu" as const);
  expect(await tries(late, "join", id)).toBe("reading-full");
  expect(await tries("leader", "join", id)).toBe("reading-joined");
  await sql`with r as (insert into readings.reading (id, title, parts_are, days_each, starts_on, ends_on, zone, state,
        words_public, created_at)
      select gen_random_uuid(), '书', 'chapters', 1, ${today}, ${today}, 'Asia/Shanghai', 'open', true, ${noon}
      from generate_series(1, ${MOST_JOINED}::int) returning id)
    insert into readings.reader (reading_id, person_id, joined_at) select r.id, ${who.stranger.personId}, now() from r`.execute(
    db,
  );
  const open = await begun({ circleId: null });
  expect(await tries("stranger", "join", open)).toBe("readings-joined");
  await sql`delete from readings.reader x where x.person_id = ${who.stranger.personId}
    and x.reading_id = (select y.reading_id from readings.reader y where y.person_id = x.person_id limit 1)`.execute(
    db,
  );
  expect(await tries("stranger", "join", open)).toBeNull();
});

test("what is not there, or not theirs to see, is unknown to everybody, and moderators hear of the rest once", async () => {
  const id = await begun();
  await tries("mei", "join", id);
  await tries("mei", "clock-in", id, { part: 1, note: "一句" });
  const noteId = (await readingOf("leader", id)).notes[0]!.id as string;
  for (const [command, body, more] of [
    ["change", { startsOn: today }, {}],
    ["end", {}, {}],
    ["join", {}, {}],
    ["leave", {}, {}],
    ["clock-in", { part: 1 }, {}],
    ["set-reminder", { isReminded: true }, {}],
    ["send-away", { personId: who.mei.personId }, {}],
    ["report", {}, {}],
    ["report-note", {}, { noteId }],
  ] as const) {
    expect(await tries("stranger", command, id, body, more), command).toBe("reading-unknown");
    expect(await tries("mei", command, unknown, body, more), command).toBe("reading-unknown");
  }
  expect(await tries("mei", "end", id)).toBe("reading-leader-needed");
  expect(await tries("wu", "report-note", id, {}, { noteId })).toBe("reading-note-unknown");
  for (const [command, more] of [
    ["report", {}],
    ["report-note", { noteId }],
  ] as const) {
    const by = command === "report" ? ("mei" as const) : ("leader" as const);
    expect(await tries(by, command, id, { words: "广告" }, more)).toBeNull();
    expect(await tries(by, command, id, { words: "广告" }, more)).toBe("already-reported");
  }
  await tries("wu", "join", id);
  await spent("wu", "report", 30);
  expect(await tries("wu", "report", id)).toBe("acts-exhausted");
  expect(await tries("wu", "report-note", id, {}, { noteId })).toBe("acts-exhausted");
});

test("what a moderator lets through is shown and told to the circle once; what they hide is hidden", async () => {
  const { db } = world.database;
  const id = await begun({ title: "可疑之词" });
  const before = await told("mei", "reading-begun");
  expect((await get("mei", `/${id}`)).status).toBe(404);
  expect((await get("leader", `/${id}`)).status).toBe(200);
  const [texts] = readingsSubscribers({ ...world.database, clock: world.clock, config: readConfig({}) });
  const decide = async (kind: string, subject: string, isPublic: boolean): Promise<void> => {
    await sql`update moderation.posting set state = ${isPublic ? "published" : "rejected"},
        reason = ${isPublic ? null : "other"}
      where kind = ${kind} and subject = ${subject}`.execute(db);
    const message = { kind, subject, isPublic };
    await world.run((tx) =>
      texts!.handle(tx, [{ id: 1, topic: "posting-decided", payload: message } as never]),
    );
  };
  await decide(READING_POSTING, id, true);
  await decide(READING_POSTING, id, true);
  expect([(await get("mei", `/${id}`)).status, (await told("mei", "reading-begun")) - before]).toEqual([
    200, 1,
  ]);
  await tries("leader", "clock-in", id, { part: 1, note: "好" });
  const noteId = (await readingOf("leader", id)).notes[0]!.id as string;
  await tries("mei", "join", id);
  await tries("mei", "report-note", id, {}, { noteId });
  await decide(NOTE_POSTING, noteId, false);
  expect((await readingOf("mei", id)).notes).toEqual([]);
});

test("a year after its end a group is forgotten with who read; whoever is forgotten leaves groups behind", async () => {
  const { db } = world.database;
  const id = await begun();
  await tries("mei", "join", id);
  await tries("mei", "clock-in", id, { part: 1, note: "一句" });
  const count = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*) as n from readings.reading where id = ${id}`.execute(db))
      .rows[0]!.n;
  await world.run((tx) => room.erasePerson!(tx, world.clock, who.mei.personId));
  expect((await readingOf("leader", id)).fellows.length).toBe(1);
  await world.run((tx) => room.erasePerson!(tx, world.clock, who.leader.personId));
  expect((await readingOf("wu", id)).reading.leader).toMatchObject({ tag: "" });
  expect(FORGET_DAYS).toBe(365);
  later((5 + FORGET_DAYS) * DAY_MS);
  await world.run((tx) => forgetReadings(tx, world.clock));
  expect(await count()).toBe(1);
  later((6 + FORGET_DAYS) * DAY_MS);
  await world.run((tx) => forgetReadings(tx, world.clock));
  expect(await count()).toBe(0);
});
