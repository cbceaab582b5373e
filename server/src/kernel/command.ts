import { channel } from "node:diagnostics_channel";
import type { z } from "zod";
import { type Actor, through, type Via } from "./actor.ts";
import { auditInsert } from "./audit.ts";
import type { Config } from "./config.ts";
import { type Db, inTransaction, type Tx } from "./database.ts";
import { answeredBefore, runOnce } from "./http/once.ts";
import type { Upload } from "./http/uploads.ts";
import { Problem } from "./problem.ts";
import { type CodeOf, doorRefusals, type RefusalTable } from "./refusals.ts";
import type { Eraser } from "./room.ts";
import type { Language } from "./text.ts";
import type { Clock } from "./time.ts";

/** Who may pass a door. `admit` is the one place that decides it; `label` is what the table of permissions shows. */
export type Who<A extends Actor | null = Actor | null> = {
  readonly label: string;
  /** Whoever asks, as the actor the command takes. Refuses `sign-in-needed` 401, `forbidden` 403, `choose-branch` 409. */
  admit(given: Actor | null, params: Readonly<Record<string, unknown>>): A;
};

/** A cookie as a command leaves it; `value` null: it is taken out. */
export type Cookie = { name: string; value: string | null; seconds?: number };

/** The browser at a door, for what begins and ends sessions. What is left goes with the answer and is kept nowhere. */
export type Browser = {
  agent: string | undefined;
  cookies: Readonly<Record<string, string | undefined>>;
  leave(cookie: Cookie): void;
};

/** What a command may use before its transaction begins. `ip`: where a request came from; `upload`: the file it came with. */
export type CommandDeps = {
  db: Db;
  clock: Clock;
  config: Config;
  ip?: string;
  via?: Via;
  browser?: Browser;
  /** `https://…` of the site, as whoever asks reaches it. */
  origin?: string;
  upload?: Upload;
  /** How every room forgets a person. */
  erasers?: readonly Eraser[];
};

/**
 * One line of the audit. `scope`: the member it concerns; null: the region; `worked-at`: the one the actor works at.
 * `personId`: whom it concerned. Never free text about people.
 */
export type AuditNote = {
  subject: { kind: string; id: string };
  scope: number | null | "worked-at";
  personId?: string;
  detail?: Record<string, unknown>;
};

type Fields = z.ZodObject;
type Awaitable<T> = T | Promise<T>;

/** The parameters of a form's address and the texts it was sent with. */
export type FormAddress = Readonly<Record<string, string>>;

/** How a form of the reader's site reaches a command. */
export type FormDoor<Params, Output> = {
  /** Below the language: `/sharing/loans/:id/accept`. */
  path: string;
  /** Parameters of the command, where fields of the form say them and not its address. */
  params?(address: FormAddress): Record<string, unknown>;
  /** Fields of the input that the address of the form says: `/copies/:id/block` blocks whoever offers `copyId`. */
  fromAddress?(address: FormAddress, language: Language): Record<string, unknown>;
  /** A page of the site (`AnswerPage`) that answers itself: what is refused, and what leads nowhere (`after` null). */
  page?: string;
  /** Where the form leads when it is done, below the language; `failed`: where it leads when it is refused. */
  after(params: Params, output: Output, address: FormAddress): string | null;
  failed(params: Params, address: FormAddress): string;
  /** Message told on the next page, with its values; null: the page tells enough. `pages`: address of the reader's pages. */
  done(
    output: Output,
    pages: string,
    language: Language,
  ): { key: string; params?: Record<string, string | number> } | null;
  /** Values that the address of the form fixes, such as `granted: true` of `/grant-renewal`. */
  fixed?: Readonly<Record<string, unknown>>;
  /** Sent twice it acts once by itself; its answer, which is kept nowhere, is given again. */
  keyless?: true;
  /** Turns what people type into what the schema takes, before it is decoded by the schema's shape. */
  prepareFields?(
    fields: Record<string, unknown>,
    actor: Actor | null,
    db: Db,
  ): Awaitable<Record<string, unknown>>;
};

/**
 * A write, declared once: permission, shapes, refusals, idempotency and audit. JSON, form, desk protocols, command line
 * and jobs all go through `execute`.
 */
export type Command<
  P extends Fields = Fields,
  I extends Fields = Fields,
  O extends z.ZodType = z.ZodType,
  A extends Actor | null = Actor | null,
  Prepared = unknown,
