import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, type Grant, systemActor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { addCard, blockCard, findPersonByCard } from "./cards.ts";
import { findPersonByLogin, setPassword } from "./credentials.ts";
import { mayDo, permissions, type Verb } from "./permissions.ts";
import { getPerson, homeMember, listAffiliations } from "./persons.ts";
import { addAffiliation, createPerson, type NewPerson } from "./registration.ts";
import { grantRole, listRoles, revokeRole } from "./roles.ts";
import { addPerson, buildWorld, PASSWORD, type World } from "./testing-world.ts";
import { type Role, roles } from "./words.ts";

const NOBODY = "01a00000-0000-7000-8000-00000000dead";
let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

const command = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(world.database.db, work);
const create = (input: NewPerson, actor: Actor = systemActor) =>
  command((tx) => createPerson(tx, actor, input));
const actorWith = (...grants: Grant[]): Actor =>
  actorOf({
    personId: "01a00000-0000-7000-8000-000000000001",
    name: "staff",
    grants,
    scope: grants[0]?.scope ?? null,
  });
const at = (role: Role, scope: number | null): Actor => actorWith({ role, scope });

test("a person is taken in with everything that makes them a reader", async () => {
  const { db } = world.database;
  const person = await create({
    name: " 李晓明 ",
    email: "li@example.edu",
    language: "zh-Hant",
    affiliations: [
      { memberId: world.jinhe.id, patronGroup: "undergraduate", number: "J-1", validUntil: "2027-07-31" },
      { memberId: world.nanshan.id, patronGroup: "visitor", number: "N-1", validUntil: "2028-01-01" },
    ],
    card: { memberId: world.jinhe.id, barcode: "21000001" },
    login: "Li.Xiaoming",
    password: PASSWORD,
  });
  expect(await getPerson(db, person.id)).toEqual({
    id: person.id,
    name: "李晓明",
    email: "li@example.edu",
    language: "zh-Hant",
  });
  expect(await findPersonByLogin(db, "LI.XIAOMING ")).toEqual(person);
  expect((await listAffiliations(db, person.id)).map((a) => a.number)).toEqual(["N-1", "J-1"]);
  expect(await findPersonByCard(db, "21000001", null)).toEqual([
    {
      person,
      memberId: world.jinhe.id,
      barcode: "21000001",
      blocked: false,
      isOwn: false,
      affiliation: {
        memberId: world.jinhe.id,
        patronGroup: "undergraduate",
        number: "J-1",
        validUntil: "2027-07-31",
      },
    },
  ]);
});

test("names in every script survive the round trip", async () => {
  for (const name of ["歐陽脩", "欧阳修", "יוסף", "Nguyễn Văn A\u0301"]) {
    const person = await create({ name });
    expect((await getPerson(world.database.db, person.id)).name).toBe(name);
  }
});

test("home is where the affiliation lasts longest, else the card, else the role", async () => {
  const { db } = world.database;
  const person = await create({ name: "Home" });
  expect(await homeMember(db, person.id)).toBeNull();
  await command((tx) => grantRole(tx, systemActor, person.id, "circulation", "NANSHAN"));
  expect(await homeMember(db, person.id)).toBe(world.nanshan.id);
  await command((tx) => addCard(tx, systemActor, person.id, { memberId: world.jinhe.id, barcode: "HOME-1" }));
  expect(await homeMember(db, person.id)).toBe(world.jinhe.id);
  const affiliate = (memberId: number, validUntil: string | null) =>
    command((tx) =>
      addAffiliation(tx, systemActor, person.id, {
        memberId,
        patronGroup: "staff",
        number: `H-${validUntil}`,
        validUntil,
      }),
    );
  await affiliate(world.nanshan.id, "2027-01-01");
  expect(await homeMember(db, person.id)).toBe(world.nanshan.id);
  await affiliate(world.jinhe.id, null);
  expect(await homeMember(db, person.id)).toBe(world.jinhe.id);
});

