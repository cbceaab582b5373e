import { registerConsortium } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import type { Clock } from "../kernel/time.ts";
import { createPerson, grantRole } from "../people/index.ts";
import { peopleRoom, registerPeople } from "../people/testing.ts";
import { room } from "./room.ts";

const PASSWORD = "correct horse";

/** The server with the rooms a desk needs, over a test database. */
export async function openDesks(database: Database, clock: Clock): Promise<App> {
  const deps = { ...database, clock, config: readConfig({}) };
  const app = await createApp(deps, false);
  registerConsortium(app, database);
  registerPeople(app, deps);
  mountCommands(app, deps, [...(peopleRoom.commands ?? []), ...(room.commands ?? [])]);
  mountQueries(app, deps, room.queries ?? []);
  return app;
}

/** Signs a new person in; with `desk`, as staff of that member at that branch. Returns the headers of their requests. */
export async function signInAs(
  database: Database,
  app: App,
  login: string,
  desk?: { member: string; branchId: number; role?: "circulation" | "desk-lead" },
): Promise<Record<string, string>> {
  await inTransaction(database.db, async (tx) => {
    const person = await createPerson(tx, systemActor, { name: login, login, password: PASSWORD });
    if (desk) await grantRole(tx, systemActor, person.id, desk.role ?? "circulation", desk.member);
  });
  const payload = { login, password: PASSWORD };
  const reply = await app.inject({ method: "POST", url: "/api/v1/session", payload });
  const headers = {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": reply.json<{ csrfToken: string }>().csrfToken,
  };
  if (desk)
    await app.inject({
      method: "PUT",
      url: "/api/v1/session/branch",
      headers,
      payload: { branchId: desk.branchId },
    });
  return headers;
}