> = {
  /** `room.verb-noun`: operation, idempotency and audit bear it. */
  readonly name: string;
  readonly summary: string;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with `:parameters`. */
  readonly path: string;
  readonly status: 200 | 201 | 204;
  readonly who: Who<A>;
  /**
   * `none`: a secret in its address is what allows it, also for foreign programs; who is signed in does not matter. `origin`: where
   * it comes from is what counts, for there is no session yet.
   */
  readonly csrf?: "none" | "origin";
  readonly params: P;
  readonly input: I;
  readonly output: O;
  /** It comes with a file of so many bytes (multipart; its fields are the input), which `prepare` takes. */
  readonly fileBytes?: (config: Config) => number;
  /** Its JSON may be larger than others': so many bytes, read for who may send them only. */
  readonly bodyBytes?: number;
  /** Code and HTTP status of everything it may refuse beside what the door refuses. */
  readonly refusals: RefusalTable;
  /** The answer holds a secret: it is not kept, and the same key again is refused with `key-spent`. */
  readonly secret?: boolean;
  /** What comes in holds a password: its key is passed over, for the print of it would be a weak hash of the password. */
  readonly takesPassword?: boolean;
  /** `events`: the room's own events tell who did it. */
  readonly audit:
    | "events"
    | ((done: { params: z.output<P>; input: z.output<I>; output: z.output<O> }) => AuditNote);
  /** What must not run inside the transaction: hashing, pictures, outside calls, counting of attempts. */
  readonly prepare?: (
    deps: CommandDeps,
    actor: A,
    params: z.output<P>,
    input: z.output<I>,
  ) => Promise<Prepared>;
  readonly run: (
    tx: Tx,
    actor: A,
    clock: Clock,
    params: z.output<P>,
    input: z.output<I>,
    prepared: Prepared,
  ) => Promise<z.output<O>>;
  /** Once it is done: what it leaves in the browser, and what is answered of its output. Only where no key keeps the output. */
  readonly settle?: (
    deps: CommandDeps,
    input: z.output<I>,
    output: z.output<O>,
    prepared: Prepared,
  ) => z.output<O>;
  /** What a refusal itself counts for, once the transaction is undone; it may refuse something else instead. */
  readonly refused?: (deps: CommandDeps, actor: A, input: z.output<I>) => Promise<void>;
  readonly forms?: readonly FormDoor<z.output<P>, z.output<O>>[];
};

/** A command as lists hold it; its parts fit each other, which only its declaration knows. */
// biome-ignore lint/suspicious/noExplicitAny: the parts of different commands have nothing in common
export type AnyCommand = Command<any, any, any, any, any>;

type Declared<
  Table extends RefusalTable,
  P extends Fields,
  I extends Fields,
  O extends z.ZodType,
  A extends Actor | null,
  Prepared,
> = Omit<Command<P, I, O, A, Prepared>, "refusals" | "method"> & {
  method?: Command["method"];
  refusals: readonly CodeOf<Table>[];
};

/** The maker of a room's commands: their refusals come from the room's closed table. */
export function commandsOf<const Table extends RefusalTable>(table: Table) {
  return <
    P extends Fields,
    I extends Fields,
    O extends z.ZodType,
    A extends Actor | null,
    Prepared = undefined,
  >(
    declared: Declared<Table, P, I, O, A, Prepared>,
  ): Command<P, I, O, A, Prepared> => ({
    ...declared,
    method: declared.method ?? "POST",
    refusals: Object.fromEntries(declared.refusals.map((code) => [code, table[code]!])),
  });
}

/** Who calls, by which door, with which key. */
export type Call = CommandDeps & { actor: Actor | null; via: Via; key?: string | undefined };
let strict = false;
const refused = channel("commonshelf.refused");
/** In tests a refusal that its command does not declare is a bug. */
export function demandDeclaredRefusals(): void {
  strict = true;
}

/**
 * Runs a command: admits the actor, answers a known key with what it answered, prepares, and does everything else in
 * one transaction that is tried again after a deadlock. `params` and `input` have passed the command's schemas.
 * Refuses what the command declares, and `doorRefusals`.
 */
export async function execute<
  P extends Fields,
  I extends Fields,
  O extends z.ZodType,
  A extends Actor | null,
  Q,
>(
  command: Command<P, I, O, A, Q>,
  call: Call,
  params: z.output<P>,
  input: z.output<I>,
): Promise<z.output<O>> {
  const actor = command.who.admit(call.actor, params as Record<string, unknown>);
  const keyed = {
    key: command.takesPassword ? undefined : call.key,
    name: command.name,
    input: [params, input],
  };
  const known = await answeredBefore(call.db, actor, keyed);
  if (known) return known.value as z.output<O>;
  try {
    const { db, clock } = call;
    const prepared = (await command.prepare?.(call, actor, params, input)) as Q;
    const done = await inTransaction(db, (tx) =>
      runOnce(
        tx,
        actor,
        clock,
        keyed,
        async () => {
          const output = await command.run(tx, actor, clock, params, input, prepared);
          if (command.audit !== "events")
            await auditDone(tx, actor, call.via, command.name, command.audit({ params, input, output }));
          return output;
        },
        { kept: !command.secret },
      ),
    );
    return command.settle?.(call, input, done, prepared) ?? done;
  } catch (error) {
    const refusal = await outcomeOf(command, call, actor, input, error);
    throw checkDeclared(command, refusal);
  }
}

/** What is refused in the end: what the refusal itself counts for may refuse something else. */
async function outcomeOf<I extends Fields, A extends Actor | null>(
  command: { refused?: (deps: CommandDeps, actor: A, input: z.output<I>) => Promise<void> },
  call: Call,
  actor: A,
  input: z.output<I>,
  error: unknown,
): Promise<unknown> {
  if (!command.refused || !(error instanceof Problem)) return error;
  try {
    await command.refused(call, actor, input);
    return error;
  } catch (instead) {
    return instead;
  }
}

async function auditDone(
  tx: Tx,
  actor: Actor | null,
  via: Via,
  name: string,
  note: AuditNote,
): Promise<void> {
  if (actor === null) return;
  const scope = note.scope === "worked-at" ? actor.scope : note.scope;
  await auditInsert({ ...note, actor: through(actor, via), action: name, scope }, null).execute(tx);
}

function checkDeclared(command: AnyCommand, error: unknown): unknown {
  if (error instanceof Problem) refused.publish([command.name, error.code]);
  if (!strict || !(error instanceof Problem) || error.status >= 500) return error;
  if (error.code in command.refusals || error.code in doorRefusals) return error;
  return new Error(`${command.name} refuses with ${error.code}, which it does not declare`, { cause: error });
}
