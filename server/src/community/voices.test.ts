import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../kernel/database.ts";
import { drainOutbox, type OutboxMessage } from "../kernel/outbox.ts";
import { toldTo } from "../notices/testing.ts";
import { publicTextsOf, TEXTS_CHANGED } from "./public-texts.ts";
import { recordReadings } from "./readings.ts";
import { buildWorld, type Visitor, type World, worldSubscribers } from "./testing.ts";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

type Review = { id: string; state: string; reason: string | null; mayAppeal: boolean; text: string };
type Voices = {
  rating: { average: number; count: number } | null;
  tags: { label: string; count: number }[];
  reviews: { id: string; text: string; writer: string | null; stars: number | null }[];
  own: { stars: number | null; review: Review | null; tags: unknown[]; note: string } | null;
};
type Waiting = {
  id: string;
  kind: string;
  text: string;
  findings: string[];
  state: string;
  reports: { id: string }[];
};
type Queue = { items: Waiting[] };
const reviewsIn = (queue: Queue): Waiting[] =>
  queue.items.filter((one) => one.kind === "review" && one.reports.length === 0);

const voices = async (who: Visitor, id: number): Promise<Voices> =>
  (await who.call("GET", `/instances/${id}/voices`)).body as unknown as Voices;
const queue = async (who: Visitor): Promise<Queue> =>
  (await who.call("GET", "/moderation")).body as unknown as Queue;
const review = async (who: Visitor, id: number, text: string): Promise<Review> =>
  (await who.call("PUT", `/instances/${id}/review`, { text })).body as unknown as Review;
const publish = (who: Visitor, id: string) =>
  who.call("POST", `/moderation/postings/${id}`, { decision: "publish" });
const reject = (who: Visitor, id: string) =>
  who.call("POST", `/moderation/postings/${id}`, {
    decision: "reject",
    reason: "off-topic",
    words: "与书无关",
  });

/** Topics are taken off as a subscriber would; returns the instances told of. */
async function textsTold(): Promise<number[]> {
  const told: OutboxMessage[] = [];
  await drainOutbox(world.database.db, [
    { topic: TEXTS_CHANGED, name: "test", handle: async (_tx, messages) => void told.push(...messages) },
  ]);
  return told.flatMap((message) => (message.payload as { instanceIds: number[] }).instanceIds);
}

test("one rating per reader; an average is shown from three on", async () => {
  const id = await world.addTitle("呐喊");
  expect((await world.nobody.call("PUT", `/instances/${id}/rating`, { stars: 5 })).code).toBe(
    "sign-in-needed",
  );
  expect((await world.lin.call("PUT", `/instances/${id}/rating`, { stars: 6 })).status).toBe(400);
  await world.lin.call("PUT", `/instances/${id}/rating`, { stars: 1 });
  await world.lin.call("PUT", `/instances/${id}/rating`, { stars: 5 });
  await world.mei.call("PUT", `/instances/${id}/rating`, { stars: 4 });
  expect((await voices(world.nobody, id)).rating).toBeNull();
  await world.qiu.call("PUT", `/instances/${id}/rating`, { stars: 4 });
  expect((await voices(world.nobody, id)).rating).toEqual({ average: 4.3, count: 3 });
  expect((await voices(world.lin, id)).own?.stars).toBe(5);
  await world.qiu.call("PUT", `/instances/${id}/rating`, { stars: null });
  expect((await voices(world.nobody, id)).rating).toBeNull();
});