const refused: [string, number, Partial<NewPerson>][] = [
  ["name-missing", 400, { name: "  " }],
  ["email-invalid", 400, { email: "nobody" }],
  ["password-missing", 400, { login: "only.login" }],
  ["password-missing", 400, { password: PASSWORD }],
  ["password-too-short", 400, { login: "short", password: "1234567" }],
  ["password-too-long", 400, { login: "long", password: "x".repeat(257) }],
  ["login-invalid", 400, { login: "two words", password: PASSWORD }],
  ["login-invalid", 400, { login: "李晓明", password: PASSWORD }],
  ["login-taken", 409, { login: "taken", password: PASSWORD }],
  ["barcode-invalid", 400, { card: { memberId: 1, barcode: "  " } }],
  ["card-exists", 409, { card: { memberId: 1, barcode: "TAKEN" } }],
  ["member-unknown", 404, { card: { memberId: 999, barcode: "1" } }],
  ["member-unknown", 404, { affiliations: [{ memberId: 999, patronGroup: "x", number: "1" }] }],
  ["affiliation-number-missing", 400, { affiliations: [{ memberId: 1, patronGroup: "x", number: "" }] }],
  ["patron-group-missing", 400, { affiliations: [{ memberId: 1, patronGroup: "", number: "1" }] }],
  ["affiliation-number-taken", 409, { affiliations: [{ memberId: 1, patronGroup: "x", number: "TAKEN" }] }],
];
test("whatever is wrong with a new person is refused, and nothing of them stays", async () => {
  expect(world.jinhe.id).toBe(1);
  await create({
    name: "Holder",
    login: "taken",
    password: PASSWORD,
    card: { memberId: 1, barcode: "TAKEN" },
    affiliations: [{ memberId: 1, patronGroup: "x", number: "TAKEN" }],
  });
  for (const [code, status, input] of refused)
    await expect(create({ name: "Refused", ...input }), JSON.stringify(input)).rejects.toMatchObject({
      code,
      status,
    });
  const { pool } = world.database;
  expect((await pool.query("select 1 from people.person where name = 'Refused'")).rowCount).toBe(0);
});

test("of two people created with one login at once, one is", async () => {
  const results = await Promise.allSettled(
    [1, 2, 3, 4].map((n) => create({ name: `Rival ${n}`, login: "rival", password: PASSWORD })),
  );
  expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
  for (const lost of results.filter((r) => r.status === "rejected"))
    expect(lost.reason).toMatchObject({ code: "login-taken", status: 409 });
});

test("staff register readers of their own member only", async () => {
  const desk = at("circulation", world.jinhe.id);
  const affiliation = { patronGroup: "x", number: "DESK-1" };
  const reader = await create(
    { name: "Mine", affiliations: [{ memberId: world.jinhe.id, ...affiliation }] },
    desk,
  );
  const abroad: ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => createPerson(tx, desk, { name: "X", card: { memberId: world.nanshan.id, barcode: "X" } }),
    (tx) => addAffiliation(tx, desk, reader.id, { memberId: world.nanshan.id, ...affiliation }),
    (tx) => addCard(tx, desk, reader.id, { memberId: world.nanshan.id, barcode: "X" }),
    (tx) => blockCard(tx, desk, { memberId: world.nanshan.id, barcode: "X", blockedAt: world.clock.now() }),
    (tx) => createPerson(tx, actorWith(), { name: "X" }),
    (tx) => createPerson(tx, at("cataloguer", world.jinhe.id), { name: "X" }),
  ];
  for (const work of abroad)
    await expect(command(work)).rejects.toMatchObject({ code: "forbidden", status: 403 });
});

