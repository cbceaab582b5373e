import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { befriend, cellOf, knownReaders, setMinor, unfriend } from "../neighbours/index.ts";
import { blockReader, getSharedLoan, resolveReader } from "../peer-loans/index.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  trust,
} from "../peer-loans/testing.ts";
import { findInCircles, findNearby, getCopy } from "../shelves/index.ts";
import { changeCopy } from "../shelves/testing.ts";
import { circlePeople, findCircles, getCircle } from "./circle-views.ts";
import { agreeParent, askParent, changeCircle, createCircle, guardCircle, partCircles } from "./circles.ts";
import {
  admitMember,
  applyToCircle,
  expelMember,
  joinByAccount,
  leaveCircle,
  pardonMember,
  setSteward,
  vouchFor,
} from "./memberships.ts";
import {
  countEmailAttempt,
  joinByEmail,
  joinByInvite,
  joinByRoster,
  makeInvite,
  startEmailProof,
  uploadRoster,
} from "./proofs.ts";
import type { CircleProof } from "./words.ts";

let world: Neighbourhood;
let steward: Actor;
let lin: Actor;
let mei: Actor;
let staff: Actor;
let n = 0;
beforeAll(async () => {
  world = await buildNeighbourhood();
  staff = await addReader(world, "staff", { roles: [["member-admin", "JINHE"]] });
  staff = actorOf({ ...staff, scope: world.memberId });
});
beforeEach(async () => {
  n += 1;
  world.clock.set("2026-11-21T04:00:00Z");
  steward = await addReader(world, `steward${n}`, { memberId: world.memberId });
  lin = await addReader(world, `lin${n}`, { memberId: world.memberId, email: `lin${n}@stu.jinhe.edu.cn` });
  mei = await addReader(world, `mei${n}`);
  world.clock.advance(1000);
});
afterAll(() => world.close());

const found = async (proofs: CircleProof[], more: object = {}): Promise<string> =>
  (
    await world.run((tx) =>
      createCircle(tx, steward, world.clock, {
        kind: "school",
        name: `金河${n}`,
        proofs,
        memberId: world.memberId,
        emailDomain: "@stu.jinhe.edu.cn",
        ...more,
      }),
    )
  ).id;
const run = (work: (tx: Tx) => Promise<unknown>) => world.run(work);
const standing = async (actor: Actor, id: string) =>
  (await getCircle(world.database.db, actor.personId, id)).standing;

test("nobody founds a circle in a library's name: its accounts prove for its readers' circles, its own is its staff's", async () => {
  const circle = {
    kind: "school" as const,
    name: `别馆${n}`,
    proofs: ["account" as const],
    memberId: world.memberId,
  };
  const create = (actor: Actor, more: object = {}) =>
    refusalOf(run((tx) => createCircle(tx, actor, world.clock, { ...circle, ...more })));
  expect(await create(mei)).toBe("circle-proof-foreign");
  expect(await create(lin, { kind: "library" })).toBe("circle-library-only");
  expect(await create(lin)).toBeNull();
  expect(await create(lin, { kind: "library", proofs: ["steward"], memberId: null })).toBe(
    "circle-member-needed",
  );
  expect(await create(staff, { kind: "library", proofs: ["steward"], memberId: world.otherMemberId })).toBe(
    "circle-library-only",
  );
  expect(await create(staff, { kind: "library" })).toBeNull();
  const own = (
    await world.run((tx) =>
      createCircle(tx, mei, world.clock, { ...circle, proofs: ["steward"], memberId: null }),
    )
  ).id;
  const change = (more: object) => refusalOf(run((tx) => changeCircle(tx, mei, world.clock, own, more)));
  expect(await change({ proofs: ["account"], memberId: world.memberId })).toBe("circle-proof-foreign");
  expect(await change({ kind: "library", memberId: world.memberId })).toBe("circle-library-only");
});

test("a circle whose name speaks for an office or a library waits for a moderator", async () => {
  const { db } = world.database;
  for (const name of [`金河大学官方互借圈${n}`, `Official library ${n}`]) {
    const id = await found(["steward"], { name });
    const { rows } = await sql<{
      public: boolean;
    }>`select c.words_public as public from circles.circle c where c.id = ${id}`.execute(db);
    expect(rows[0]!.public, name).toBe(false);
  }
});