test("a review is public only after a moderator of its writer's member agreed", async () => {
  const id = await world.addTitle("彷徨");
  const own = await review(world.lin, id, "读了三遍。\n仍想再读。");
  expect(own.state).toBe("pending");
  for (const other of [world.nobody, world.mei, world.jinheStaff])
    expect((await voices(other, id)).reviews).toEqual([]);
  expect(reviewsIn(await queue(world.jinheStaff)).map((one) => one.id)).toContain(own.id);
  expect(reviewsIn(await queue(world.nanshanStaff)).map((one) => one.id)).not.toContain(own.id);
  expect((await world.nobody.call("GET", "/moderation")).code).toBe("sign-in-needed");
  expect((await world.mei.call("GET", "/moderation")).code).toBe("forbidden");
  expect((await publish(world.nobody, own.id)).code).toBe("sign-in-needed");
  expect((await publish(world.lin, own.id)).code).toBe("forbidden");
  expect((await publish(world.nanshanStaff, own.id)).code).toBe("posting-unknown");
  await textsTold();
  expect((await publish(world.jinheStaff, own.id)).status).toBe(204);
  expect(await textsTold()).toEqual([id]);
  expect(await toldTo(world.database.db, world.lin.actor.personId)).toMatchObject([
    { kind: "review-published", params: { title: "彷徨" }, link: `/account/reviews#posting-${own.id}` },
  ]);
  expect((await voices(world.nobody, id)).reviews).toMatchObject([
    { text: "读了三遍。\n仍想再读。", writer: null },
  ]);
  expect(JSON.stringify(await voices(world.nobody, id))).not.toContain("林墨");
  expect((await publish(world.jinheStaff, own.id)).code).toBe("posting-decided");
});

test("an edit goes back before the moderators and takes the old text from others' sight", async () => {
  const id = await world.addTitle("朝花夕拾");
  const own = await review(world.mei, id, "好。");
  await publish(world.admin, own.id);
  await textsTold();
  expect((await review(world.mei, id, "很好。")).id).toBe(own.id);
  expect((await voices(world.nobody, id)).reviews).toEqual([]);
  expect(await textsTold()).toEqual([id]);
});

test("a rejected review may be appealed once, and somebody else decides", async () => {
  const id = await world.addTitle("野草");
  const own = await review(world.lin, id, "题外话");
  expect((await world.lin.call("POST", `/postings/${own.id}/appeal`, { words: "请再看" })).code).toBe(
    "posting-not-rejected",
  );
  await reject(world.jinheStaff, own.id);
  expect((await voices(world.lin, id)).own?.review).toMatchObject({
    state: "rejected",
    reason: "off-topic",
    mayAppeal: true,
  });
  expect((await world.mei.call("POST", `/postings/${own.id}/appeal`, { words: "x" })).code).toBe(
    "posting-unknown",
  );
  expect((await world.nobody.call("POST", `/postings/${own.id}/appeal`, { words: "x" })).code).toBe(
    "sign-in-needed",
  );
  expect((await world.lin.call("POST", `/postings/${own.id}/appeal`, { words: "请再看" })).status).toBe(204);
  expect((await publish(world.jinheStaff, own.id)).code).toBe("own-decision");
  expect((await reject(world.admin, own.id)).status).toBe(204);
  expect((await world.lin.call("POST", `/postings/${own.id}/appeal`, { words: "再看" })).code).toBe(
    "appeal-used",
  );
  expect((await review(world.lin, id, "改过了")).state).toBe("pending");
});

test("moderators do not decide about their own reviews, and nobody deletes another's", async () => {
  const id = await world.addTitle("故事新编");
  const own = await review(world.jinheStaff, id, "自评");
  expect((await publish(world.jinheStaff, own.id)).code).toBe("own-posting");
  for (const other of [world.lin, world.nanshanStaff, world.admin])
    expect((await other.call("DELETE", `/reviews/${own.id}`)).code).toBe("review-unknown");
  expect((await world.nobody.call("DELETE", `/reviews/${own.id}`)).code).toBe("sign-in-needed");
  expect((await world.jinheStaff.call("DELETE", `/reviews/${own.id}`)).status).toBe(204);
});