test("a card or affiliation for nobody is refused", async () => {
  const memberId = world.jinhe.id;
  await expect(
    command((tx) => addCard(tx, systemActor, NOBODY, { memberId, barcode: "N" })),
  ).rejects.toMatchObject({ code: "person-unknown", status: 404 });
  await expect(
    command((tx) => addAffiliation(tx, systemActor, NOBODY, { memberId, patronGroup: "x", number: "N" })),
  ).rejects.toMatchObject({ code: "person-unknown", status: 404 });
  await expect(getPerson(world.database.db, NOBODY)).rejects.toMatchObject({ code: "person-unknown" });
});

test("one barcode of two members finds both holders, the desk's own first", async () => {
  const { db } = world.database;
  const a = await create({ name: "A", card: { memberId: world.jinhe.id, barcode: "SAME" } });
  const b = await create({ name: "B", card: { memberId: world.nanshan.id, barcode: "SAME" } });
  const names = async (memberId: number | null): Promise<string[]> =>
    (await findPersonByCard(db, " SAME", memberId)).map((h) => h.person.name);
  expect(await names(world.nanshan.id)).toEqual(["B", "A"]);
  expect(await names(world.jinhe.id)).toEqual(["A", "B"]);
  expect(await names(null)).toEqual(["A", "B"]);
  expect(await findPersonByCard(db, "SAM", null)).toEqual([]);
  expect([a.id, b.id]).not.toContain(undefined);
});

test("a blocked card says so until it is freed", async () => {
  const card = { memberId: world.jinhe.id, barcode: "LOST" };
  await create({ name: "Loser", card });
  const blocked = async (): Promise<boolean | undefined> =>
    (await findPersonByCard(world.database.db, "LOST", null))[0]?.blocked;
  const block = (blockedAt: Date | null, barcode = "LOST"): Promise<void> =>
    command((tx) => blockCard(tx, systemActor, { ...card, barcode, blockedAt }));
  await block(world.clock.now());
  await block(world.clock.now());
  expect(await blocked()).toBe(true);
  await block(null);
  expect(await blocked()).toBe(false);
  await expect(block(null, "NONE")).rejects.toMatchObject({ code: "card-unknown", status: 404 });
});

test("every role may do what the table says at its member, and nothing elsewhere", () => {
  for (const verb of Object.keys(permissions) as Verb[]) {
    const allowed: readonly Role[] = permissions[verb];
    for (const role of roles.filter((r) => r !== "consortium-admin")) {
      expect(mayDo(at(role, 1), verb, 1), `${role} ${verb}`).toBe(allowed.includes(role));
      expect(mayDo(at(role, 1), verb, 2)).toBe(false);
      expect(mayDo(at(role, 1), verb, null)).toBe(false);
    }
    expect(mayDo(at("consortium-admin", null), verb, 1)).toBe(true);
    expect(mayDo(at("consortium-admin", null), verb, null)).toBe(true);
    expect(mayDo(actorWith(), verb, 1)).toBe(false);
  }
});

test("a member's administrator gives and takes the roles of that member", async () => {
  const admin = at("member-admin", world.jinhe.id);
  const person = await create({ name: "Clerk" });
  await command((tx) => grantRole(tx, admin, person.id, "circulation", "JINHE"));
  await command((tx) => grantRole(tx, admin, person.id, "circulation", "JINHE"));
  expect(await listRoles(world.database.db, person.id)).toEqual([
    { role: "circulation", memberId: world.jinhe.id, memberCode: "JINHE" },
  ]);
  await command((tx) => revokeRole(tx, admin, person.id, "circulation", "JINHE"));
  expect(await listRoles(world.database.db, person.id)).toEqual([]);
});

