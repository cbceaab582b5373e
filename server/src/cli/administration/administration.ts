import { z } from "zod";
import { decodeForm } from "../../frame/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { type AnyCommand, type Call, execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import type { AnyQuery } from "../../kernel/query.ts";
import { systemClock } from "../../kernel/time.ts";
import { commands, queries } from "../../rooms.ts";
import { EXIT, print, UsageError } from "../output.ts";
import { openRegionDatabase } from "../serving/region-database.ts";
import { type Noun, nouns } from "./administration-nouns.ts";

const operations = new Map([...commands, ...queries].map((one) => [one.name, one]));

function operationOf(noun: Noun, verb: string): AnyCommand | AnyQuery | undefined {
  const name = (nouns[noun] as Record<string, string>)[verb];
  return name === undefined ? undefined : operations.get(name);
}
const isCommand = (one: AnyCommand | AnyQuery): one is AnyCommand => "input" in one;

/** Names in the address by the options they are given as: the library's own code is `--member`, as everywhere. */
function inAddress(one: AnyCommand | AnyQuery): Map<string, string> {
  const names = Object.keys((one.params as z.ZodObject).shape);
  return new Map(
    names.map((name) => [name === "code" && one.path.startsWith("/members/:code") ? "member" : name, name]),
  );
}

/** The options that a verb takes: those of the address first. */
function fieldsOf(one: AnyCommand | AnyQuery): string[] {
  const taken = (isCommand(one) ? one.input : one.filter) as z.ZodObject;
  return [...inAddress(one).keys(), ...Object.keys(taken.shape)];
}

/** What a noun's verbs are and take. */
export function administrationHelp(noun: Noun): string {
  const lines = Object.keys(nouns[noun]).map((verb) => {
    const operation = operationOf(noun, verb)!;
    const options = fieldsOf(operation).map((name) => `--${name} …`);
    return `commonshelf ${noun} ${[verb, ...options].join(" ")}\n  ${operation.summary}`;
  });
  return `${lines.join("\n\n")}

The same as the pages of the workbench do. Texts in three languages are --name.zh-Hans, --name.zh-Hant, --name.en; lists and
what does not fit into options come as --json '{…}'. An empty value is null. Answers are JSON.`;
}

/** Options as `--name value`; a name may come several times. */
function readOptions(args: readonly string[]): { fields: Record<string, unknown>; json: object } {
  const fields: Record<string, unknown> = {};
  let json: object = {};
  for (let at = 0; at < args.length; at += 2) {
    const [option, value] = [args[at]!, args[at + 1]];
    if (!option.startsWith("--") || value === undefined) throw new UsageError(`${option} needs a value`);
    const name = option.slice(2);
    if (name === "json") json = readJson(value);
    else {
      const known = fields[name];
      fields[name] = known === undefined ? value : [known, value].flat();
    }
  }
  return { fields, json };
}

function readJson(text: string): object {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null) return read;
  } catch {
    // Told below.
  }
  throw new UsageError("--json needs an object");
}

/**
 * Only what was given is read by its shape: what was not is left to the schema's own defaults. `name.en` goes into `name`.
 */
function inputOf(
  schema: z.ZodObject,
  fields: Record<string, unknown>,
  json: object,
): Record<string, unknown> {
  const inner: Record<string, Record<string, unknown>> = {};
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [outer, part] = name.split(".") as [string, string | undefined];
    if (part === undefined) plain[name] = value;
    else inner[outer] = { ...inner[outer], [part]: value };
  }
  const shape = Object.fromEntries(Object.entries(schema.shape).filter(([name]) => name in plain));
  return { ...decodeForm(z.object(shape), plain), ...inner, ...json };
}

/** Does what a verb says, as the system, and gives the answer. Refuses as the operation does, and what does not fit it. */
export async function administer(call: Call, noun: Noun, args: readonly string[]): Promise<unknown> {
  const [verb = "", ...rest] = args;
  const operation = operationOf(noun, verb);
  if (!operation) throw new UsageError(`${noun} needs one of ${Object.keys(nouns[noun]).join(", ")}`);
  const { fields, json } = readOptions(rest);
  const address = inAddress(operation);
  const given = Object.entries(fields);
  const ofAddress = given.flatMap(([name, value]) => {
    const part = address.get(name);
    return part === undefined ? [] : [[part, value]];
  });
  const others = Object.fromEntries(given.filter(([name]) => !address.has(name)));
  const taken = (isCommand(operation) ? operation.input : operation.filter) as z.ZodObject;
  const params = parsed(operation.params as z.ZodObject, Object.fromEntries(ofAddress), address);
  const input = parsed(taken, inputOf(taken, others, json));
  if (isCommand(operation)) return await execute(operation, call, params, input);
  const { db, clock, config, actor } = call;
  return await operation.run({ db, clock, config }, operation.who.admit(actor, params), params, input);
}

function parsed(
  schema: z.ZodObject,
  given: Record<string, unknown>,
  options: ReadonlyMap<string, string> = new Map(),
): Record<string, unknown> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const [first, ...more] = issue.path.map(String);
  if (first === undefined) throw new UsageError(issue.message);
  const option = [...options].find(([, name]) => name === first)?.[0] ?? first;
  if (!(first in given)) throw new UsageError(`--${option} is missing`);
  throw new UsageError(`--${[option, ...more].join(".")}: ${issue.message}`);
}

/** `commonshelf branch`, `hours`, `closure`, `rule` and the others. */
export async function administrationCommand(noun: Noun, args: string[], config: Config): Promise<number> {
  if (args[0] === "help") {
    await print(`${administrationHelp(noun)}\n`);
    return EXIT.ok;
  }
  const database = await openRegionDatabase(config, 2, `commonshelf-${noun}`);
  try {
    const call: Call = { db: database.db, clock: systemClock, config, actor: systemActor, via: "cli" };
    const answer = await administer(call, noun, args);
    await print(`${JSON.stringify(answer)}\n`);
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