test("only the consortium changes the rules; what they refuse is rejected at once with its reason", async () => {
  const id = await world.addTitle("子夜");
  const rule = { kind: "phrase", pattern: "加微信", action: "refuse" };
  for (const other of [world.lin, world.jinheStaff, world.nanshanStaff])
    expect((await other.call("POST", "/moderation/rules", rule)).code).toBe("forbidden");
  expect((await world.nobody.call("POST", "/moderation/rules", rule)).code).toBe("sign-in-needed");
  expect((await world.admin.call("POST", "/moderation/rules", { ...rule, pattern: "…" })).code).toBe(
    "rule-empty",
  );
  const made = (await world.admin.call("POST", "/moderation/rules", rule)).body as { id: string };
  expect(await review(world.lin, id, "想聊就加-微-信吧")).toMatchObject({
    state: "rejected",
    reason: "rule",
    mayAppeal: true,
  });
  const flagged = await review(world.mei, id, "电话 13800138000");
  expect(flagged.state).toBe("pending");
  expect(reviewsIn(await queue(world.jinheStaff)).find((one) => one.id === flagged.id)?.findings).toEqual([
    "long-number",
  ]);
  expect((await world.jinheStaff.call("DELETE", `/moderation/rules/${made.id}`)).code).toBe("forbidden");
  expect((await world.admin.call("DELETE", `/moderation/rules/${made.id}`)).status).toBe(204);
  expect((await review(world.lin, id, "想聊就加微信吧")).state).toBe("pending");
});

test("a published review that is reported and found wanting is no longer seen", async () => {
  const id = await world.addTitle("家");
  const own = await review(world.qiu, id, "可疑的话");
  const url = `/reviews/${own.id}/reports`;
  expect((await world.lin.call("POST", url, { reason: "insult" })).code).toBe("review-unknown");
  await publish(world.nanshanStaff, own.id);
  expect((await world.nobody.call("POST", url, { reason: "insult" })).code).toBe("sign-in-needed");
  expect((await world.lin.call("POST", url, { reason: "insult" })).status).toBe(204);
  const [report] = (await queue(world.nanshanStaff)).items.flatMap((one) => one.reports);
  expect(
    (await world.jinheStaff.call("POST", `/moderation/reports/${report!.id}`, { uphold: true })).code,
  ).toBe("report-unknown");
  expect(
    (await world.nanshanStaff.call("POST", `/moderation/reports/${report!.id}`, { uphold: true })).status,
  ).toBe(204);
  expect((await voices(world.nobody, id)).reviews).toEqual([]);
  expect((await voices(world.qiu, id)).own?.review).toMatchObject({ state: "rejected", reason: "insult" });
});

test("tags: own ones stay one's own, public ones are counted across scripts, doubtful ones wait", async () => {
  const id = await world.addTitle("围城");
  expect((await world.nobody.call("PUT", `/instances/${id}/tags`, { open: ["x"] })).code).toBe(
    "sign-in-needed",
  );
  await world.lin.call("PUT", `/instances/${id}/tags`, { open: ["民国"], own: ["期末要考"] });
  await world.mei.call("PUT", `/instances/${id}/tags`, { open: ["民國", "www.example.com"] });
  const seen = await voices(world.qiu, id);
  expect(seen.tags).toEqual([{ label: "民国", count: 2 }]);
  expect(JSON.stringify(seen)).not.toContain("期末要考");
  const texts = await publicTextsOf(world.database.db, [id, id + 1000]);
  expect([...texts]).toEqual([[id, { note: [], subject: ["民国"] }]]);
  const posting = (await queue(world.jinheStaff)).items.find((one) => one.kind === "tag")!;
  const decide = `/moderation/postings/${posting.id}`;
  expect((await world.nanshanStaff.call("POST", decide, { decision: "publish" })).code).toBe(
    "posting-unknown",
  );
  await world.jinheStaff.call("POST", decide, { decision: "publish" });
  expect((await voices(world.qiu, id)).tags).toHaveLength(2);
  await world.lin.call("PUT", `/instances/${id}/tags`, { open: [], own: [] });
  expect((await voices(world.qiu, id)).tags[0]).toEqual({ label: "www.example.com", count: 1 });
});

