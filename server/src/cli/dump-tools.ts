import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const LONGEST_OUTPUT = 16 * 2 ** 20;

/**
 * Runs one of PostgreSQL's own tools against an external server. The password travels in the environment, so that it
 * stands in no command line. Fails with what the tool said; when it is not installed, with what to do instead.
 */
export async function runTool(
  tool: "pg_dump" | "pg_restore",
  words: string[],
  url: string,
  environment: Record<string, string | undefined>,
): Promise<string> {
  const place = new URL(url);
  const password = decodeURIComponent(place.password);
  place.password = "";
  try {
    const { stdout } = await run(tool, [...words, `--dbname=${place}`], {
      env: { ...environment, ...(password ? { PGPASSWORD: password } : {}) },
      maxBuffer: LONGEST_OUTPUT,
    });
    return stdout;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error(
        `${tool} is not installed here. Install PostgreSQL's client programs of the server's version or newer, or use the server's own backup (pg_dump --format=custom, pg_restore, pg_basebackup)`,
        { cause },
      );
    const said = String((cause as { stderr?: string }).stderr ?? "").trim();
    throw new Error(`${tool} failed: ${said.slice(-1000)}`, { cause });
  }
}