test("roles are refused where they do not belong, and to those who may not give them", async () => {
  const person = await create({ name: "Climber" });
  const admin = at("member-admin", world.jinhe.id);
  const grant = (actor: Actor, role: Role, member: string | null, id: string = person.id): Promise<void> =>
    command((tx) => grantRole(tx, actor, id, role, member));
  await expect(grant(admin, "consortium-admin", null)).rejects.toMatchObject({ code: "forbidden" });
  await expect(grant(admin, "circulation", "NANSHAN")).rejects.toMatchObject({ code: "forbidden" });
  await expect(grant(at("circulation", world.jinhe.id), "circulation", "JINHE")).rejects.toMatchObject({
    code: "forbidden",
    status: 403,
  });
  await expect(grant(systemActor, "consortium-admin", "JINHE")).rejects.toMatchObject({
    code: "role-scope-wrong",
    status: 400,
  });
  await expect(grant(systemActor, "circulation", null)).rejects.toMatchObject({ code: "role-scope-wrong" });
  await expect(grant(systemActor, "circulation", "NONE")).rejects.toMatchObject({ code: "member-unknown" });
  await expect(grant(systemActor, "circulation", "JINHE", NOBODY)).rejects.toMatchObject({
    code: "person-unknown",
    status: 404,
  });
  await expect(
    command((tx) => revokeRole(tx, systemActor, person.id, "cataloguer", "JINHE")),
  ).rejects.toMatchObject({ code: "role-not-held", status: 404 });
  await expect(
    command((tx) => revokeRole(tx, admin, person.id, "cataloguer", "NANSHAN")),
  ).rejects.toMatchObject({ code: "forbidden" });
});

test("of two consortium administrators who dismiss each other at once, one stays", async () => {
  const one = await addPerson(world, "admin.one", ["consortium-admin", null]);
  const two = await addPerson(world, "admin.two", ["consortium-admin", null]);
  const office = at("consortium-admin", null);
  const dismiss = (id: string): Promise<void> =>
    command((tx) => revokeRole(tx, office, id, "consortium-admin", null));
  const results = await Promise.allSettled([dismiss(one.id), dismiss(two.id)]);
  expect(results.map((r) => r.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(results.find((r) => r.status === "rejected")).toMatchObject({
    reason: { code: "last-consortium-admin", status: 409 },
  });
});

test("nobody sets the password of somebody who may do more than they, or whom their member does not know", async () => {
  const { jinhe, nanshan } = world;
  const admin = at("member-admin", jinhe.id);
  const affiliations = [{ memberId: jinhe.id, patronGroup: "x", number: "PW-1" }];
  const reader = await create({ name: "Reader", affiliations });
  const both = await create({ name: "Both", affiliations: [{ ...affiliations[0]!, number: "PW-2" }] });
  await command((tx) => grantRole(tx, systemActor, both.id, "member-admin", "NANSHAN"));
  const office = await create({ name: "Office", affiliations: [{ ...affiliations[0]!, number: "PW-3" }] });
  await command((tx) => grantRole(tx, systemActor, office.id, "consortium-admin", null));
  const set = (actor: Actor, id: string, login: string): Promise<void> =>
    command((tx) => setPassword(tx, actor, id, login, PASSWORD));

  await set(admin, reader.id, "reader.pw");
  await set(actorOf({ ...actorWith(), personId: reader.id }), reader.id, "reader.own");
  expect((await findPersonByLogin(world.database.db, "reader.own"))?.id).toBe(reader.id);
  for (const [actor, id] of [
    [admin, both.id],
    [admin, office.id],
    [at("member-admin", nanshan.id), reader.id],
    [at("circulation", jinhe.id), reader.id],
    [actorWith(), reader.id],
    [admin, NOBODY],
  ] as [Actor, string][])
    await expect(set(actor, id, "taken.over")).rejects.toMatchObject({ code: "forbidden", status: 403 });
  await set(at("consortium-admin", null), both.id, "both.pw");
  await expect(set(systemActor, both.id, "reader.own")).rejects.toMatchObject({ code: "login-taken" });
  await expect(set(systemActor, NOBODY, "nobody.pw")).rejects.toMatchObject({
    code: "person-unknown",
    status: 404,
  });
});
