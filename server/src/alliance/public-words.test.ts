import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { decidePosting } from "../moderation/index.ts";
import { moderationQueue } from "../moderation/testing.ts";
import { toldTo } from "../notices/testing.ts";
import { createPerson, grantRole } from "../people/index.ts";
import {
  announce,
  announcementsOn,
  campaignsOn,
  startCampaign,
  withdrawAnnouncement,
} from "./announcements.ts";
import { erasePerson } from "./erasure.ts";
import {
  addSteward,
  changeOrganisation,
  decideOrganisation,
  getOrganisation,
  listOrganisations,
  proposeOrganisation,
} from "./organisations.ts";
import { allianceWordsSubscriber } from "./public-words.ts";

const clock = fixedClock("2026-11-23T03:00:00Z");
const TODAY = "2026-11-23";
const BAD = "加微信 13800138000 办证";
let database: Database;
let lin: Actor;
let mei: Actor;
let office: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  lin = await newPerson("lin");
  mei = await newPerson("mei");
  office = actorOf({ ...(await newPerson("office")), grants: [{ role: "consortium-admin", scope: null }] });
  await run((tx) => grantRole(tx, systemActor, office.personId, "consortium-admin", null));
});
afterAll(() => database.close());

async function newPerson(login: string): Promise<Actor> {
  const person = await inTransaction(database.db, (tx) =>
    createPerson(tx, systemActor, { name: login, login, password: "a long password" }),
  );
  return actorOf({ personId: person.id, name: login });
}
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const codeOf = (work: (tx: Tx) => Promise<unknown>): Promise<string> =>
  run(work).then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );
const words = (name: string, about = "") => ({ kind: "community" as const, name, about, contact: "" });

async function admitted(name: string): Promise<string> {
  const { id } = await run((tx) => proposeOrganisation(tx, lin, clock, words(name)));
  await run((tx) => decideOrganisation(tx, office, clock, id, "admit"));
  return id;
}
async function decide(text: string, publish: boolean): Promise<void> {
  const { items } = await moderationQueue(database.db, office, { limit: 100 });
  const posting = items.find((one) => one.text.includes(text))!;
  const decision = publish
    ? { publish: true as const }
    : { publish: false as const, reason: "advertising" as const, words: "" };
  await run((tx) => decidePosting(tx, office, clock, posting.id, decision));
  await drainOutbox(database.db, [allianceWordsSubscriber]);
}
const seenOn = async (id: string): Promise<string[]> => [
  ...(await announcementsOn(database.db, TODAY)).map((one) => one.title),
  ...(await campaignsOn(database.db, TODAY, id)).map((one) => one.title),
];

test("what an organisation announces or calls to waits when a rule doubts it, and is seen once a moderator lets it", async () => {
  const id = await admitted("荷塘读书社");
  const days = { startsOn: TODAY, endsOn: "2026-12-01" };
  await run((tx) =>
    announce(tx, lin, clock, { organisationId: id, title: "通知", body: BAD, until: "2026-12-01" }),
  );
  await run((tx) => startCampaign(tx, lin, clock, id, { title: "活动", about: `${BAD} 二`, ...days }));
  expect(await seenOn(id)).toEqual([]);
  expect((await announcementsOn(database.db, TODAY, id, true)).map((one) => one.waits)).toEqual([true]);
  expect((await toldTo(database.db, lin.personId)).map((one) => one.kind)).toContain("text-waits");
  await decide(BAD, true);
  await decide(`${BAD} 二`, false);
  expect(await seenOn(id)).toEqual(["通知"]);
  await run((tx) =>
    announce(tx, lin, clock, { organisationId: id, title: "讲座", body: "周六", until: "2026-12-01" }),
  );
  expect(await seenOn(id)).toContain("讲座");
});

test("an organisation whose new words are doubted is seen by its stewards only, in no list and by no page of others", async () => {
  const id = await admitted("城北书会");
  await run((tx) => changeOrganisation(tx, lin, clock, id, words("城北书会", `${BAD} 三`)));
  expect((await listOrganisations(database.db)).map((one) => one.id)).not.toContain(id);
  for (const who of [null, mei.personId])
    expect(await codeOf((tx) => getOrganisation(tx, who, id))).toBe("organisation-unknown");
  expect((await getOrganisation(database.db, lin.personId, id)).about).toContain("三");
  await decide(`${BAD} 三`, true);
  expect((await getOrganisation(database.db, null, id)).about).toContain("三");
});

test("a doubted proposal is looked at by the office, whose yes lets its words too", async () => {
  const { id } = await run((tx) =>
    proposeOrganisation(tx, lin, clock, words("河西书店", "电话 0898-66270000")),
  );
  expect((await listOrganisations(database.db, true)).map((one) => one.id)).toContain(id);
  await run((tx) => decideOrganisation(tx, office, clock, id, "admit"));
  expect((await getOrganisation(database.db, null, id)).about).toContain("0898");
  const { items } = await moderationQueue(database.db, office, { limit: 100 });
  expect(items.map((one) => one.subject)).not.toContain(id);
});

test("the office speaks in its own name; what is withdrawn waits for nobody", async () => {
  await run((tx) =>
    announce(tx, office, clock, {
      organisationId: null,
      title: "办公室",
      body: "电话 0898-66271111",
      until: "2026-12-01",
    }),
  );
  const id = await admitted("江东社");
  expect(await seenOn(id)).toContain("办公室");
  await run((tx) =>
    announce(tx, lin, clock, { organisationId: id, title: "撤下", body: `${BAD} 四`, until: "2026-12-01" }),
  );
  const [made] = await announcementsOn(database.db, TODAY, id, true);
  await run((tx) => withdrawAnnouncement(tx, lin, clock, made!.id));
  const { items } = await moderationQueue(database.db, office, { limit: 100 });
  expect(items.map((one) => one.text).join()).not.toContain("四");
});

test("the last steward is forgotten: the office is told and names another; for one of two nothing is told", async () => {
  const id = await admitted("山南会");
  await run((tx) => addSteward(tx, lin, clock, id, "mei"));
  const told = async (): Promise<number> =>
    (await toldTo(database.db, office.personId)).filter((one) => one.kind === "organisation-orphaned").length;
  await run((tx) => erasePerson(tx, clock, lin.personId));
  const before = await told();
  expect(await codeOf((tx) => addSteward(tx, office, clock, id, "mei"))).toBe("organisation-unknown");
  await run((tx) => erasePerson(tx, clock, mei.personId));
  expect(await told()).toBe(before + 1);
  expect(await codeOf((tx) => addSteward(tx, lin, clock, id, "lin"))).toBe("organisation-unknown");
  expect(await codeOf((tx) => addSteward(tx, office, clock, id, "lin"))).toBe("done");
});
