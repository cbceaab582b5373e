import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commands, queries } from "./rooms.ts";
import { PROVOKED_FOLDER } from "./testing-folders.ts";

/**
 * `npm run provoked`, after a run of all tests: fails when a command or a query declares a refusal that no test provoked.
 * Commands go by their names, queries as `GET /path`.
 */
const declared = [
  ...commands.map(({ name, refusals }) => [name, Object.keys(refusals)] as const),
  ...queries.map(({ path, refusals }) => [`GET ${path}`, Object.keys(refusals)] as const),
];
const files = existsSync(PROVOKED_FOLDER) ? readdirSync(PROVOKED_FOLDER) : [];
const provoked = new Set(
  files.flatMap((file) => readFileSync(join(PROVOKED_FOLDER, file), "utf8").split("\n")),
);

for (const [door, codes] of declared) {
  const unmet = codes.filter((code) => !provoked.has(`${door} ${code}`));
  if (unmet.length === 0) continue;
  process.stderr.write(`No test provokes ${unmet.join(", ")} of ${door}\n`);
  process.exitCode = 1;
}
process.exit();
