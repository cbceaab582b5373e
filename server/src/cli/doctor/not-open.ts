import type { Config } from "../../kernel/config.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Finding } from "./finding.ts";

/** What the machine or an external PostgreSQL says when it lets nobody in, and what to do. `53300` is PostgreSQL's own code. */
const ADVICE: readonly [RegExp, string][] = [
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    "No machine is known by this name: look at DATABASE_URL, and at the name service of this machine",
  ],
  [/^28/, "Look at user and password in DATABASE_URL, and at pg_hba.conf of PostgreSQL"],
  [/^3D000$/, "Create the database (createdb), or look at its name in DATABASE_URL"],
  [/^42501$/, "Make the user of DATABASE_URL owner of the database: tables are created in it"],
  [/^53300$/, "Raise max_connections of PostgreSQL: a server takes up to 24, the command line 2"],
];
const FOLDER_CODES = new Set(["EACCES", "EEXIST", "ENAMETOOLONG", "ENOENT", "ENOTDIR", "EPERM", "EROFS"]);

/** Why the region could not be opened, as a finding; undefined for a refusal, which says itself what it is. */
export function whyNotOpen(config: Config, error: unknown): Finding | undefined {
  if (!(error instanceof Error) || error instanceof Problem) return undefined;
  const { code = "" } = error as { code?: string };
  if (!config.databaseUrl)
    return FOLDER_CODES.has(code)
      ? {
          check: "data folder",
          ok: false,
          detail: `${config.dataFolder}: ${error.message}`,
          advice: "Set COMMONSHELF_DATA to a folder, and give it to the user that runs the server",
        }
      : undefined;
  return {
    check: "database",
    ok: false,
    detail: `${new URL(config.databaseUrl).host}: ${error.message || code}`,
    advice:
      ADVICE.find(([pattern]) => pattern.test(code))?.[1] ??
      "Start PostgreSQL, or look at name, port and password in DATABASE_URL",
  };
}
