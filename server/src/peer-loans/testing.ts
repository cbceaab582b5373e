import { hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { sql } from "kysely";
import { mountCircles } from "../circles/testing.ts";
import { addMember, registerConsortium } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { publish } from "../kernel/outbox.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { cellOf, moveCell, type Position } from "../neighbours/index.ts";
import { room as neighbours } from "../neighbours/testing.ts";
import { createPerson, grantRole, type Role } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { room as shelves } from "../shelves/testing.ts";
import { room as peerLoans } from "./room.ts";

export { scanAtCounter } from "./counter/counter.ts";
export { borrowCapAfter, REQUESTS_PER_DAY } from "./loans/requests.ts";
export { room } from "./room.ts";

export { ask, giveBack, handOver, offerCopy, trust } from "./testing-loans.ts";

/** Password of every person of the neighbourhood. */
const PASSWORD = "correct horse";
/** Where the neighbourhood is: Hohhot. */
export const HOME: Position = { lat: 40.8424, lon: 111.749 };

/** A neighbourhood of readers over a database of its own; two libraries. */
export type Neighbourhood = {
  database: Database;
  clock: ReturnType<typeof fixedClock>;
  app: App;
  memberId: number;
  otherMemberId: number;
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Builds the neighbourhood; `dataFolder` for tests that store photos. */
export async function buildNeighbourhood(dataFolder = "./var/test-sharing"): Promise<Neighbourhood> {
  const database = await createTestDatabase();
  const clock = fixedClock("2026-11-21T04:00:00Z");
  const config = readConfig({ COMMONSHELF_DATA: dataFolder });
  // What arrives with a file is refused where there is no room for it, or no folder.
  mkdirSync(dataFolder, { recursive: true });
  const [member, other] = await inTransaction(database.db, async (tx) => [
    await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } }),
    await addMember(tx, systemActor, { code: "NANSHAN", name: { "zh-Hant": "南山大學圖書館" } }),
  ]);
  const deps = { ...database, clock, config };
  const app = await createApp(deps, false);
  registerConsortium(app, database);
  registerPeople(app, deps);
  mountCircles(app, deps);
  for (const room of [neighbours, shelves, peerLoans]) {
    await room.routes?.(app, deps);
    mountCommands(app, deps, room.commands ?? []);
    mountQueries(app, deps, room.queries ?? []);
  }
  return {
    database,
    clock,
    app,
    memberId: member!.id,
    otherMemberId: other!.id,
    run: (work) => inTransaction(database.db, work),
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

/** A reader who can sign in as `login`; `at`: where they live; `memberId`: the library they belong to. */
export async function addReader(
  world: Neighbourhood,
  login: string,
  options: { at?: Position; memberId?: number; email?: string; roles?: [Role, string | null][] } = {},
): Promise<Actor> {
  return await world.run(async (tx) => {
    const person = await createPerson(tx, systemActor, {
      name: login,
      login,
      password: PASSWORD,
      email: options.email ?? null,
      ...(options.memberId && {
        affiliations: [
          { memberId: options.memberId, patronGroup: "student", number: `N-${login}`, validUntil: null },
        ],
      }),
    });
    const grants = [];
    for (const [role, code] of options.roles ?? []) {
      await grantRole(tx, systemActor, person.id, role, code);
      grants.push({ role, scope: code === null ? null : world.memberId });
    }
    const actor: Actor = actorOf({ personId: person.id, name: login, grants });
    if (options.at) await moveCell(tx, actor, world.clock, cellOf(options.at));
    return actor;
  });
}

/** What a browser holds after signing in, as headers of its requests. */
export async function signIn(world: Neighbourhood, login: string): Promise<Record<string, string>> {
  const reply = await world.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: PASSWORD },
  });
  if (reply.statusCode !== 201) throw new Error(reply.body);
  return {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": (reply.json() as { csrfToken: string }).csrfToken,
  };
}

let counter = 0;

/** A record of a library with these ISBNs, as an import leaves it, and the message it sends. */
export async function addCatalogued(
  world: Neighbourhood,
  title: string,
  isbns: string[],
  author = "曹雪芹",
): Promise<number> {
  const brief = {
    title: { main: title },
    contributors: [{ value: author, forms: [], role: "author", isMain: true, isCorporate: false }],
    responsibility: null,
    isbns,
    oldIsbns: [],
  };
  return await world.run(async (tx) => {
    const made = await sql<{ id: number }>`insert into catalogue.instance (brief, record_count)
      values (${JSON.stringify(brief)}::json, 1) returning id`.execute(tx);
    const id = made.rows[0]!.id;
    const record = await sql<{ id: number }>`
      insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
      values (${world.memberId}, ${`c${++counter}`}, ${id}, 'marc21', '{}', 0, ${systemActor.personId}) returning id`.execute(
      tx,
    );
    for (const isbn of isbns) {
      const key = hash("md5", `i:${isbn}`, "buffer").readBigInt64BE(0).toString();
      await sql`insert into catalogue.match_key (key, record_id) values (${key}::bigint, ${record.rows[0]!.id})`.execute(
        tx,
      );
      await sql`insert into catalogue.identifier (record_id, type, value, status)
        values (${record.rows[0]!.id}, 'isbn', ${isbn}, 'current')`.execute(tx);
    }
    await publish(tx, "instances-changed", { instanceIds: [id] });
    return id;
  });
}

/** The refusal a command ends with: its code; null when it went through. */
export async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** A valid ISBN-13 made from a number. */
export function isbnOf(n: number): string {
  const stem = `9787${String(n).padStart(8, "0")}`;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(stem[i]) * (i % 2 === 0 ? 1 : 3);
  return stem + String((10 - (sum % 10)) % 10);
}
