import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openHelpCase, writeToHelpCase } from "../alliance/index.ts";
import { rate, writeReview } from "../community/index.ts";
import {
  findBook,
  getJourney,
  releaseBook,
  secretOf,
  startJourney,
  writeThought,
} from "../drifting/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { registerNest, visitNest } from "../nests/index.ts";
import { erasers } from "../rooms.ts";
import { acceptLoan, befriend, myBooks, sharedLoansOf } from "../sharing/index.ts";
import {
  addCatalogued,
  addReader,
  ask,
  buildNeighbourhood,
  giveBack,
  HOME,
  handOver,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  signIn,
} from "../sharing/testing.ts";
import { eraseOneself } from "./erase-person.ts";
import { exportPerson, personTables } from "./export-person.ts";
import { registerPrivacy } from "./routes.ts";

let world: Neighbourhood;
let deps: Parameters<typeof registerPrivacy>[1];
let leaver: Actor;
let other: Actor;
let copyId: string;
let loanId: string;
let code: string;

/** Tables in which the nameless row of somebody erased may still stand, because it is part of another's record. */
const NAMELESS = [
  "alliance.help_case",
  "sharing.circle",
  "sharing.credit_transfer",
  "sharing.loan",
  "sharing.membership",
  "sharing.person",
];

beforeAll(async () => {
  world = await buildNeighbourhood();
  deps = {
    ...world.database,
    clock: world.clock,
    config: readConfig({ COMMONSHELF_DATA: "./var/test-privacy" }),
    erasers,
  };
  registerPrivacy(world.app, deps);
  leaver = await addReader(world, "leaver", {
    at: HOME,
    memberId: world.memberId,
    email: "leaver@example.org",
  });
  other = await addReader(world, "other", { at: HOME, memberId: world.memberId });
  const { run, clock } = world;
  const instanceId = await addCatalogued(world, "边城", ["9787020002207"]);
  await run((tx) => rate(tx, leaver, clock, instanceId, 4));
  await run((tx) => writeReview(tx, leaver, clock, instanceId, "我很喜欢翠翠"));
  await run((tx) => befriend(tx, leaver, clock, other.personId));
  await run((tx) => befriend(tx, other, clock, leaver.personId));
  copyId = await offerCopy(world, leaver);
  loanId = await ask(world, other, copyId);
  await run((tx) => acceptLoan(tx, leaver, clock, loanId));
  await handOver(world, leaver, other, loanId);
  const driftId = await offerCopy(world, leaver);
  code = (
    await run((tx) =>
      startJourney(tx, leaver, clock, { copyId: driftId, kind: "ray", message: "慢慢读", ring: [] }),
    )
  ).code;
  const { id } = await getJourney(world.database.db, null, code);
  const secret = await secretOf(world.database.db, id);
  await run((tx) =>
    writeThought(tx, clock, code, { actor: leaver, secret: "" }, { name: "小林", text: "好书" }),
  );
  await run((tx) =>
    releaseBook(tx, clock, code, { actor: leaver, secret: "" }, { place: "公园", cell: null }),
  );
  await run((tx) => findBook(tx, clock, code, { actor: other, secret }, { place: "", cell: null }));
  const nest = await run((tx) =>
    registerNest(tx, leaver, clock, {
      name: "南门书巢",
      kind: "shelf",
      address: "",
      opening: "",
      access: "public",
      forChildren: false,
      capacity: null,
      position: HOME,
    }),
  );
  await run((tx) =>
    visitNest(tx, { actor: leaver, secret: "", network: "" }, clock, nest.code, { kind: "saw", books: 0 }),
  );
  const caseId = await run((tx) =>
    openHelpCase(tx, leaver, clock, { subject: "问题", body: "我的手机是 13800138000" }),
  );
  await run((tx) => writeToHelpCase(tx, leaver, clock, caseId, "还在吗"));
  await offerCopy(world, leaver);
});
afterAll(() => world.close());

test("an export has every table that names the reader, and neither others nor secrets", async () => {
  const { tables } = await exportPerson(world.database.db, leaver.personId, world.clock.now());
  for (const table of [
    "people.person",
    "people.affiliation",
    "community.review",
    "sharing.loan",
    "sharing.copy",
    "drifting.thought",
    "nests.visit",
    "alliance.help_case",
  ])
    expect(Object.keys(tables), table).toContain(table);
  const text = JSON.stringify(tables);
  expect(text).toContain("我很喜欢翠翠");
  expect(text).not.toContain(other.personId);
  expect(text).not.toMatch(/argon2|csrf|_hash"|_key"/);
  const strangers = JSON.stringify(
    (await exportPerson(world.database.db, other.personId, world.clock.now())).tables,
  );
  expect(strangers).not.toContain("我很喜欢翠翠");
  expect(strangers).not.toContain(leaver.personId);
});

test("nobody is forgotten while a book is out", async () => {
  const erase = () => eraseOneself(deps, leaver);
  expect(await refusalOf(erase())).toBe("erasure-open-loans");
  expect((await myBooks(world.database.db, leaver.personId, {})).total).toBeGreaterThan(0);
  await giveBack(world, other, leaver, loanId);
  await sql`update sharing.loan set state = 'closed', ended_at = now(), deadline_at = null where id = ${loanId}`.execute(
    world.database.db,
  );
  const staff = await addReader(world, "staff", { roles: [["circulation", "JINHE"]] });
  expect(await refusalOf(eraseOneself(deps, staff))).toBe("erasure-staff");
});

test("forgotten over HTTP: nothing names the reader but nameless rows of others' records, and they cannot come in", async () => {
  const headers = await signIn(world, "leaver");
  expect((await world.app.inject({ method: "DELETE", url: "/api/v1/me" })).statusCode).toBe(401);
  const reply = await world.app.inject({ method: "DELETE", url: "/api/v1/me", headers });
  expect(reply.statusCode, reply.body).toBe(200);
  const left: string[] = [];
  for (const { table, columns } of await personTables(world.database.db))
    for (const column of columns) {
      const { rows } =
        await sql`select 1 from ${sql.table(table)} t where t.${sql.ref(column)} = ${leaver.personId} limit 1`.execute(
          world.database.db,
        );
      if (rows.length > 0) left.push(table);
    }
  expect([...new Set(left)].filter((table) => !NAMELESS.includes(table))).toEqual([]);
  const { tables } = await exportPerson(world.database.db, leaver.personId, world.clock.now());
  const text = JSON.stringify(tables);
  for (const word of ["leaver", "13800138000", "我很喜欢翠翠", "小林", "N-leaver"])
    expect(text).not.toContain(word);
  expect((await world.app.inject({ url: "/api/v1/me/data", headers })).statusCode).toBe(401);
  await expect(signIn(world, "leaver")).rejects.toThrow();
});

test("what others share with somebody forgotten is whole: their loan, the journey of the book they found", async () => {
  const loans = await sharedLoansOf(world.database.db, world.clock, other.personId, "borrower", {
    ended: true,
  });
  expect(loans.map((loan) => loan.id)).toContain(loanId);
  const journey = await getJourney(world.database.db, other.personId, code);
  expect(journey).toMatchObject({ state: "in-hand", isHolder: true, message: "" });
  expect(journey.events.map((event) => [event.kind, event.reader === null])).toEqual([
    ["started", true],
    ["released", true],
    ["found", false],
  ]);
});
