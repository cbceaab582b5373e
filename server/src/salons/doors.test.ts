import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, joinByAccount } from "../circles/index.ts";
import { addBranch, listBranches } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../kernel/time.ts";
import { hideFrom, setMinor, unblockReader } from "../neighbours/index.ts";
import { noticesOf } from "../notices/index.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "../peer-loans/testing.ts";
import { salonCalendar } from "./calendar-routes.ts";
import { CODES_PER_DAY, checkInCode } from "./check-in.ts";
import { salonsCommands } from "./commands.ts";
import { NOTES_PER_DAY } from "./notes.ts";
import { salonsQueries } from "./queries.ts";
import { room } from "./room.ts";
import { FURTHEST_DAYS, findSalons, MOST_AHEAD, SALONS_PER_DAY } from "./salons.ts";
import { forgetSeats, remindComing, takeSeat } from "./seats.ts";

const people = ["host", "mei", "wu", "lin", "stranger", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
let circleId: string;
let branchId: number;
let noon: Date;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name, Record<string, string>>;
const unknown = newId<"salon">();

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  noon = world.clock.now();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountCommands(world.app, deps, salonsCommands);
  mountQueries(world.app, deps, salonsQueries);
  doors = doorsOf(world.app, salonsCommands);
  for (const name of people) {
    who[name] = await addReader(world, name, {
      ...(name !== "minor" && { at: HOME }),
      memberId: world.memberId,
    });
    headers[name] = await signIn(world, name);
  }
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  const { db } = world.database;
  await world.run((tx) =>
    addBranch(tx, systemActor, { memberId: world.memberId, code: "FEN", name: { "zh-Hans": "分馆" } }),
  );
  branchId = (await listBranches(db)).find((branch) => branch.code === "FEN")!.id;
  const circle = await world.run((tx) =>
    createCircle(tx, who.host, world.clock, {
      name: "晨读会",
      kind: "reading-group",
      proofs: ["account"],
      memberId: world.memberId,
    }),
  );
  circleId = circle.id;
  for (const name of ["mei", "wu", "lin"] as const)
    await world.run((tx) => joinByAccount(tx, who[name], world.clock, circleId));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse'),
      (${newId<"rule">()}, 'phrase', '可疑之词', '可疑之词', 'flag')`.execute(db);
});
afterAll(() => world.close());

const at = (ms: number): string => new Date(noon.getTime() + ms).toISOString();
const evening = () => ({ title: "读《边城》", startsAt: at(3 * HOUR_MS), branchId, circleId, seats: 2 });
async function announced(more: object = {}): Promise<string> {
  await sql`delete from moderation.daily_act`.execute(world.database.db);
  const reply = await doors.send(headers.host, "salons.announce", {}, { ...evening(), ...more });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  return reply.body.id as string;
}
const tries = (name: Name, command: string, id: string, body: object = {}) =>
  doors.code(headers[name], `salons.${command}`, { id }, body);
const get = async (name: Name, path: string) => {
  const reply = await world.app.inject({ url: `/api/v1/salons${path}`, headers: headers[name] });
  return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
};
const salonOf = async (name: Name, id: string) =>
  (await get(name, `/${id}`)).body.salon as Record<string, unknown>;
const told = async (name: Name, kind: string): Promise<number> =>
  (await noticesOf(world.database.db, who[name].personId, { limit: 100 })).items.filter(
    (notice) => notice.kind === kind,
  ).length;

test("a salon of a circle is announced to its members, and seen by nobody else", async () => {
  const id = await announced();
  expect([await told("mei", "salon-announced"), await told("stranger", "salon-announced")]).toEqual([1, 0]);
  expect(await salonOf("mei", id)).toMatchObject({
    place: "分馆",
    going: 1,
    mine: null,
    mayHost: false,
    circle: "晨读会",
  });
  expect((await get("stranger", `/${id}`)).status).toBe(404);
  expect(((await get("stranger", "")).body.items as unknown[]).length).toBe(0);
  const visitor = async (path: string) => {
    const reply = await world.app.inject({ url: `/api/v1/salons${path}` });
    return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
  };
  expect((await visitor(`/${id}`)).status).toBe(404);
  const open = await announced({ circleId: null });
  const flat = await announced({ circleId: null, branchId: null, place: "和平路 3 号 502" });
  const room = await announced({ circleId: null, place: "二楼研讨室" });
  expect((await salonOf("stranger", room)).place).toBe("二楼研讨室");
  const places = new Map(
    ((await visitor("")).body.items as { id: string; place: string }[]).map((one) => [one.id, one.place]),
  );
  expect(places).toEqual(
    new Map([
      [open, "分馆"],
      [flat, ""],
      [room, "分馆"],
    ]),
  );
  expect((await visitor(`/${flat}`)).body).toMatchObject({
    salon: { title: "读《边城》", place: "", mine: null, mayHost: false, isCheckedIn: false },
    notes: [],
  });
  await sql`update consortium.branch set name = name || '{"en": "The branch"}'`.execute(world.database.db);
  const inEnglish = async (viewer: string | null) =>
    Object.fromEntries(
      (await findSalons(world.database.db, world.clock, viewer, { language: "en" })).map((one) => [
        one.id,
        one.place,
      ]),
    );
  expect(await inEnglish(null)).toEqual({ [open]: "The branch", [flat]: "", [room]: "The branch" });
  expect(await inEnglish(who.stranger.personId)).toMatchObject({
    [open]: "The branch",
    [room]: "二楼研讨室",
  });
  expect((await visitor(`?circleId=${circleId}`)).body.items).toEqual([]);
  await tries("host", "cancel", flat);
  await tries("host", "cancel", room);
  expect((await get("stranger", `/${open}`)).status).toBe(200);
  expect((await get("minor", `/${open}`)).status).toBe(404);
  await world.run((tx) => hideFrom(tx, who.stranger, world.clock, who.host.personId));
  expect((await get("stranger", `/${open}`)).status).toBe(404);
  await world.run((tx) => unblockReader(tx, who.stranger, who.host.personId));
});

test("seats are never more than there are: who comes later waits, and a seat given back goes to the first", async () => {
  const id = await announced();
  const both = await Promise.all(
    (["mei", "wu"] as const).map((name) => world.run((tx) => takeSeat(tx, who[name], world.clock, id))),
  );
  expect(both.map(({ state }) => state).sort()).toEqual(["going", "waiting"]);
  expect(await tries("lin", "take-seat", id)).toBeNull();
  const [first, second] = both[0]!.state === "going" ? (["mei", "wu"] as const) : (["wu", "mei"] as const);
  expect(await salonOf("lin", id)).toMatchObject({ going: 2, waiting: 2, mine: "waiting", before: 1 });
  expect(await tries(first, "leave-seat", id)).toBeNull();
  expect(await salonOf(second, id)).toMatchObject({ mine: "going" });
  expect([await told(second, "salon-seat"), await told("lin", "salon-seat")]).toEqual([1, 0]);
  expect(await salonOf("lin", id)).toMatchObject({ going: 2, waiting: 1, before: 0 });
  const more = { ...evening(), seats: 5 };
  const { circleId: _circle, ...changes } = more;
  expect(await tries("host", "change", id, changes)).toBeNull();
  expect(await salonOf("lin", id)).toMatchObject({ mine: "going", waiting: 0 });
});

test("another time is told to whoever comes; a calendar replaces its entry; a day before everybody is reminded once", async () => {
  const id = await announced({ startsAt: at(3 * DAY_MS) });
  await tries("mei", "take-seat", id);
  const calendar = () => salonCalendar(world.database.db, world.clock, who.mei.personId, id);
  expect(await calendar()).toContain("SEQUENCE:1");
  const { circleId: _circle, ...same } = evening();
  expect(
    await tries("host", "change", id, { ...same, startsAt: at(20 * HOUR_MS), place: "二楼研讨室" }),
  ).toBeNull();
  expect(await told("mei", "salon-changed")).toBe(1);
  const file = await calendar();
  expect(file).toContain("SEQUENCE:2");
  expect(file).toContain("LOCATION:二楼研讨室");
  const before = await told("mei", "salon-soon");
  await world.run((tx) => remindComing(tx, world.clock));
  await world.run((tx) => remindComing(tx, world.clock));
  expect((await told("mei", "salon-soon")) - before).toBe(1);
  expect(await tries("host", "cancel", id)).toBeNull();
  expect(await told("mei", "salon-cancelled")).toBe(1);
  expect(await calendar()).toContain("METHOD:CANCEL");
});

test("being there: by the host's code or the host's tick; whoever was there writes notes, others do not", async () => {
  const id = await announced();
  await tries("mei", "take-seat", id);
  const code = await checkInCode(world.database.db, id);
  const body = { code };
  expect(await tries("mei", "check-in", id, body)).toBe("check-in-early");
  expect(await tries("host", "tick-guest", id, { personId: who.mei.personId })).toBe("check-in-early");
  expect(await tries("mei", "write-note", id, { text: "早了" })).toBe("note-too-early");
  expect(await salonOf("mei", id)).toMatchObject({ hasBegun: false });
  world.clock.set(at(2 * HOUR_MS));
  expect(await tries("mei", "check-in", id, { code: code === "000000" ? "000001" : "000000" })).toBe(
    "check-in-code",
  );
  expect(await tries("mei", "check-in", id, body)).toBeNull();
  expect(await tries("wu", "check-in", id, body)).toBeNull();
  expect(await tries("wu", "tick-guest", id, { personId: who.mei.personId })).toBe("salon-host-needed");
  expect(await tries("host", "tick-guest", id, { personId: who.lin.personId })).toBe("seat-none");
  expect(await tries("host", "tick-guest", id, { personId: who.host.personId })).toBeNull();
  world.clock.set(at(4 * HOUR_MS));
  expect(await tries("lin", "write-note", id, { text: "没去" })).toBe("seat-none");
  expect(await tries("mei", "write-note", id, { text: "禁止之词" })).toBe("text-refused");
  expect(await tries("mei", "write-note", id, { text: "翠翠等的是谁" })).toBeNull();
  expect(await tries("mei", "write-note", id, { text: "可疑之词" })).toBeNull();
  expect((await get("lin", `/${id}`)).body.notes).toMatchObject([{ text: "翠翠等的是谁" }]);
  expect(((await get("mei", `/${id}`)).body.notes as unknown[]).length).toBe(2);
  expect((await get("mei", `/${id}/guests`)).status).toBe(403);
  expect(((await get("host", `/${id}/guests`)).body.items as unknown[]).length).toBe(3);
  expect([NOTES_PER_DAY, CODES_PER_DAY]).toEqual([20, 30]);
  for (const [act, count] of [
    ["salon-note", NOTES_PER_DAY],
    ["salon-code", CODES_PER_DAY],
  ] as const)
    for (let i = 0; i < count; i++)
      await sql`insert into moderation.daily_act (who, act, target, at)
        values (${who.mei.personId}, ${act}, ${String(i)}, ${world.clock.now()})`.execute(world.database.db);
  expect(await tries("mei", "write-note", id, { text: "又一条" })).toBe("acts-exhausted");
  expect(await tries("mei", "check-in", id, body)).toBe("acts-exhausted");
  const end = 3 * HOUR_MS + 90 * MINUTE_MS;
  world.clock.set(at(end + 2 * HOUR_MS + 1000));
  expect(await tries("wu", "check-in", id, body)).toBe("check-in-early");
  expect(await tries("lin", "take-seat", id)).toBe("salon-over");
  expect(await tries("wu", "leave-seat", id)).toBe("salon-over");
  expect(await tries("host", "cancel", id)).toBe("salon-over");
  const { circleId: _circle, ...changes } = evening();
  expect(await tries("host", "change", id, changes)).toBe("salon-over");
  world.clock.set(noon.toISOString());
});

test("announcing is refused under age, in others' circles, at no time, nowhere, too often, and in words not wanted", async () => {
  await sql`delete from moderation.daily_act`.execute(world.database.db);
  const say = (name: Name, more: object) =>
    doors.code(headers[name], "salons.announce", {}, { ...evening(), ...more });
  expect(await say("minor", { circleId: null })).toBe("minor-guarded-only");
  expect(await say("minor", {})).toBe("circle-unknown");
  expect(await say("stranger", {})).toBe("circle-unknown");
  expect(await say("host", { startsAt: at(-1000) })).toBe("salon-time");
  expect(await say("host", { startsAt: at(FURTHEST_DAYS * DAY_MS + 1000) })).toBe("salon-time");
  expect(await say("host", { startsAt: at(FURTHEST_DAYS * DAY_MS) })).toBeNull();
  expect(await say("host", { branchId: null })).toBe("salon-place-missing");
  expect(await say("host", { branchId: 999_999 })).toBe("branch-unknown");
  expect(await say("host", { title: "禁止之词" })).toBe("text-refused");
  expect([SALONS_PER_DAY, MOST_AHEAD, FURTHEST_DAYS]).toEqual([5, 20, 180]);
  await sql`delete from moderation.daily_act`.execute(world.database.db);
  for (let i = 0; i < SALONS_PER_DAY; i++) expect(await say("wu", {})).toBeNull();
  expect(await say("wu", {})).toBe("acts-exhausted");
  await sql`insert into salons.salon (id, host_id, title, place, starts_at, minutes, state, words_public, created_at)
    select gen_random_uuid(), ${who.wu.personId}, '预告', '分馆', ${at(DAY_MS)}, 60, 'planned', true, ${noon}
    from generate_series(1, ${MOST_AHEAD - SALONS_PER_DAY}::int)`.execute(world.database.db);
  expect(await say("wu", {})).toBe("salons-full");
});

test("others' salons are neither changed nor called off, and what is called off takes nobody", async () => {
  const id = await announced();
  const { circleId: _circle, ...changes } = evening();
  expect(await tries("mei", "change", id, changes)).toBe("salon-host-needed");
  expect(await tries("mei", "cancel", id)).toBe("salon-host-needed");
  for (const [command, body] of [
    ["change", changes],
    ["cancel", {}],
    ["take-seat", {}],
    ["leave-seat", {}],
    ["check-in", { code: "000000" }],
    ["tick-guest", { personId: who.mei.personId }],
    ["write-note", { text: "x" }],
    ["report", {}],
  ] as const) {
    expect(await tries("stranger", command, id, body), command).toBe("salon-unknown");
    expect(await tries("mei", command, unknown, body), command).toBe("salon-unknown");
  }
  for (const [more, code] of [
    [{ startsAt: at(-HOUR_MS) }, "salon-time"],
    [{ branchId: 999_999 }, "branch-unknown"],
    [{ branchId: null }, "salon-place-missing"],
    [{ title: "禁止之词" }, "text-refused"],
  ] as const)
    expect(await tries("host", "change", id, { ...changes, ...more })).toBe(code);
  expect(await tries("mei", "leave-seat", id)).toBe("seat-none");
  expect(await tries("mei", "take-seat", id)).toBeNull();
  expect(await tries("mei", "take-seat", id)).toBe("seat-taken-already");
  expect(await tries("mei", "report", id, { words: "广告" })).toBeNull();
  expect(await tries("mei", "report", id, { words: "广告" })).toBe("already-reported");
  for (let i = 0; i < 30; i++)
    await sql`insert into moderation.daily_act (who, act, target, at)
      values (${who.lin.personId}, 'report', ${String(i)}, ${world.clock.now()})`.execute(world.database.db);
  expect(await tries("lin", "report", id)).toBe("acts-exhausted");
  expect(await tries("host", "cancel", id)).toBeNull();
  expect(await tries("host", "cancel", id)).toBe("salon-cancelled");
  expect(await tries("host", "change", id, changes)).toBe("salon-cancelled");
  expect(await tries("lin", "take-seat", id)).toBe("salon-cancelled");
  expect(await tries("lin", "check-in", id, { code: "000000" })).toBe("salon-cancelled");
  expect(await tries("host", "tick-guest", id, { personId: who.mei.personId })).toBe("salon-cancelled");
});

test("who came is forgotten after ninety days; a host who is forgotten takes what is to come along", async () => {
  const { db } = world.database;
  const id = await announced();
  const seats = async () =>
    (await sql<{ n: number }>`select count(*) as n from salons.seat where salon_id = ${id}`.execute(db))
      .rows[0]!.n;
  world.clock.set(at(90 * DAY_MS));
  await world.run((tx) => forgetSeats(tx, world.clock));
  expect(await seats()).toBe(1);
  world.clock.set(at(91 * DAY_MS));
  await world.run((tx) => forgetSeats(tx, world.clock));
  expect(await seats()).toBe(0);
  world.clock.set(noon.toISOString());
  await world.run((tx) => room.erasePerson!(tx, world.clock, who.host.personId));
  const { rows } = await sql<{ left: number }>`select count(*) as left from salons.salon
    where host_id = ${who.host.personId}`.execute(db);
  expect(rows[0]!.left).toBe(0);
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