test("a tag turned down on a title stays out of sight, whoever takes it off and writes it again", async () => {
  const id = await world.addTitle("雷雨");
  await world.lin.call("PUT", `/instances/${id}/tags`, { open: ["卖书"] });
  await world.mei.call("POST", `/instances/${id}/tag-reports`, { label: "卖书", reason: "advertising" });
  const report = (await queue(world.jinheStaff)).items.find((one) => one.kind === "tag")!.reports[0]!;
  await world.jinheStaff.call("POST", `/moderation/reports/${report.id}`, { uphold: true });
  for (const who of [world.lin, world.mei])
    for (const open of [[], ["賣書"]]) await who.call("PUT", `/instances/${id}/tags`, { open });
  expect((await voices(world.qiu, id)).tags).toEqual([]);
  const told = await toldTo(world.database.db, world.lin.actor.personId);
  expect(told.map((notice) => notice.kind)).toContain("text-rejected");
});

test("a name that the rules doubt is not shown until a moderator lets it; its writer is told", async () => {
  await world.mei.call("PATCH", "/community/profile", { displayName: "加我 13800138000" });
  const profile = async () => (await world.mei.call("GET", "/community/profile")).body;
  expect(await profile()).toMatchObject({ displayName: null, wantedName: "加我 13800138000" });
  const posting = (await queue(world.jinheStaff)).items.find((one) => one.kind === "display-name")!;
  const decide = (decision: object) =>
    world.jinheStaff.call("POST", `/moderation/postings/${posting.id}`, decision);
  await decide({ decision: "reject", reason: "private-data", words: "请不要写电话" });
  await world.mei.call("PATCH", "/community/profile", { displayName: null });
  await world.mei.call("PATCH", "/community/profile", { displayName: "阿梅" });
  expect(await profile()).toMatchObject({ displayName: null, wantedName: "阿梅" });
  expect((await decide({ decision: "publish" })).status).toBe(204);
  expect(await profile()).toMatchObject({ displayName: "阿梅" });
  await world.mei.call("PATCH", "/community/profile", { displayName: "梅子" });
  expect(await profile()).toMatchObject({ displayName: "梅子" });
});

test("notes are nobody else's", async () => {
  const id = await world.addTitle("骆驼祥子");
  await world.lin.call("PUT", `/instances/${id}/note`, { text: "第三章有错字" });
  for (const other of [world.mei, world.jinheStaff, world.admin]) {
    expect((await voices(other, id)).own?.note).toBe("");
    expect((await other.call("GET", "/notes")).body.items).toEqual([]);
  }
  expect((await world.nobody.call("GET", "/notes")).code).toBe("sign-in-needed");
  expect((await voices(world.lin, id)).own?.note).toBe("第三章有错字");
});