test("a reader of the library enters by their account, another does not", async () => {
  const id = await found(["account"]);
  expect(await refusalOf(run((tx) => joinByAccount(tx, mei, world.clock, id)))).toBe("proof-missing");
  await run((tx) => joinByAccount(tx, lin, world.clock, id));
  expect(await standing(lin, id)).toBe("active");
  expect(await refusalOf(run((tx) => joinByAccount(tx, lin, world.clock, id)))).toBe("circle-member");
  expect(await refusalOf(run((tx) => joinByRoster(tx, mei, world.clock, id)))).toBe("circle-proof");
});

test("a code mailed to the domain lets one person in, guesses are counted", async () => {
  const id = await found(["email"]);
  const start = (actor: Actor, address: string) =>
    refusalOf(run((tx) => startEmailProof(tx, actor, world.clock, id, address)));
  expect(await start(lin, "lin@gmail.com")).toBe("email-domain");
  expect(await start(lin, "Lin@stu.jinhe.edu.cn")).toBeNull();
  const { rows } = await sql<{ payload: { code: string } }>`
    select payload from graphile_worker._private_jobs where key = ${`sharing-mail-code-${id}-${lin.personId}`}`.execute(
    world.database.db,
  );
  const { code } = rows[0]!.payload;
  const enter = async (actor: Actor, typed: string) => {
    await run((tx) => countEmailAttempt(tx, actor, id));
    return await refusalOf(run((tx) => joinByEmail(tx, actor, world.clock, id, typed)));
  };
  expect(await enter(mei, code)).toBe("code-wrong");
  expect(await enter(lin, code === "000000" ? "000001" : "000000")).toBe("code-wrong");
  expect(await enter(lin, code)).toBeNull();
  expect(await start(mei, "lin@stu.jinhe.edu.cn")).toBe("proof-taken");
  expect(await start(mei, "other@stu.jinhe.edu.cn")).toBeNull();
  expect(await start(mei, "mei@stu.jinhe.edu.cn")).toBe("code-sent");
  world.clock.advance(3 * 60_000);
  expect(await start(mei, "mei@stu.jinhe.edu.cn")).toBeNull();
  for (let i = 0; i < 5; i++) await enter(mei, "x");
  expect(await enter(mei, "x")).toBe("code-locked");
});

test("who stands on the steward's list enters once; the list keeps no readable line", async () => {
  const id = await found(["roster"]);
  expect(await refusalOf(run((tx) => uploadRoster(tx, lin, id, "x")))).toBe("steward-needed");
  const text = `LIN${n}@stu.jinhe.edu.cn\nN-someone`;
  expect(await world.run((tx) => uploadRoster(tx, steward, id, text))).toEqual({ added: 2, total: 2 });
  expect(await refusalOf(run((tx) => joinByRoster(tx, mei, world.clock, id)))).toBe("proof-missing");
  await run((tx) => joinByRoster(tx, lin, world.clock, id));
  expect(await standing(lin, id)).toBe("active");
});

test("a link lets so many in until it ends", async () => {
  const id = await found(["invite"]);
  const { token } = await world.run((tx) => makeInvite(tx, steward, world.clock, id, { days: 1, uses: 1 }));
  const rivals = await Promise.all(
    [lin, mei].map((actor) => refusalOf(run((tx) => joinByInvite(tx, actor, world.clock, token)))),
  );
  expect(rivals.sort()).toEqual(["invite-unknown", null]);
  const late = await world.run((tx) => makeInvite(tx, steward, world.clock, id, { days: 1, uses: 5 }));
  world.clock.advance(25 * 3_600_000);
  const other = await addReader(world, `late${n}`);
  expect(await refusalOf(run((tx) => joinByInvite(tx, other, world.clock, late.token)))).toBe(
    "invite-unknown",
  );
  expect(await refusalOf(run((tx) => joinByInvite(tx, other, world.clock, "nonsense")))).toBe(
    "invite-unknown",
  );
});

