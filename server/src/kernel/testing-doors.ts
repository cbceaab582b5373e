import { Readable } from "node:stream";
import type { AnyCommand } from "./command.ts";
import { API } from "./doors.ts";
import type { Upload } from "./http/uploads.ts";
import type { App } from "./http.ts";

/** A file as it arrives at a command. */
export function uploadOf(bytes: Buffer): Upload {
  return { fields: {}, fileName: "file", stream: Readable.from(bytes.length === 0 ? [] : [bytes]) };
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
