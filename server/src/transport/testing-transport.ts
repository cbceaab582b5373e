import { createRegion, openDesks, signInAs, type TestRegion } from "../circulation/testing.ts";
import { readConfig } from "../kernel/config.ts";
import type { Database } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import type { Clock } from "../kernel/time.ts";
import { transportCommands } from "./commands.ts";
import { transportQueries } from "./queries.ts";

export type Code = keyof TestRegion["members"];
export type Reply<T> = { status: number; body: T & { code?: string; params?: Record<string, unknown> } };

/** Three libraries in a row with a desk each, and the doors of this room. */
export async function openTransport(database: Database, clock: Clock) {
  const { members } = await createRegion(database.db);
  const app: App = await openDesks(database, clock);
  const deps = { ...database, clock, config: readConfig({}) };
  mountCommands(app, deps, transportCommands);
  mountQueries(app, deps, transportQueries);
  const desks = {} as Record<Code, Record<string, string>>;
  let shifts = 0;
  const begin = async (code: Code) => {
    const place = { member: code, branchId: members[code].branchId };
    desks[code] = await signInAs(database, app, `desk-${code}-${++shifts}`, place);
  };
  for (const code of ["EAST", "MID", "WEST"] as const) await begin(code);
  const ask = async <T>(
    as: Code | Record<string, string>,
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    payload?: object,
  ): Promise<Reply<T>> => {
    const send = () =>
      app.inject({
        method,
        url: `/api/v1${path}`,
        headers: typeof as === "string" ? desks[as] : as,
        ...(payload && { payload }),
      });
    let reply = await send();
    if (reply.statusCode === 401 && typeof as === "string") {
      // The clock has moved past the shift: somebody else sits down at the desk.
      await begin(as);
      reply = await send();
    }
    return { status: reply.statusCode, body: reply.body === "" ? ({} as never) : reply.json() };
  };
  return { app, members, desks, ask };
}
