import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { drainOutbox } from "../kernel/outbox.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  isbnOf,
  type Neighbourhood,
  signIn,
} from "../peer-loans/testing.ts";
import { erasePerson } from "./erasure.ts";
import { publishCopies } from "./index.ts";
import { shelvesSubscribers } from "./subscribers.ts";
import { defaultOffer } from "./testing.ts";
import { WORDINGS_PER_DAY } from "./titles/wordings.ts";

let world: Neighbourhood;
let isbn: string;
let n = 0;
const headers: Record<string, Record<string, string>> = { nobody: {} };
type Reader = { personId: string; copyId: string };
let first: Reader;
let second: Reader;
let third: Reader;

beforeAll(async () => {
  world = await buildNeighbourhood();
  for (const [login, roles] of [
    ["staff", [["member-admin", "JINHE"]]],
    ["elsewhere", [["member-admin", "NANSHAN"]]],
    ["office", [["consortium-admin", null]]],
  ] as const) {
    await addReader(world, login, { roles: roles as never });
    headers[login] = await signIn(world, login);
  }
});
afterAll(() => world.close());
beforeEach(async () => {
  n++;
  isbn = isbnOf(880000 + n);
  first = await publish("first", "坏书名");
  second = await publish("second", "湘行散记");
  third = await publish("third", "");
});

async function publish(name: string, title: string, typed = false): Promise<Reader> {
  const login = `${name}${n}`;
  const actor = await addReader(world, login, { at: HOME, memberId: world.memberId });
  headers[name] = await signIn(world, login);
  const lines = [typed ? { title } : { isbn, title, author: "某某" }];
  const made = await world.run((tx) =>
    publishCopies(tx, actor, world.clock, {
      lines,
      options: { ...defaultOffer, audience: { ...defaultOffer.audience, public: true } },
    }),
  );
  world.clock.advance(1000);
  return { personId: actor.personId, copyId: made.copies[0]!.id };
}

type Answer = { code: string; isFinal?: boolean; title?: string };
async function word(who: string, copyId: string, title: string, author = ""): Promise<Answer> {
  const url = `/api/v1/sharing/copies/${copyId}/wording`;
  const reply = await world.app.inject({
    method: "PUT",
    url,
    headers: headers[who]!,
    payload: { title, author },
  });
  return { code: "done", ...(reply.json() as object) } as Answer;
}
async function titleOf(copyId: string): Promise<string> {
  const { rows } = await sql<{
    main: string;
  }>`select t.main from shelves.copy c join shelves.title t on t.id = c.title_id
    where c.id = ${copyId}`.execute(world.database.db);
  return rows[0]!.main;
}
async function stateOf(copyId: string): Promise<string> {
  const { rows } = await sql<{
    state: string;
  }>`select o.state from shelves.offer o where o.copy_id = ${copyId}`.execute(world.database.db);
  return rows[0]!.state;
}

test("the first reader does not name a book for all: what most readers say is shown, in any script, one voice each", async () => {
  expect(await titleOf(third.copyId)).toBe("坏书名");
  expect(await word("third", third.copyId, "湘行散記", "沈從文")).toMatchObject({ isFinal: false });
  expect(await titleOf(first.copyId)).toBe("湘行散记");
  for (let i = 0; i < 3; i++) await word("first", first.copyId, `坏书名`);
  expect(await titleOf(first.copyId)).toBe("湘行散记");
  await world.run((tx) => erasePerson(tx, world.clock, second.personId));
  const { rows } =
    await sql`select 1 from shelves.title_wording w where w.person_id = ${second.personId}`.execute(
      world.database.db,
    );
  expect(rows).toEqual([]);
});

test("a moderator of the owner's library, or the office, says it for good; others do not, and no vote undoes it", async () => {
  expect((await word("nobody", first.copyId, "好书名")).code).toBe("sign-in-needed");
  expect((await word("second", first.copyId, "好书名")).code).toBe("copy-unknown");
  expect((await word("elsewhere", first.copyId, "好书名")).code).toBe("copy-unknown");
  expect(await word("staff", first.copyId, "湘行散记", "沈从文")).toMatchObject({ isFinal: true });
  await word("third", third.copyId, "坏书名");
  expect(await titleOf(second.copyId)).toBe("湘行散记");
  expect(await word("office", first.copyId, "湘行散记：修订本")).toMatchObject({ isFinal: true });
  expect(await titleOf(second.copyId)).toBe("湘行散记：修订本");
});

test("a library's record says more than voices and moderators, and then nobody changes it", async () => {
  await word("staff", first.copyId, "旧名");
  await addCatalogued(world, "湘行散记", [isbn]);
  await drainOutbox(world.database.db, shelvesSubscribers());
  expect(await titleOf(first.copyId)).toBe("湘行散记");
  for (const who of ["first", "staff"])
    expect((await word(who, first.copyId, "别的")).code).toBe("title-catalogued");
});

test("a voice that the rules doubt is not counted; of one's own book without ISBN it is taken and waits", async () => {
  expect((await word("first", first.copyId, "办证 13800138000")).code).toBe("text-doubted");
  const own = await publish("own", "手抄本", true);
  expect(await word("own", own.copyId, "我的手抄本")).toMatchObject({ isFinal: true, title: "我的手抄本" });
  expect(await stateOf(own.copyId)).toBe("open");
  await word("own", own.copyId, "办证 13800138000");
  expect(await stateOf(own.copyId)).toBe("hidden");
  await word("own", own.copyId, "新的书名");
  const { rows } = await sql<{ text: string; state: string }>`select p.text, p.state from moderation.posting p
    where p.kind = 'copy' and p.subject = ${own.copyId}`.execute(world.database.db);
  expect(rows[0]).toMatchObject({ state: "pending" });
  expect(rows[0]!.text).toContain("新的书名");
  expect(await stateOf(own.copyId)).toBe("hidden");
});

test("fifty wordings a day are taken, the next is not", async () => {
  for (let i = 0; i < WORDINGS_PER_DAY; i++)
    expect((await word("third", third.copyId, `书名 ${i}`)).code).toBe("done");
  expect((await word("third", third.copyId, "再来")).code).toBe("acts-exhausted");
});
