import { hash } from "node:crypto";
import { sql } from "kysely";
import { addMember, type Member } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { drainOutbox, type Subscriber } from "../kernel/outbox.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson, grantRole, type Role } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { rooms } from "../rooms.ts";

/** Somebody of the test world: as an actor for commands, and as a program that calls the API. */
export type Visitor = {
  actor: Actor;
  /** What its requests are sent with. */
  headers: Record<string, string>;
  /** Calls /api/v1; returns status, refusal code and body. */
  call(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Answer>;
};
type Answer = {
  status: number;
  code: string | undefined;
  body: Record<string, unknown> & { items?: unknown };
};

/** Two members, readers and moderators of each, titles, and the API of what readers write over a database of its own. */
export type World = {
  database: Database;
  clock: ReturnType<typeof fixedClock>;
  app: App;
  jinhe: Member;
  nanshan: Member;
  nobody: Visitor;
  /** Readers of 金河, and one of 南山. */
  lin: Visitor;
  mei: Visitor;
  qiu: Visitor;
  /** Moderators of 金河 and 南山, and the consortium's administrator. */
  jinheStaff: Visitor;
  nanshanStaff: Visitor;
  admin: Visitor;
  addTitle(title: string, isbn?: string): Promise<number>;
  merge(from: number, into: number): Promise<void>;
  addReader(name: string): Promise<Visitor>;
  close(): Promise<void>;
};

const WORLD = rooms.filter(({ name }) =>
  ["moderation", "community", "lists", "saved-searches", "privacy"].includes(name),
);

/** Who of the world's rooms hears of what others publish. */
export function worldSubscribers(deps: Pick<World, "clock"> & Pick<RouteDeps, "db">): Subscriber[] {
  return WORLD.flatMap((room) => room.subscribers?.(deps as never) ?? []);
}

const PASSWORD = "correct horse";
let counter = 0;

/** Builds the test world. */
export async function buildWorld(): Promise<World> {
  const database = await createTestDatabase();
  const clock = fixedClock("2026-11-20T08:00:00Z");
  const deps = { ...database, clock, config: readConfig({ PUBLIC_URL: "https://shelf.example" }) };
  const [jinhe, nanshan] = await inTransaction(database.db, async (tx) => [
    await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } }),
    await addMember(tx, systemActor, { code: "NANSHAN", name: { "zh-Hant": "南山大學圖書館" } }),
  ]);
  const app = await createApp(deps, false);
  registerPeople(app, deps);
  for (const room of WORLD) {
    mountCommands(app, deps, room.commands ?? []);
    mountQueries(app, deps, room.queries ?? []);
  }
  // What a moderator decided is heard within moments of the answer.
  app.addHook("onSend", async (request) => {
    if (request.url.startsWith("/api/v1/moderation/"))
      await drainOutbox(database.db, worldSubscribers({ ...database, clock }));
  });
  const addOne = (name: string, member: Member, role?: Role): Promise<Visitor> =>
    addVisitor({ database, app }, name, member, role);
  return {
    database,
    clock,
    app,
    jinhe: jinhe!,
    nanshan: nanshan!,
    nobody: visitor(app, actorOf({ personId: "" }), null),
    lin: await addOne("林墨", jinhe!),
    mei: await addOne("梅影", jinhe!),
    qiu: await addOne("秋白", nanshan!),
    jinheStaff: await addOne("金河馆员", jinhe!, "member-admin"),
    nanshanStaff: await addOne("南山馆员", nanshan!, "member-admin"),
    admin: await addOne("联盟管理员", jinhe!, "consortium-admin"),
    addTitle: (title, isbn) => addTitle(database, jinhe!, title, isbn),
    merge: async (from, into) => {
      await sql`with moved as (update catalogue.record set instance_id = ${into} where instance_id = ${from})
        update catalogue.instance set record_count = 0, merged_into = ${into} where id = ${from}`.execute(
        database.db,
      );
    },
    addReader: (name) => addOne(name, jinhe!),
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

async function addVisitor(
  { database, app }: { database: Database; app: App },
  name: string,
  member: Member,
  role?: Role,
): Promise<Visitor> {
  const number = `2023${String(++counter).padStart(4, "0")}`;
  const login = `p${number}`;
  const made = await inTransaction(database.db, async (tx) => {
    const one = await createPerson(tx, systemActor, {
      name,
      login,
      password: PASSWORD,
      email: `${login}@example.org`,
      affiliations: [{ memberId: member.id, patronGroup: "student", number }],
      card: { memberId: member.id, barcode: `C${number}` },
    });
    if (role)
      await grantRole(tx, systemActor, one.id, role, role === "consortium-admin" ? null : member.code);
    return one;
  });
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: PASSWORD },
  });
  const cookie = String(reply.headers["set-cookie"]).split(";")[0]!;
  const { csrfToken } = reply.json() as { csrfToken: string };
  const actor: Actor = actorOf({ personId: made.id, name });
  return visitor(app, actor, { cookie, "x-csrf-token": csrfToken });
}

function visitor(app: App, actor: Actor, headers: Record<string, string> | null): Visitor {
  return {
    actor,
    headers: headers ?? {},
    call: async (method, path, body) => {
      const reply = await app.inject({
        method,
        url: `/api/v1${path}`,
        ...(headers ? { headers } : {}),
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const answer = (reply.body === "" ? {} : (reply.json() ?? {})) as Answer["body"] & { code?: string };
      return {
        status: reply.statusCode,
        code: reply.statusCode >= 400 ? answer.code : undefined,
        body: answer,
      };
    },
  };
}

/** What a title says that says nothing but its name and author. */
const PLAIN = {
  responsibility: "某著",
  contributors: [],
  languages: ["chi"],
  isbns: [],
  type: "book",
  carrier: "print",
};

/** A title with one record, which has the ISBN. */
async function addTitle(
  database: Database,
  member: Member,
  title: string,
  isbn: string | undefined,
): Promise<number> {
  const { rows } = await sql<{ id: number; record: number }>`
    with i as (
      insert into catalogue.instance (brief, record_count)
      values (${JSON.stringify({ ...PLAIN, title: { main: title } })}::json, 1) returning id
    )
    insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
    select ${member.id}, ${`c${++counter}`}, i.id, 'marc21', '{}', 1, ${systemActor.personId}::uuid from i
    returning instance_id as id, id as record`.execute(database.db);
  const made = rows[0]!;
  if (isbn !== undefined) {
    await sql`insert into catalogue.identifier (record_id, type, value, status)
      values (${made.record}, 'isbn', ${isbn}, 'current')`.execute(database.db);
    await sql`insert into catalogue.match_key (key, record_id)
      values (${matchKey(isbn)}, ${made.record})`.execute(database.db);
  }
  return made.id;
}

/** The catalogue's match key of an ISBN. */
function matchKey(isbn: string): string {
  return hash("md5", `i:${isbn}`, "buffer").readBigInt64BE(0).toString();
}
