import { Readable } from "node:stream";
import type { Actor } from "./actor.ts";
import { type AnyCommand, demandDeclaredRefusals } from "./command.ts";
import { readConfig } from "./config.ts";
import type { Database } from "./database.ts";
import { API, mountCommands, mountQueries } from "./doors.ts";
import { bytesOf, type Upload } from "./http/uploads.ts";
import type { App } from "./http.ts";
import type { AnyQuery } from "./query.ts";
import { createApp } from "./server.ts";
import type { Clock } from "./time.ts";

/** A file as it arrives at a command. */
export function uploadOf(bytes: Buffer): Upload {
  return { fields: {}, fileName: "file", stream: Readable.from(bytes.length === 0 ? [] : [bytes]) };
}

/** What the server holds of files that are arriving, of everybody together. */
const MOST_HELD = 64 * 2 ** 20;

/** While files that are arriving take up all the room there is for them. */
export async function whileUploadsFill<T>(work: () => Promise<T>): Promise<T> {
  const held = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  async function* file() {
    yield Buffer.alloc(MOST_HELD);
    held.resolve();
    await over.promise;
  }
  const arriving = bytesOf({ fields: {}, fileName: "file", stream: Readable.from(file()) });
  await held.promise;
  try {
    return await work();
  } finally {
    over.resolve();
    await arriving;
  }
}

type Headers = Record<string, string>;
type Params = Record<string, string>;
/** What a door answered. */
export type Answered = { status: number; code: string | null; body: Record<string, unknown> };

/** The header of a request with a file, and its body. */
export const multipart = { "content-type": "multipart/form-data; boundary=x" };
export function multipartOf(bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'),
    bytes,
    Buffer.from("\r\n--x--\r\n"),
  ]);
}

type Mounted = { commands?: readonly AnyCommand[]; queries?: readonly AnyQuery[] };
/** Sends a command or asks a query by name; `body` is the query string of a query. Throws what is refused: `code`, `params`. */
export type Act = <T = Record<string, unknown>>(
  actor: Actor,
  name: string,
  params?: Record<string, string | number>,
  body?: object,
) => Promise<T>;

/** The API's doors of some rooms over a test database; whoever acts is given and has not to sign in. `settings` as in the environment. */
export async function openDoors(
  database: Database,
  clock: Clock,
  rooms: readonly Mounted[],
  settings: Record<string, string> = {},
): Promise<{ act: Act; close(): Promise<void> }> {
  demandDeclaredRefusals();
  const deps = { ...database, clock, config: readConfig(settings) };
  const app = await createApp(deps, false);
  const actors: Actor[] = [];
  app.decorateRequest("actor", {
    getter() {
      return actors[Number(this.headers["x-who"])] ?? null;
    },
  });
  for (const { commands = [], queries = [] } of rooms) {
    mountCommands(app, deps, commands);
    mountQueries(app, deps, queries);
  }
  const all = rooms.flatMap(({ commands = [], queries = [] }) => [...commands, ...queries]);
  const act: Act = async <T>(actor: Actor, name: string, params: object = {}, body?: object) => {
    const door = all.find((one) => one.name === name)!;
    const given = new Map(Object.entries(params));
    const method = "method" in door ? door.method : "GET";
    const reply = await app.inject({
      method,
      url:
        API + door.path.replace(/:(\w+)/g, (_all, one: string) => encodeURIComponent(String(given.get(one)))),
      headers: { "x-who": String(actors.push(actor) - 1) },
      ...(method === "GET" ? { query: (body ?? {}) as Record<string, string> } : {}),
      ...(method !== "GET" && method !== "DELETE" && { payload: body ?? {} }),
    });
    const answer = reply.body === "" ? {} : reply.json<{ code?: string; params?: object }>();
    if (reply.statusCode < 400) return answer as T;
    throw Object.assign(new Error(`${name}: ${answer.code}`), answer);
  };
  return { act, close: () => app.close() };
}

/**
 * The API's doors of some commands, as a test sends to them. It notes which declared refusals were met, so that a test can
 * ask at the end which were not.
 */
export function doorsOf(app: App, commands: readonly AnyCommand[]) {
  const met = new Set<string>();
  const find = (name: string): AnyCommand => {
    const command = commands.find((one) => one.name === name);
    if (!command) throw new Error(`no command ${name}`);
    return command;
  };
  const send = async (
    headers: Headers,
    name: string,
    params: Params = {},
    body?: object,
  ): Promise<Answered> => {
    const command = find(name);
    const reply = await app.inject({
      method: command.method,
      url: API + command.path.replace(/:(\w+)/g, (_all, one: string) => params[one] ?? ""),
      headers,
      ...(command.method !== "DELETE" && { payload: body ?? {} }),
    });
    const answer = reply.body === "" ? {} : (reply.json() as Record<string, unknown>);
    return {
      status: reply.statusCode,
      code: typeof answer.code === "string" && reply.statusCode >= 400 ? answer.code : null,
      body: answer,
    };
  };
  const sendFile = async (
    headers: Headers,
    name: string,
    params: Params,
    bytes: Buffer,
  ): Promise<string | null> => {
    const command = find(name);
    const reply = await app.inject({
      method: command.method,
      url: API + command.path.replace(/:(\w+)/g, (_all, one: string) => params[one] ?? ""),
      headers: { ...headers, ...multipart },
      payload: multipartOf(bytes),
    });
    const code = reply.statusCode < 400 ? null : reply.json<{ code: string }>().code;
    if (code !== null && command.refusals[code] === reply.statusCode) met.add(`${name} ${code}`);
    return code;
  };
  return {
    send,
    /** Sends a command its file, and notes what it refuses. */
    sendFile,
    /** Sends, and notes a refusal that the command declares with the status it is answered with. */
    code: async (headers: Headers, name: string, params: Params = {}, body?: object) => {
      const { status, code } = await send(headers, name, params, body);
      if (code !== null && find(name).refusals[code] === status) met.add(`${name} ${code}`);
      return code;
    },
    /** Notes a refusal met by another door than the API. */
    note: (name: string, code: string | null): void => {
      if (code !== null && code in find(name).refusals) met.add(`${name} ${code}`);
    },
    /** Declared refusals that no test has met; what only a busy machine refuses (503) is met where it is made busy. */
    unmet: (): string[] =>
      commands
        .flatMap((command) =>
          Object.keys(command.refusals)
            .filter((code) => command.refusals[code]! < 500)
            .map((code) => `${command.name} ${code}`),
        )
        .filter((one) => !met.has(one)),
  };
}