test("members who were there before vouch for a newcomer", async () => {
  const id = await found(["vouch", "invite"], { vouchesNeeded: 2 });
  const { token } = await world.run((tx) => makeInvite(tx, steward, world.clock, id, { days: 1, uses: 9 }));
  const members = [];
  for (let i = 0; i < 3; i++) {
    const member = await addReader(world, `m${n}-${i}`);
    await run((tx) => joinByInvite(tx, member, world.clock, token));
    members.push(member);
  }
  world.clock.advance(1000);
  await run((tx) => applyToCircle(tx, mei, world.clock, id, "vouch", "我住三号楼"));
  world.clock.advance(1000);
  await run((tx) => joinByInvite(tx, lin, world.clock, token));
  const vouch = (actor: Actor) => refusalOf(run((tx) => vouchFor(tx, actor, world.clock, id, mei.personId)));
  expect(await vouch(lin)).toBe("vouch-too-new");
  expect(await vouch(mei)).toBe("circle-unknown");
  expect(await vouch(members[0]!)).toBeNull();
  expect(await vouch(members[0]!)).toBeNull();
  expect(await standing(mei, id)).toBe("applied");
  expect(await vouch(members[1]!)).toBeNull();
  expect(await standing(mei, id)).toBe("active");
});

test("stewards admit, expel and pardon; a member does none of it; the last steward stays", async () => {
  const id = await found(["steward"]);
  await run((tx) => applyToCircle(tx, lin, world.clock, id, "steward", ""));
  expect(await refusalOf(run((tx) => applyToCircle(tx, lin, world.clock, id, "steward", "")))).toBe(
    "circle-applied",
  );
  expect(await refusalOf(run((tx) => admitMember(tx, lin, world.clock, id, lin.personId)))).toBe(
    "steward-needed",
  );
  await run((tx) => admitMember(tx, steward, world.clock, id, lin.personId));
  for (const work of [expelMember, pardonMember, admitMember])
    expect(await refusalOf(run((tx) => work(tx, lin, world.clock, id, steward.personId)))).toBe(
      "steward-needed",
    );
  expect(await refusalOf(run((tx) => changeCircle(tx, lin, world.clock, id, { name: "我的" })))).toBe(
    "steward-needed",
  );
  expect(await refusalOf(run((tx) => leaveCircle(tx, steward, world.clock, id)))).toBe("steward-last");
  const copyId = await offerCopy(world, lin, { public: false, circleIds: [id] });
  expect(await findInCircles(world.database.db, steward.personId, {})).toHaveLength(1);
  await run((tx) => expelMember(tx, steward, world.clock, id, lin.personId));
  expect(await findInCircles(world.database.db, steward.personId, {})).toEqual([]);
  expect(await refusalOf(getCopy(world.database.db, steward.personId, copyId))).toBe("copy-unknown");
  expect(await refusalOf(run((tx) => applyToCircle(tx, lin, world.clock, id, "steward", "")))).toBe(
    "circle-expelled",
  );
  await run((tx) => pardonMember(tx, steward, world.clock, id, lin.personId));
  await run((tx) => applyToCircle(tx, lin, world.clock, id, "steward", ""));
  await run((tx) => admitMember(tx, steward, world.clock, id, lin.personId));
  await world.run((tx) => setSteward(tx, steward, { circleId: id, personId: lin.personId, isSteward: true }));
  await run((tx) => leaveCircle(tx, steward, world.clock, id));
  expect(await standing(lin, id)).toBe("active");
});

test("a circle's rules hold for loans made through it", async () => {
  const id = await found(["account"], { maxLoanDays: 7, maxActiveLoans: 1 });
  await run((tx) => joinByAccount(tx, lin, world.clock, id));
  await trust(world, lin, steward);
  const first = await offerCopy(world, steward, { public: false, circleIds: [id] });
  const second = await offerCopy(world, steward, { public: false, circleIds: [id] });
  expect(await refusalOf(ask(world, mei, first))).toBe("copy-unknown");
  const loanId = await ask(world, lin, first);
  expect(await getSharedLoan(world.database.db, world.clock, lin, loanId)).toMatchObject({
    loanDays: 7,
    viaCircle: `金河${n}`,
  });
  expect(await refusalOf(ask(world, lin, second))).toBe("circle-limit");
});

