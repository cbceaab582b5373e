import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commands, rooms } from "./rooms.ts";
import { PROVOKED_FOLDER } from "./testing-folders.ts";

/**
 * `npm run provoked`, after a run of all tests: fails when a command or a query declares a refusal that no test provoked and the
 * list does not know. `--shrink`, after any run: takes from the list what has been provoked. It never comes to hold more (`npm run format` after it).
 */
const LIST = join(import.meta.dirname, "refusals-unprovoked.json");
/** Commands by name, queries as `GET /path`; for each the codes. */
type Codes = Record<string, readonly string[]>;

const queries = rooms.flatMap((room) => room.queries ?? []);
const declared: Codes = Object.fromEntries([
  ...commands.map(({ name, refusals }) => [name, Object.keys(refusals)]),
  ...queries.map(({ path, refusals }) => [`GET ${path}`, Object.keys(refusals)]),
]);
const listed = JSON.parse(readFileSync(LIST, "utf8")) as Codes;
const files = existsSync(PROVOKED_FOLDER) ? readdirSync(PROVOKED_FOLDER) : [];
const provoked = new Set(
  files.flatMap((file) => readFileSync(join(PROVOKED_FOLDER, file), "utf8").split("\n")),
);

/** What stands in `codes` and fits, door by door. */
function only(codes: Codes, fits: (door: string, code: string) => boolean): Codes {
  const kept = Object.entries(codes).map(
    ([door, all]) => [door, all.filter((code) => fits(door, code)).sort()] as const,
  );
  return Object.fromEntries(kept.filter(([, all]) => all.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const unmet = only(declared, (door, code) => !provoked.has(`${door} ${code}`));
if (process.argv.includes("--shrink")) {
  const left = only(listed, (door, code) => unmet[door]?.includes(code) === true);
  writeFileSync(LIST, `${JSON.stringify(left, null, 2)}\n`);
} else {
  const unknown = only(unmet, (door, code) => listed[door]?.includes(code) !== true);
  for (const [door, codes] of Object.entries(unknown))
    process.stderr.write(`No test provokes ${codes.join(", ")} of ${door}\n`);
  if (Object.keys(unknown).length > 0) process.exitCode = 1;
  const met = Object.values(only(listed, (door, code) => !unmet[door]?.includes(code))).flat();
  if (met.length > 0) process.stdout.write(`${met.length} refusals of the list are provoked: --shrink it\n`);
}
process.exit();
