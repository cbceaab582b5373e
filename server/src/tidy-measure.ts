import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { rooms } from "./rooms.ts";

/** Top of the checkout. */
export const ROOT = resolve(import.meta.dirname, "../..");
const ROOMS = import.meta.dirname;
const SKIPPED = new Set(["node_modules", "var", "dist", ".git", "fixtures"]);

/** The house's limits. */
const limits = {
  folderSources: 25,
  roomLines: 5000,
  doorNames: 40,
  fileLines: 400,
  functionLines: 70,
} as const;

/** How far each place is over a limit, or how often it does what the house no longer does. */
export type Measures = Record<
  | "folders with too many sources"
  | "rooms with too many lines"
  | "front doors with too many names"
  | "files with too many lines"
  | "functions with too many lines"
  | "doors wired by hand"
  | "reads of other rooms' tables"
  | "clocks outside the kernel"
  | "zones named in code"
  | "shapes that reach the server"
  | "words typed again in pages"
  | "bounds typed into readers' pages"
  | "import circles",
  Record<string, number>
>;

/** Every file under `folder` whose name fits, as absolute paths. */
export function filesUnder(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(path, wanted);
    return wanted.test(entry.name) ? [path] : [];
  });
}

const sources = filesUnder(ROOT, /\.(ts|tsx|mjs)$/).filter((path) => !path.endsWith(".gen.ts"));
const textOf = new Map(sources.map((path) => [path, readFileSync(path, "utf8")]));
const isTest = (path: string): boolean => /\.test\.ts$|testing|fixture/.test(basename(path));
const shortOf = (path: string): string => relative(ROOT, path).split(sep).join("/");

/** Doors that take something and are no commands, how many a file has of them, and why. */
export const technicalDoors: Readonly<Record<string, readonly [count: number, why: string]>> = {
  "server/src/gateways/index.ts": [
    2,
    "protocols with words of their own: SRU and OAI-PMH by GET and POST alike",
  ],
  "server/src/site/index.ts": [1, "a look that the browser keeps in a cookie"],
  "server/src/site/catalogue/export-routes.ts": [2, "reads by more ids than an address holds"],
  "server/src/discovery/relevance-routes.ts": [1, "a read by more recipes than an address holds"],
  "server/src/workbench/index.ts": [
    1,
    "a load streamed to disk within its library's quota; a job does the rest",
  ],
};

