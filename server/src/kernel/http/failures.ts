import { IndexRefusal } from "@commonshelf/postings";
import type { FastifyError } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Request } from "../http.ts";
import { Problem } from "../problem.ts";

type Refusal = readonly [code: string, status: number];

/**
 * What PostgreSQL's error classes mean to whoever asked (PostgreSQL documentation, appendix A). Values that cannot be
 * kept are the asker's, a database that is full or away is nobody's in particular; what is not listed is a bug. A room
 * that can say it better does so before: through its own map of constraints, or by a schema.
 */
const DATABASE_ERRORS: Record<string, Refusal> = {
  "22001": ["text-too-long", 400],
  "22003": ["number-too-large", 400],
  "22007": ["value-malformed", 400],
  "22008": ["value-malformed", 400],
  "22009": ["value-malformed", 400],
  "22021": ["text-malformed", 400],
  "22P02": ["value-malformed", 400],
  "22P03": ["value-malformed", 400],
  "22P05": ["text-malformed", 400],
  "23503": ["reference-unknown", 409],
  "23505": ["already-there", 409],
  "23514": ["value-refused", 400],
  "23P01": ["already-there", 409],
  "25006": ["database-unavailable", 503],
  "40001": ["server-busy", 503],
  "40P01": ["server-busy", 503],
  "53100": ["storage-full", 507],
  "54000": ["text-too-long", 400],
  "54001": ["request-too-complex", 400],
  "54011": ["request-too-complex", 400],
  "54023": ["request-too-complex", 400],
  "55P03": ["server-busy", 503],
  "57014": ["server-busy", 503],
  "58030": ["database-unavailable", 503],
};

/** Classes of which every error means the same. */
const DATABASE_CLASSES: Record<string, Refusal> = {
  "08": ["database-unavailable", 503],
  "53": ["database-unavailable", 503],
  "57": ["database-unavailable", 503],
};

const SYSTEM_ERRORS: Record<string, Refusal> = {
  ENOSPC: ["storage-full", 507],
  EDQUOT: ["storage-full", 507],
  EROFS: ["storage-full", 507],
  EMFILE: ["server-busy", 503],
  ENFILE: ["server-busy", 503],
};

/** What the database's client says, without a code, when the server behind it is gone or does not answer. */
const CONNECTION_LOST =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|^Cannot use a pool after calling end/;

/** What the socket below it says when that server ends at once; other servers' errors are told by who asked them. */
const LOST_SOCKETS = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "ETIMEDOUT"]);

const ENGINE_REFUSALS: Record<string, Refusal> = {
  "cursor-invalid": ["cursor-invalid", 400],
  "query-invalid": ["query-refused", 400],
};

const LATER_SECONDS = 5;

function problemOf([code, status]: Refusal): Problem {
  return new Problem(code, status, status === 503 ? { retryAfterSeconds: LATER_SECONDS } : {});
}

function isDatabaseError(error: unknown): error is { code: string; constraint?: string } {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === "string" && code.length === 5 && typeof severity === "string";
}

function systemRefusal(error: Error & { code?: unknown; syscall?: unknown }): Refusal | undefined {
  if (typeof error.code === "string" && SYSTEM_ERRORS[error.code]) return SYSTEM_ERRORS[error.code];
  const isLost =
    LOST_SOCKETS.has(String(error.code)) && (error.syscall === "read" || error.syscall === "write");
  if (error.syscall === "connect" || isLost || CONNECTION_LOST.test(error.message))
    return ["database-unavailable", 503];
  return undefined;
}

/**
 * Every way a request can fail, as a refusal with a stable code: what a schema refuses, what the database or the search
 * engine refuse, a full disk (507), a database that is away (503). Everything else is a bug: `internal` 500.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    return new Problem("invalid-request", 400, {
      place: `${error.validationContext ?? "request"}${first?.instancePath ?? ""}`,
      reason: first?.message ?? "",
    });
  }
  if (!(error instanceof Error)) return new Problem("internal", 500);
  if (isDatabaseError(error)) {
    const found = DATABASE_ERRORS[error.code] ?? DATABASE_CLASSES[error.code.slice(0, 2)];
    return found ? problemOf(found) : new Problem("internal", 500);
  }
  if (error instanceof IndexRefusal && ENGINE_REFUSALS[error.code])
    return problemOf(ENGINE_REFUSALS[error.code]!);
  const status = (error as FastifyError).statusCode;
  if (status !== undefined && status >= 400 && status < 500)
    return new Problem(status === 413 ? "too-large" : "invalid-request", status, { reason: error.message });
  const refusal = systemRefusal(error);
  return refusal ? problemOf(refusal) : new Problem("internal", 500);
}

const MACHINE_CODES = new Set(["database-unavailable", "storage-full"]);

/**
 * Whether the machine failed, whatever was asked: the database is away or the disk is full. Such a failure passes, and
 * says nothing about the work it met.
 */
export function isSystemFailure(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error)) return false;
  if (!(error instanceof Problem) && MACHINE_CODES.has(toProblem(error).code)) return true;
  return depth < MOST_CAUSES && isSystemFailure(error.cause, depth + 1);
}

const LONGEST_MESSAGE = 300;
const MOST_CAUSES = 3;

/** What the log keeps of an error. */
export type FailureLine = { [name: string]: unknown; type: string; message: string; stack: string };

/**
 * An error as the log may keep it: where it happened and of which kind. Row data (the database's `detail` and `where`),
 * values quoted in messages, and what readers wrote are left out; the message of a `SyntaxError` is the text itself.
 */
export function describeFailure(error: unknown, depth = 0): FailureLine {
  if (!(error instanceof Error)) return { type: typeof error, message: "", stack: "" };
  const found = error as Error & Record<string, unknown>;
  const told: FailureLine = { type: error.name, message: "", stack: "" };
  for (const name of ["code", "severity", "schema", "table", "column", "constraint", "routine", "syscall"])
    if (typeof found[name] === "string") told[name] = found[name];
  if (!(error instanceof Problem) && !(error instanceof SyntaxError))
    told.message = withoutValues(error.message);
  told.stack = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
  if (error.cause !== undefined && depth < MOST_CAUSES) told.cause = describeFailure(error.cause, depth + 1);
  return told;
}

/** A message without what it quotes: from the first quotation mark of a kind to the last one. */
function withoutValues(message: string): string {
  return message
    .replace(/".*"/s, '"…"')
    .replace(/'.*'/s, "'…'")
    .replace(/`.*`/s, "`…`")
    .replace(/“.*”/s, "“…”")
    .replace(/[({[].*[)}\]]/s, "(…)")
    .slice(0, LONGEST_MESSAGE);
}

/**
 * Writes what an operator needs to find a failure: request id (in every line of a request), method, route and person.
 * Server faults are errors; what only the database noticed is a warning, for a friendlier refusal is missing there.
 */
export function logFailure(request: Request, error: unknown, problem: Problem): void {
  const noticed = problem.status < 500 && isDatabaseError(error);
  if (problem.status < 500 && !noticed) return;
  const line = {
    err: error,
    status: problem.status,
    code: problem.code,
    method: request.method,
    route: request.routeOptions.url ?? null,
    personId: request.actor?.personId ?? null,
  };
  if (noticed) request.log.warn(line, "refused by the database");
  else request.log.error(line, "request failed");
}