test("history is off until switched on, keeps only what ends after that, and off erases", async () => {
  const id = await world.addTitle("茶馆");
  const loan = (loanId: string, returnedAt: string) => ({
    loanId: `0199f000-0000-7000-8000-0000000000${loanId}`,
    personId: world.lin.actor.personId,
    instanceId: id,
    loanedAt: "2026-11-01T00:00:00Z",
    returnedAt,
  });
  const record = (one: ReturnType<typeof loan>): Promise<number> =>
    inTransaction(world.database.db, (tx) => recordReadings(tx, [one]));
  expect((await world.lin.call("GET", "/community/profile")).body).toMatchObject({ historySince: null });
  expect(await record(loan("01", "2026-11-20T09:00:00Z"))).toBe(0);
  await world.lin.call("PUT", "/history", { isKept: true });
  expect(await record(loan("02", "2026-11-20T07:00:00Z"))).toBe(0);
  expect(await record(loan("03", "2026-11-20T09:00:00Z"))).toBe(1);
  expect(await record(loan("03", "2026-11-20T09:00:00Z"))).toBe(0);
  const event = JSON.stringify(loan("04", "2026-11-20T10:00:00Z"));
  await sql`insert into kernel.outbox (topic, payload) values ('loan-ended', ${event}::jsonb)`.execute(
    world.database.db,
  );
  await drainOutbox(world.database.db, worldSubscribers({ ...world.database, ...world }));
  const items = (await world.lin.call("GET", "/history")).body.items as { loanId: string }[];
  expect(items).toHaveLength(2);
  for (const other of [world.mei, world.jinheStaff, world.admin]) {
    expect((await other.call("GET", "/history")).body.items).toEqual([]);
    await other.call("DELETE", `/history/${items[0]!.loanId}`);
  }
  expect((await world.nobody.call("GET", "/history")).code).toBe("sign-in-needed");
  await world.lin.call("DELETE", `/history/${items[0]!.loanId}`);
  expect((await world.lin.call("GET", "/history")).body.items).toHaveLength(1);
  await world.lin.call("PUT", "/history", { isKept: false });
  const { rows } = await sql`select 1 from community.reading`.execute(world.database.db);
  expect(rows).toEqual([]);
});

test("a public name is no card or reader number, no refused word, and nobody's twice", async () => {
  const { rows } = await sql<{ barcode: string; number: string }>`
    select c.barcode, a.number from people.card c join people.affiliation a on a.person_id = c.person_id
    where c.person_id = ${world.lin.actor.personId}`.execute(world.database.db);
  const name = (who: Visitor, displayName: string | null) =>
    who.call("PATCH", "/community/profile", { displayName });
  expect((await name(world.lin, `我是${rows[0]!.barcode}`)).code).toBe("display-name-private");
  expect((await name(world.lin, rows[0]!.number)).code).toBe("display-name-private");
  expect((await name(world.lin, "书虫")).status).toBe(200);
  expect((await name(world.mei, "書蟲")).code).toBe("display-name-taken");
  expect((await name(world.nobody, "x")).code).toBe("sign-in-needed");
  expect((await name(world.lin, null)).status).toBe(200);
  expect((await name(world.mei, "書蟲")).status).toBe(200);
});

test("what readers wrote goes with a joined instance, one per reader", async () => {
  const kept = await world.addTitle("史记");
  const old = await world.addTitle("史記");
  await world.lin.call("PUT", `/instances/${kept}/rating`, { stars: 5 });
  await world.lin.call("PUT", `/instances/${old}/rating`, { stars: 1 });
  await world.mei.call("PUT", `/instances/${old}/rating`, { stars: 4 });
  await world.mei.call("PUT", `/instances/${old}/tags`, { open: ["正史"] });
  await world.lin.call("PUT", `/instances/${kept}/tags`, { open: ["正史"] });
  await world.lin.call("PUT", `/instances/${old}/tags`, { open: ["正史"] });
  await world.lin.call("PUT", `/instances/${kept}/note`, { text: "甲" });
  await world.lin.call("PUT", `/instances/${old}/note`, { text: "乙" });
  const own = await review(world.mei, old, "二十四史之首");
  await publish(world.jinheStaff, own.id);
  await world.merge(old, kept);
  await sql`insert into kernel.outbox (topic, payload)
    values ('instances-changed', ${JSON.stringify({ instanceIds: [old, kept] })}::jsonb)`.execute(
    world.database.db,
  );
  await textsTold();
  await drainOutbox(world.database.db, worldSubscribers({ ...world.database, ...world }));
  expect(await textsTold()).toEqual([kept]);
  const seen = await voices(world.lin, old);
  expect(seen.tags).toEqual([{ label: "正史", count: 2 }]);
  expect(seen.reviews.map((one) => one.text)).toEqual(["二十四史之首"]);
  expect(seen.own).toMatchObject({ stars: 5, note: "甲\n\n乙" });
  const { rows } = await sql<{ stars: number }>`select r.stars from community.rating r
    where r.instance_id in (${old}, ${kept}) order by r.stars`.execute(world.database.db);
  expect(rows.map((row) => row.stars)).toEqual([4, 5]);
});

