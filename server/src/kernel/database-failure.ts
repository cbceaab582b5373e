/** What went wrong when nobody's request was at fault: the database is away, or the disk is full. */
export type SystemFailure = "database-away" | "storage-full";

/** SQLSTATE classes and codes of PostgreSQL, and what Node says of sockets and files. */
const FULL = new Set(["53100", "ENOSPC", "EDQUOT"]);
const AWAY = new Set([
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "53300", // too_many_connections
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);
/** node-postgres gives these no code. */
const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after)/;
const DEEPEST_CAUSE = 5;

/**
 * Tells failures of the machine from mistakes of a request: they say nothing about what was asked, and pass when the
 * database is back or the disk has room. `undefined` for everything else.
 */
export function systemFailureOf(error: unknown): SystemFailure | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < DEEPEST_CAUSE; at = at.cause, depth++) {
    const { code, syscall } = at as NodeJS.ErrnoException;
    if (code !== undefined && FULL.has(code)) return "storage-full";
    const isAway =
      (code !== undefined && (AWAY.has(code) || code.startsWith("08"))) ||
      // The Unix socket of an embedded server that is not there.
      (code === "ENOENT" && syscall === "connect") ||
      AWAY_WORDS.test(at.message);
    if (isAway) return "database-away";
  }
  return undefined;
}