test("members of a circle in a circle count in the parent, once its steward agrees, until they are parted", async () => {
  const parent = await found(["steward"]);
  const child = (
    await world.run((tx) =>
      createCircle(tx, lin, world.clock, { kind: "class", name: "一班", proofs: ["steward"] }),
    )
  ).id;
  const copyId = await offerCopy(world, steward, { public: false, circleIds: [parent] });
  const sees = () => refusalOf(getCopy(world.database.db, lin.personId, copyId));
  await run((tx) => askParent(tx, lin, world.clock, child, parent));
  expect(await sees()).toBe("copy-unknown");
  expect(await refusalOf(run((tx) => agreeParent(tx, lin, world.clock, child, parent)))).toBe(
    "steward-needed",
  );
  await run((tx) => agreeParent(tx, steward, world.clock, child, parent));
  expect(await sees()).toBeNull();
  expect(await refusalOf(run((tx) => askParent(tx, steward, world.clock, parent, child)))).toBe(
    "circle-in-itself",
  );
  const own = await offerCopy(world, lin, { public: false, circleIds: [parent] });
  await run((tx) => partCircles(tx, lin, child, parent));
  expect(await sees()).toBe("copy-unknown");
  expect(await refusalOf(getCopy(world.database.db, steward.personId, own))).toBe("copy-unknown");
});

test("two who block each other are hidden from each other everywhere", async () => {
  const id = await found(["account"]);
  const tao = await addReader(world, `tao${n}`, { at: HOME, memberId: world.memberId });
  const yu = await addReader(world, `yu${n}`, { at: HOME, memberId: world.memberId });
  for (const actor of [tao, yu]) await run((tx) => joinByAccount(tx, actor, world.clock, id));
  const { db } = world.database;
  const copyId = await offerCopy(world, yu, { circleIds: [id] });
  const loanId = await ask(world, tao, copyId);
  await world.run((tx) => befriend(tx, tao, world.clock, yu.personId));
  const seen = async () => [
    (await findNearby(db, tao.personId, cellOf(HOME), { radiusKm: 5 })).items.some(
      (copy) => copy.id === copyId,
    ),
    (await findInCircles(db, tao.personId, { circleId: id })).some((copy) => copy.id === copyId),
    (await circlePeople(db, tao, id)).some((person) => person.personId === yu.personId),
    (await refusalOf(getCopy(db, tao.personId, copyId))) === null,
  ];
  expect(await seen()).toEqual([true, true, true, true]);
  await run((tx) => blockReader(tx, yu, world.clock, tao.personId));
  expect((await getSharedLoan(db, world.clock, tao, loanId)).state).toBe("declined");
  expect(await seen()).toEqual([false, false, false, false]);
  expect(await refusalOf(ask(world, tao, copyId))).toBe("copy-unknown");
  const back = await offerCopy(world, tao, { circleIds: [id] });
  expect(await refusalOf(ask(world, yu, back))).toBe("copy-unknown");
  expect(await refusalOf(resolveReader(db, tao, { circleId: id, personId: yu.personId }))).toBe(
    "reader-unknown",
  );
  expect(await refusalOf(run((tx) => befriend(tx, tao, world.clock, yu.personId)))).toBe("reader-unknown");
  expect(await knownReaders(db, tao.personId)).toEqual([]);
  const yus = await world.run((tx) =>
    createCircle(tx, yu, world.clock, { kind: "interest", name: `于的圈${n}`, proofs: ["steward"] }),
  );
  expect(await findCircles(db, tao.personId, { text: `于的圈${n}` })).toEqual([]);
  expect(await refusalOf(getCircle(db, tao.personId, yus.id))).toBe("circle-unknown");
});

