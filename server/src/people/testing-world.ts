import {
  addBranch,
  addMember,
  type Branch,
  listBranches,
  type Member,
  registerConsortium,
} from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Config, readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { mountSessions } from "../sessions/testing.ts";
import { peopleCommands } from "./commands.ts";
import { patronCommands } from "./patrons/commands.ts";
import { patronQueries } from "./patrons/queries.ts";
import type { Person } from "./persons.ts";
import { peopleQueries } from "./queries.ts";
import { createPerson } from "./registration.ts";
import { grantRole } from "./roles.ts";
import { registerPeople } from "./routes.ts";
import { staffCommands, staffQueries } from "./staff/commands.ts";
import type { Role } from "./words.ts";

/** A password every person of the test world has. */
export const PASSWORD = "correct horse";
/** When the test world's clock stands at first. */
export const START = "2026-11-20T08:00:00Z";

/** Two members, their branches, and the server over a database of its own; for this room's tests. */
export type World = {
  database: Database;
  clock: ReturnType<typeof fixedClock>;
  app: App;
  jinhe: Member;
  nanshan: Member;
  jinheMain: Branch;
  jinheMedical: Branch;
  nanshanMain: Branch;
  close(): Promise<void>;
};

/** Builds the test world; `settings` as in the environment. */
export async function buildWorld(settings: Record<string, string> = {}): Promise<World> {
  const database = await createTestDatabase();
  const clock = fixedClock(START);
  const config: Config = readConfig(settings);
  const made = await inTransaction(database.db, async (tx) => {
    const jinhe = await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } });
    const nanshan = await addMember(tx, systemActor, {
      code: "NANSHAN",
      name: { "zh-Hant": "南山大學圖書館" },
    });
    const jinheMedical = await addBranch(tx, systemActor, {
      memberId: jinhe.id,
      code: "MED",
      name: { en: "Medical Library" },
    });
    return { jinhe, nanshan, jinheMedical };
  });
  const [jinheMain] = await listBranches(database.db, { memberId: made.jinhe.id });
  const [nanshanMain] = await listBranches(database.db, { memberId: made.nanshan.id });
  const app = await createApp({ ...database, clock, config }, false);
  registerConsortium(app, database);
  registerPeople(app, { db: database.db, clock, config });
  mountSessions(app, { db: database.db, clock, config });
  mountCommands(app, { db: database.db, clock, config }, [
    ...peopleCommands,
    ...patronCommands,
    ...staffCommands,
  ]);
  mountQueries(app, { db: database.db, clock, config }, [
    ...peopleQueries,
    ...patronQueries,
    ...staffQueries,
  ]);
  return {
    database,
    clock,
    app,
    ...made,
    jinheMain: jinheMain!,
    nanshanMain: nanshanMain!,
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

/** Takes in a person who can sign in as `login` with `PASSWORD` and holds these roles. */
export async function addPerson(
  world: World,
  login: string,
  ...grants: [Role, string | null][]
): Promise<Person> {
  return await inTransaction(world.database.db, async (tx) => {
    const person = await createPerson(tx, systemActor, { name: login, login, password: PASSWORD });
    for (const [role, member] of grants) await grantRole(tx, systemActor, person.id, role, member);
    return person;
  });
}

/** What a browser holds after signing in: the cookie and the token for its forms. */
export type Browser = { cookie: string; csrf: string };

/** Signs in over HTTP as a browser does. */
export async function signInBrowser(world: World, login: string): Promise<Browser> {
  const reply = await world.app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: PASSWORD },
  });
  if (reply.statusCode !== 201) throw new Error(reply.body);
  return {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    csrf: (reply.json() as { csrfToken: string }).csrfToken,
  };
}