test("an erased person leaves nothing; others' lists stay whole and shared ones pass on", async () => {
  const gone = await world.addReader("要走的人");
  const id = await world.addTitle("浮生六记");
  const other = await world.addTitle("陶庵梦忆");
  await gone.call("PATCH", "/community/profile", { displayName: "过客" });
  await gone.call("PUT", "/history", { isKept: true });
  const own = await review(gone, id, "将被清除的书评");
  await publish(world.jinheStaff, own.id);
  await gone.call("PUT", `/instances/${id}/rating`, { stars: 3 });
  await gone.call("PUT", `/instances/${id}/tags`, { open: ["清人"], own: ["藏"] });
  await gone.call("PUT", `/instances/${id}/note`, { text: "记" });
  const shared = (await gone.call("POST", "/lists", { title: "合编" })).body as { id: string };
  const single = (await gone.call("POST", "/lists", { title: "独编", visibility: "public" })).body as {
    id: string;
  };
  const { key } = (await gone.call("POST", `/lists/${shared.id}/invitation`)).body as { key: string };
  await world.mei.call("POST", `/lists/${shared.id}/editors`, { key });
  await gone.call("POST", `/lists/${shared.id}/entries`, { instanceIds: [id, other] });
  const foreign = (await world.qiu.call("POST", "/lists", { title: "别人的" })).body as { id: string };
  const invite = (await world.qiu.call("POST", `/lists/${foreign.id}/invitation`)).body as { key: string };
  await gone.call("POST", `/lists/${foreign.id}/editors`, invite);
  await gone.call("POST", `/lists/${foreign.id}/entries`, { instanceIds: [id] });
  expect((await world.nobody.call("DELETE", "/community")).code).toBe("sign-in-needed");
  expect((await gone.call("DELETE", "/community")).status).toBe(204);
  expect((await voices(world.nobody, id)).reviews).toEqual([]);
  expect((await world.mei.call("GET", `/lists/${shared.id}`)).body).toMatchObject({
    list: { rights: "owner", titles: 2 },
    editors: [],
  });
  expect((await world.nobody.call("GET", `/lists/${single.id}`)).code).toBe("list-unknown");
  expect((await world.qiu.call("GET", `/lists/${foreign.id}`)).body).toMatchObject({
    list: { titles: 1 },
    editors: [],
  });
  const { rows } = await sql<{ table: string; column: string }>`
    select c.table_schema || '.' || c.table_name as "table", c.column_name as "column" from information_schema.columns c
    where c.table_schema in ('community', 'lists', 'saved_searches') and c.data_type = 'uuid' and c.column_name ~ '(person_id|owner_id|_by)$'`.execute(
    world.database.db,
  );
  expect(rows.length).toBeGreaterThan(8);
  for (const { table, column } of rows) {
    const left = await sql`select 1 from ${sql.table(table)}
      where ${sql.ref(column)} = ${gone.actor.personId}`.execute(world.database.db);
    expect(left.rows, `${table}.${column}`).toEqual([]);
  }
});

test("a reader gives a title 30 tags, one said twice counts once", async () => {
  const id = await world.addTitle("三十个标签");
  const give = (own: string[], open: string[] = []) =>
    world.qiu.call("PUT", `/instances/${id}/tags`, { own, open });
  const many = Array.from({ length: 31 }, (_, n) => `标签${n}`);
  expect((await give(many.slice(0, 30))).status).toBeLessThan(300);
  expect(await give(many)).toMatchObject({ status: 422, code: "too-many-tags" });
  expect((await give(many.slice(0, 15), many.slice(10, 30))).status).toBeLessThan(300);
  expect((await give(many.slice(0, 15), many.slice(15))).code).toBe("too-many-tags");
});