test("friends see what is for friends, wherever they are, until they are friends no more", async () => {
  const { db } = world.database;
  const yu = await addReader(world, `yu${n}`);
  const copyId = await offerCopy(world, yu, { public: false });
  await run((tx) =>
    changeCopy(tx, yu, world.clock, copyId, {
      audience: { public: false, radiusKm: 5, friends: true, circleIds: [] },
    }),
  );
  const sees = async () => (await findInCircles(db, mei.personId, {})).some((copy) => copy.id === copyId);
  await run((tx) => befriend(tx, mei, world.clock, yu.personId));
  expect(await sees()).toBe(false);
  await run((tx) => befriend(tx, mei, world.clock, yu.personId));
  expect(await sees()).toBe(false);
  await run((tx) => befriend(tx, yu, world.clock, mei.personId));
  expect(await sees()).toBe(true);
  expect(await refusalOf(ask(world, mei, copyId))).toBeNull();
  await run((tx) => unfriend(tx, yu, mei.personId));
  expect(await sees()).toBe(false);
});

test("people under age share in guarded circles only", async () => {
  const { db } = world.database;
  const child = await addReader(world, `child${n}`, { at: HOME, memberId: world.memberId });
  const open = await found(["account"]);
  const guarded = await found(["account", "steward"]);
  await run((tx) => joinByAccount(tx, child, world.clock, open));
  const offered = await offerCopy(world, child, { circleIds: [open] });
  expect(await refusalOf(run((tx) => guardCircle(tx, steward, guarded, world.memberId)))).toBe("forbidden");
  expect(await refusalOf(run((tx) => guardCircle(tx, staff, guarded, world.otherMemberId)))).toBe(
    "forbidden",
  );
  await run((tx) => guardCircle(tx, staff, guarded, world.memberId));
  expect(
    await refusalOf(run((tx) => changeCircle(tx, steward, world.clock, guarded, { proofs: ["invite"] }))),
  ).toBe("circle-guarded-proofs");
  expect(await refusalOf(run((tx) => setMinor(tx, steward, child.personId, true)))).toBe("forbidden");
  await run((tx) => setMinor(tx, child, child.personId, true));
  expect(await refusalOf(run((tx) => setMinor(tx, child, child.personId, false)))).toBe("forbidden");
  expect(await refusalOf(run((tx) => setMinor(tx, staff, mei.personId, true)))).toBe("reader-unknown");
  await run((tx) => setMinor(tx, staff, child.personId, false));
  await run((tx) => setMinor(tx, staff, child.personId, true));
  const grown = await addReader(world, `grown${n}`, { at: HOME, memberId: world.memberId });
  expect(await refusalOf(getCopy(db, grown.personId, offered))).toBe("copy-unknown");
  expect(await refusalOf(run((tx) => joinByAccount(tx, child, world.clock, open)))).toBe(
    "minor-guarded-only",
  );
  expect(await refusalOf(offerCopy(world, child))).toBe("minor-guarded-only");
  const strange = await offerCopy(world, grown);
  expect(await refusalOf(ask(world, child, strange))).toBe("copy-unknown");
  expect(await refusalOf(run((tx) => befriend(tx, grown, world.clock, child.personId)))).toBe(
    "minor-guarded-only",
  );
  expect((await findCircles(db, child.personId)).every((circle) => circle.isGuarded)).toBe(true);
  await run((tx) => joinByAccount(tx, child, world.clock, guarded));
  await run((tx) => joinByAccount(tx, grown, world.clock, guarded));
  const safe = await offerCopy(world, grown, { public: false, circleIds: [guarded] });
  expect(await refusalOf(ask(world, child, safe))).toBeNull();
  const small = await offerCopy(world, child, { public: false, circleIds: [guarded] });
  expect(await refusalOf(ask(world, grown, small))).toBeNull();
  const other = await addReader(world, `other${n}`, { roles: [["member-admin", "NANSHAN"]] });
  const stranger = actorOf({ ...other, grants: [{ role: "member-admin", scope: world.otherMemberId }] });
  for (const memberId of [null, world.otherMemberId])
    expect(await refusalOf(run((tx) => guardCircle(tx, stranger, guarded, memberId)))).toBe("forbidden");
  await run((tx) => guardCircle(tx, staff, guarded, null));
  expect(await refusalOf(getCircle(db, child.personId, guarded))).toBe("circle-unknown");
  const late = await addReader(world, `late${n}`, { memberId: world.memberId });
  await run((tx) => joinByAccount(tx, late, world.clock, guarded));
  expect(await refusalOf(getCopy(db, late.personId, small))).toBe("copy-unknown");
});
