import { addMember } from "../consortium/index.ts";
import { type Actor, type Grant, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { room } from "./room.ts";

type Answer = { status: number; body: Body };
type Body = Record<string, unknown> & { id: number; code: string; items: Record<string, unknown>[] };

/** Two libraries, their administrators, a desk, the office and a reader, and this room's doors. */
export type PolicyWorld = {
  database: Database;
  clock: ReturnType<typeof fixedClock>;
  jinhe: number;
  nanshan: number;
  /** Sends to a door as `office`, `jinhe`, `nanshan`, `desk` (of JINHE), `reader`, or anybody else who is not signed in. */
  ask(who: string, operation: string, payload?: object): Promise<Answer>;
  close(): Promise<void>;
};

/** Opens the world at a moment; its database is its own. */
export async function policyWorld(now = "2026-11-29T04:00:00Z"): Promise<PolicyWorld> {
  demandDeclaredRefusals();
  const database = await createTestDatabase();
  const clock = fixedClock(now);
  const [jinhe, nanshan] = await inTransaction(database.db, async (tx) => [
    (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id,
  ]);
  const actor = (last: string, ...grants: Grant[]): Actor =>
    actorOf({
      personId: `01a00000-0000-7000-8000-0000000000${last}`,
      grants,
    });
  const actors: Record<string, Actor> = {
    office: actor("01", { role: "consortium-admin", scope: null }),
    jinhe: actor("02", { role: "member-admin", scope: jinhe! }),
    nanshan: actor("03", { role: "member-admin", scope: nanshan! }),
    desk: actor("04", { role: "circulation", scope: jinhe! }),
    reader: actor("05"),
  };
  const deps = { ...database, clock, config: readConfig({}) };
  const app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, room.commands ?? []);
  mountQueries(app, deps, room.queries ?? []);
  return {
    database,
    clock,
    jinhe: jinhe!,
    nanshan: nanshan!,
    ask: async (who, operation, payload) => {
      const [method, path] = operation.split(" ") as ["GET", string];
      const url = `/api/v1${path}`;
      const reply = await app.inject({ method, url, headers: { "x-who": who }, ...(payload && { payload }) });
      return { status: reply.statusCode, body: (reply.body === "" ? {} : reply.json()) as Body };
    },
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}