/** Names of time zones: the region has one, members have theirs. */
const ZONES = /\b(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[A-Z]\w+/g;

/** Tables of characters and phrases: data, however they are written. */
const DATA =
  /(-data|phrases|variant-forms|simplified|japanese-forms|wade-giles|eacc|fold-classes|pinyin-phrases)[^/\\]*\.ts$/;
const LINES = (text: string): number => text.split("\n").length;

/** Measures the whole checkout. */
export function measure(): Measures {
  return {
    "folders with too many sources": foldersOver(),
    "rooms with too many lines": roomsOver(),
    "front doors with too many names": doorsOver(),
    "files with too many lines": filesOver(),
    "functions with too many lines": functionsOver(),
    "doors wired by hand": doorsByHand(),
    "reads of other rooms' tables": foreignReads(),
    "clocks outside the kernel": countIn(/\bDate\.now\(|new Date\(\)/g, isClocked),
    "zones named in code": countIn(ZONES, (path) => isRoomSource(path) || isPage(path)),
    "shapes that reach the server": shapesThatReach(),
    "words typed again in pages": wordsAgain(),
    "bounds typed into readers' pages": typedBounds(),
    "import circles": circles(),
  };
}

function over(counts: Map<string, number>, limit: number): Record<string, number> {
  return Object.fromEntries(
    [...counts].filter(([, count]) => count > limit).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function foldersOver(): Record<string, number> {
  const counts = new Map<string, number>();
  for (const path of sources.filter((one) => !isTest(one))) {
    const folder = shortOf(dirname(path));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return over(counts, limits.folderSources);
}

function roomsOver(): Record<string, number> {
  const counts = new Map<string, number>();
  for (const path of sources.filter((one) => !isTest(one))) {
    const room = roomOf(path);
    if (room) counts.set(room, (counts.get(room) ?? 0) + LINES(textOf.get(path)!));
  }
  return over(counts, limits.roomLines);
}

/** Front doors that are wider than the house allows, and how wide: a number here may only go down. */
const WIDE_DOORS: Readonly<Record<string, number>> = {
  "server/src/catalogue/index.ts": 98,
  "server/src/collections/index.ts": 41,
  "server/src/discovery/index.ts": 55,
  "server/src/matching/index.ts": 43,
  "server/src/people/index.ts": 79,
  "server/src/shelves/index.ts": 44,
};

function doorsOver(): Record<string, number> {
  const doors = sources.filter((one) => roomOf(one) && basename(one) === "index.ts");
  const counts = over(new Map(doors.map((path) => [shortOf(path), namesOf(path)])), limits.doorNames);
  const listed = Object.keys(WIDE_DOORS).filter((door) => counts[door] !== WIDE_DOORS[door]);
  const wider = Object.keys(counts).filter((door) => !(door in WIDE_DOORS));
  return Object.fromEntries([...listed, ...wider].map((door) => [door, counts[door] ?? 0]));
}

/** Names that a file gives away: those in braces, its own, and everything behind `export *`, under a name or none. */
function namesOf(path: string): number {
  const text = textOf.get(path) ?? "";
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap((found) =>
    found[1]!.split(",").filter((name) => name.trim() !== ""),
  );
  const own = text.match(/^export (?:async function|function|const|class|type|abstract class) /gm) ?? [];
  const behind = [...text.matchAll(/^export \* (?:as \w+ )?from "([^"]+)"/gm)].map((found) =>
    namesOf(resolve(dirname(path), found[1]!)),
  );
  return behind.reduce(
    (sum, count) => sum + count,
    listed.length + own.filter((one) => !/type $/.test(one)).length,
  );
}

/** `"a", "b", "c"` or `"a" | "b" | "c"`: a set of words, in any order, as one string. */
const setOf = (written: string): string => (written.match(/"[^"]+"/g) ?? []).sort().join();
/** Pages that type a list of words that the server has under a name: how many such lists. Of two words it may be chance. */
function wordsAgain(): Record<string, number> {
  const named = new Set(
    sources.flatMap((path) =>
      isRoomSource(path) || roomOf(path) === "kernel"
        ? [
            ...textOf
              .get(path)!
              .matchAll(/^export const \w+(?:: [^=]+)? = \[((?:\s*"[\w-]+",?)+)\s*\] as const/gm),
          ].map((found) => setOf(found[1]!))
        : [],
    ),
  );
  const listed = /"[\w-]+"(?:(?:\s*,|\s*\|)\s*"[\w-]+")+/g;
  const counts = new Map<string, number>();
  for (const path of sources.filter((one) => shortOf(one).startsWith("web/") && !isTest(one))) {
    const again = [...textOf.get(path)!.matchAll(listed)]
      .map((found) => setOf(found[0]))
      .filter((words) => words.split(",").length > 2 && named.has(words));
    counts.set(shortOf(path), again.length);
  }
  return over(counts, 0);
}

/** Files that reach themselves over what they take from each other at run time, by the first of each circle: how many they are. */
function circles(): Record<string, number> {
  const reach = new Map(
    sources.filter((path) => !isTest(path)).map((path) => [path, takenBy(path)] as const),
  );
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: Record<string, number> = {};
  const visit = (path: string): void => {
    const at = order.size;
    order.set(path, at);
    lowest.set(path, at);
    open.push(path);
    for (const next of reach.get(path) ?? []) {
      if (!reach.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(path, Math.min(lowest.get(path)!, lowest.get(next)!));
    }
    if (lowest.get(path) !== at) return;
    const circle = open.splice(open.indexOf(path));
    if (circle.length > 1) found[circle.map(shortOf).sort()[0]!] = circle.length;
  };
  for (const path of reach.keys()) if (!order.has(path)) visit(path);
  return found;
}

/** Files that a file takes values from; types are gone before it runs. */
function takenBy(path: string): string[] {
  const statements = textOf
    .get(path)!
    .matchAll(/^(?:import|export) (?!type\b)([^"';]*?)\s*from "(\.[^"]+)"/gms);
  return [...statements]
    .filter(([, names]) => {
      const listed = names!.trim();
      return (
        !listed.startsWith("{") ||
        listed
          .slice(1, -1)
          .split(",")
          .some((one) => /^\s*(?!type )\w/.test(one))
      );
    })
    .map(([, , to]) => resolve(dirname(path), to!));
}

function filesOver(): Record<string, number> {
  const counts = new Map(
    sources
      .filter((path) => !DATA.test(path) && !isTest(path))
      .map((path) => [shortOf(path), LINES(textOf.get(path)!)]),
  );
  return over(counts, limits.fileLines);
}

type Diagnostic = { message: string; filename: string };

/** Asks oxlint, which reads the syntax: `file: function` and its lines. */
function functionsOver(): Record<string, number> {
  const printed = execFileSync(
    process.execPath,
    [join(ROOT, "node_modules/oxlint/bin/oxlint"), "-c", ".oxlint-lengths.json", "--format", "json"],
    { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  const counts = new Map<string, number>();
  for (const { message, filename } of (JSON.parse(printed) as { diagnostics: Diagnostic[] }).diagnostics) {
    const name = /`([^`]+)`/.exec(message)?.[1] ?? "(nameless)";
    const lines = Number(/\((\d+)\)/.exec(message)?.[1] ?? 0);
    if (isTest(filename) || DATA.test(filename)) continue;
    const place = `${filename}: ${name}`;
    counts.set(place, Math.max(counts.get(place) ?? 0, lines));
  }
  return over(counts, limits.functionLines);
}

function countIn(pattern: RegExp, wanted: (path: string) => boolean): Record<string, number> {
  const counts = new Map<string, number>();
  for (const path of sources.filter((one) => wanted(one) && !isTest(one)))
    counts.set(shortOf(path), [...textOf.get(path)!.matchAll(pattern)].length);
  return over(counts, 0);
}

function doorsByHand(): Record<string, number> {
  const counted = countIn(/\bapp\s*\.(?:post|put|patch|delete|route)\(/g, isRoomSource);
  return Object.fromEntries(
    Object.entries(counted)
      .map(([path, count]) => [path, count - (technicalDoors[path]?.[0] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );
}

/** Room of a server file: its first folder under server/src. */
export function roomOf(path: string): string | undefined {
  const parts = relative(ROOMS, path).split(sep);
  return parts.length > 1 && !parts[0]!.startsWith("..") ? parts[0] : undefined;
}

/** What browsers run. */
const isPage = (path: string): boolean => /^web\/(staff|reader)\//.test(shortOf(path));

function isRoomSource(path: string): boolean {
  const room = roomOf(path);
  return room !== undefined && room !== "kernel" && basename(path) !== "form-door.ts";
}

function isClocked(path: string): boolean {
  return roomOf(path) !== undefined && !/kernel[/\\](time|ids)\.ts$/.test(path);
}

/** SQL that names a table of another room which that room does not publish as a view, or a room that its own does not enter. */
function foreignReads(): Record<string, number> {
  const published = new Set(rooms.flatMap((room) => room.views ?? []));
  const schemaOf = (name: string): string => name.replaceAll("-", "_");
  const schemas = rooms.map((room) => schemaOf(room.name));
  const enters = new Map(rooms.map((room) => [schemaOf(room.name), new Set(room.enters.map(schemaOf))]));
  const pattern = new RegExp(`\\b(?:from|join|using|table)\\s+(${schemas.join("|")})\\.([a-z_]+)`, "gi");
  const counts = new Map<string, number>();
  for (const path of sources.filter((one) => isRoomSource(one) && !isTest(one))) {
    const own = schemaOf(roomOf(path)!);
    const foreign = [...textOf.get(path)!.matchAll(pattern)].filter(
      ([, schema, name]) =>
        schema !== own && !(published.has(`${schema}.${name}`) && enters.get(own)?.has(schema!)),
    );
    counts.set(shortOf(path), foreign.length);
  }
  return over(counts, 0);
}

/** Bounds that pages still say themselves, how many a file has: a number here may only go down. */
const TYPED_BOUNDS: Readonly<Record<string, number>> = {
  "web/reader/account/picked.tsx": 1,
  "web/reader/acquisitions/suggestions.tsx": 5,
  "web/reader/alliance/alliance.tsx": 7,
  "web/reader/alliance/help-desk.tsx": 4,
  "web/reader/alliance/office.tsx": 1,
  "web/reader/alliance/organisation.tsx": 5,
  "web/reader/catalogue/work.tsx": 1,
  "web/reader/circles/circle.tsx": 8,
  "web/reader/circles/circles.tsx": 1,
  "web/reader/collections/embed.tsx": 1,
  "web/reader/collections/leaf.tsx": 2,
  "web/reader/collections/search.tsx": 3,
  "web/reader/collections/voices.tsx": 4,
  "web/reader/columns/write-article.tsx": 1,
  "web/reader/community/reviews.tsx": 6,
  "web/reader/consortium/face.tsx": 5,
  "web/reader/discovery/browse.tsx": 1,
  "web/reader/discovery/expert.tsx": 2,
  "web/reader/discovery/facet-values.tsx": 1,
  "web/reader/discovery/filters.tsx": 2,
  "web/reader/drifting/drift-parts.tsx": 2,
  "web/reader/drifting/drift.tsx": 2,
  "web/reader/drifting/finder.tsx": 1,
  "web/reader/frame/post-form.tsx": 1,
  "web/reader/frame/readers/report.tsx": 1,
  "web/reader/frame/search-box.tsx": 1,
  "web/reader/frame/search-in.tsx": 1,
  "web/reader/lists/list-edit.tsx": 6,
  "web/reader/lists/lists.tsx": 2,
  "web/reader/media/document.tsx": 1,
  "web/reader/nests/nest-acts.tsx": 2,
  "web/reader/nests/nests.tsx": 1,
  "web/reader/peer-loans/appointment.tsx": 1,
  "web/reader/peer-loans/loan-step.tsx": 1,
  "web/reader/peer-loans/loans.tsx": 1,
  "web/reader/people/activate.tsx": 2,
  "web/reader/people/code-field.tsx": 1,
  "web/reader/people/join.tsx": 2,
  "web/reader/readings/reading.tsx": 3,
  "web/reader/salons/salon.tsx": 2,
  "web/reader/saved-searches/saved-searches.tsx": 1,
  "web/reader/shelves/copy.tsx": 3,
  "web/reader/shelves/my-books.tsx": 1,
  "web/reader/shelves/near.tsx": 1,
  "web/reader/shelves/publish.tsx": 3,
};

/** Numbers that fields of forms bear, which the schema of their command says (`boundsOf`): more or fewer than listed. */
function typedBounds(): Record<string, number> {
  const field = /<(?:input|textarea)\b(?:[^<>]|=>)*?\bname=(?:[^<>]|=>)*?>/g;
  const bound = /\b(?:minLength|maxLength|min|max)=\{[\d_]+\}/g;
  const pages = sources.filter((path) => shortOf(path).startsWith("web/reader/") && !isTest(path));
  const counts = pages.map((path) => {
    const found = [...textOf.get(path)!.matchAll(field)].flatMap(([one]) => one.match(bound) ?? []);
    return [shortOf(path), found.length - (TYPED_BOUNDS[shortOf(path)] ?? 0)] as const;
  });
  return Object.fromEntries(counts.filter(([, more]) => more !== 0));
}

/** Shapes and words that browsers use: files that reach a database or a Node module through their own imports. */
function shapesThatReach(): Record<string, number> {
  const counts = new Map<string, number>();
  for (const path of sources.filter(
    (one) => roomOf(one) && /[\\/](schema|words)\.ts$|-(schema|states)\.ts$/.test(one),
  ))
    counts.set(shortOf(path), reached(path, new Set()).length > 0 ? 1 : 0);
  return over(counts, 0);
}

function reached(path: string, seen: Set<string>): string[] {
  const text = textOf.get(path);
  if (seen.has(path) || text === undefined) return [];
  seen.add(path);
  const values = [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+"([^"]+)"/gms)];
  return values.flatMap(([, to]) => {
    if (/^(node:|kysely|pg|fastify|graphile)/.test(to!)) return [to!];
    return to!.startsWith(".") ? reached(resolve(dirname(path), to!), seen) : [];
  });
}
