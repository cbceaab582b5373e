import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { rooms } from "./rooms.ts";
import { filesUnder, measure, ROOT, roomOf, technicalDoors } from "./tidy-measure.ts";

const ROOMS = import.meta.dirname;
const sources = filesUnder(ROOT, /\.(ts|tsx|mjs)$/).filter((path) => !path.endsWith(".gen.ts"));
const textOf = new Map(sources.map((path) => [path, readFileSync(path, "utf8")]));
/** Folders under server/src that are no rooms: the ground, the words, and the command line, which reads the list. */
const BESIDE = ["kernel", "messages", "cli", "history", "contracts"];
const order = new Map(rooms.map((room, place) => [room.name, place]));
const enters = new Map(rooms.map((room) => [room.name, room.enters]));

type Import = { from: string; to: string };

function importsOf(path: string): Import[] {
  const text = textOf.get(path)!;
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => ({
    from: path,
    to: found[1]!,
  }));
}

const serverImports = sources
  .filter((path) => roomOf(path) !== undefined)
  .flatMap(importsOf)
  .filter((i) => i.to.startsWith("."));
const isTestFile = (path: string): boolean => /\.test\.ts$|testing|fixture/.test(path);

describe("stairs", () => {
  test("every folder is a room of the list, and every room has its folder and says its own name", () => {
    const folders = readdirSync(ROOMS).filter((name) => statSync(join(ROOMS, name)).isDirectory());
    expect(folders.filter((name) => !order.has(name) && !BESIDE.includes(name))).toEqual([]);
    expect(rooms.filter((room) => !folders.includes(room.name)).map((room) => room.name)).toEqual([]);
  });

  test("every room has its line in the architecture", () => {
    const text = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
    const named = [...text.matchAll(/^\| \d+ +\| ([^|]+)\|/gm)].flatMap(([, names]) =>
      names!.split(",").map((name) => name.trim()),
    );
    expect(rooms.map((room) => room.name).filter((name) => !named.includes(name))).toEqual([]);
    const others = ["cli", "kernel", "`packages/`"];
    expect(named.filter((name) => !order.has(name) && !others.includes(name))).toEqual([]);
  });

  test("a room names only rooms before it in the list", () => {
    const wrong = rooms.flatMap((room) =>
      room.enters
        .filter((other) => (order.get(other) ?? Infinity) >= order.get(room.name)!)
        .map((other) => `${room.name} enters ${other}`),
    );
    expect(wrong).toEqual([]);
  });

  test("a room enters only rooms it names, and only through their front door", () => {
    const wrong: string[] = [];
    for (const one of serverImports) {
      const target = resolve(dirname(one.from), one.to);
      const from = roomOf(one.from)!;
      const to = roomOf(target);
      if (to === undefined || to === from || to === "messages" || to === "kernel" || to === "contracts")
        continue;
      const isTest = isTestFile(one.from);
      if (from !== "cli" && !isTest && !enters.get(from)?.includes(to))
        wrong.push(`${relative(ROOT, one.from)} enters ${to}, which its room does not name`);
      const isWorld = isTest && target.endsWith(`${sep}testing.ts`);
      const isDoor =
        target.endsWith(`${sep}${to}${sep}index.ts`) || /(schema|words|-states)\.ts$/.test(target);
      if (!isDoor && !isWorld) wrong.push(`${relative(ROOT, one.from)} enters ${to} by ${one.to}`);
    }
    expect(wrong).toEqual([]);
  });

  test("only the list of rooms, the app and the command line know rooms.ts", () => {
    const wrong = serverImports.filter(
      (one) => one.to.endsWith("/rooms.ts") && roomOf(one.from) !== "cli" && !isTestFile(one.from),
    );
    expect(wrong.map((one) => relative(ROOT, one.from))).toEqual([]);
  });

  test("packages know neither rooms nor each other's insides", () => {
    const wrong = sources
      .filter((path) => relative(ROOT, path).startsWith(`packages${sep}`))
      .flatMap(importsOf)
      .filter((i) => /server\/|kysely|fastify|node:(fs|net|http)/.test(i.to))
      .filter((i) => !/\.test\.ts$|bench/.test(i.from));
    expect(wrong.map((i) => `${relative(ROOT, i.from)}: ${i.to}`)).toEqual([]);
  });
});

/** Places that act for somebody who is at no door, and what that person did that lets them. */
const actingForOthers: Readonly<Record<string, string>> = {
  "server/src/collections/imports/import-job.ts": "began the import, whose rows a job writes",
  "server/src/fulfilment/attempts.ts": "made the request, whose ways are tried when their turn comes",
  "server/src/harvesting/harvest.ts": "began the harvest, whose records are loaded when they have come",
};

describe("limits of the house", () => {
  // Asking the checker of syntax takes a second, so all is measured once.
  const measured = measure();
  test.each(Object.keys(measured) as (keyof typeof measured)[])("%s: none", (rule) => {
    expect(measured[rule]).toEqual({});
  });

  test("a door that is no command is one there is, with its reason", () => {
    for (const path of Object.keys(technicalDoors)) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});

describe("tables", () => {
  const schemaOf = (room: string): string => room.replaceAll("-", "_");
  const schemas = new Set(rooms.map((room) => schemaOf(room.name)));

  test("a room writes only tables of its own schema", () => {
    const wrong: string[] = [];
    for (const path of sources) {
      const room = roomOf(path);
      if (room === undefined || room === "cli" || isTestFile(path)) continue;
      for (const found of textOf
        .get(path)!
        .matchAll(/\b(?:insert into|update|delete from|copy)\s+([a-z_]+)\.[a-z_]+/g)) {
        const schema = found[1]!;
        if (schema !== schemaOf(room) && (schemas.has(schema) || schema === "kernel"))
          wrong.push(`${relative(ROOT, path)}: ${found[0]}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("foreign keys point down", () => {
    const wrong: string[] = [];
    for (const path of filesUnder(ROOMS, /\.sql$/)) {
      const room = roomOf(path)!;
      if (!order.has(room)) continue;
      for (const found of readFileSync(path, "utf8").matchAll(/references\s+([a-z_]+)\./g)) {
        const target = rooms.find((one) => schemaOf(one.name) === found[1]);
        if (target && order.get(target.name)! > order.get(room)!)
          wrong.push(`${relative(ROOT, path)}: ${found[0]}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("house rules", () => {
  test("the environment is read in one place", () => {
    const allowed =
      /kernel[/\\](config|testing|postgres[/\\]account)\.ts$|cli[/\\]testing-server\.ts$|\.test\.ts$|^bench|^e2e|^packages|\.config\.ts$/;
    const wrong = sources.filter(
      (path) => /(?<!")process\.env/.test(textOf.get(path)!) && !allowed.test(relative(ROOT, path)),
    );
    expect(wrong.map((path) => relative(ROOT, path))).toEqual([]);
  });

  test("an instant becomes a date in somebody's zone, never by cutting it", () => {
    const cut =
      /toISOString\(\)\s*\.(slice|substring|substr)\(\s*0,\s*(4|7|8|10)\s*\)|toISOString\(\)\s*\.split\(|getUTC(FullYear|Month|Date)\(|toJSON\(\)\s*\.slice/;
    const wrong = sources
      .map((path) => relative(ROOT, path).replaceAll(sep, "/"))
      .filter(
        (path) =>
          /^(server\/src|web)\//.test(path) &&
          !/^server\/src\/kernel\/|\.test\.tsx?$|testing[^/]*\.ts$/.test(path) &&
          cut.test(textOf.get(join(ROOT, path))!),
      );
    expect(wrong).toEqual([]);
  });

  test("every mail to a person goes out in one place", () => {
    const wrong = serverImports.filter(({ to, from }) => /\/send-mail\.ts$/.test(to) && !isTestFile(from));
    expect(wrong.map(({ from }) => relative(ROOT, from))).toEqual(["server/src/notices/letters.ts"]);
  });

  test("nobody is taken for an actor by a cast", () => {
    const cast = /\bas (?:unknown as )?\w*Actor\b(?!["'])|\bas (?:unknown as )?typeof systemActor\b/;
    const wrong = sources
      .map((path) => relative(ROOT, path).replaceAll(sep, "/"))
      .filter((path) => !/^server\/src\/kernel\/(testing-)?actors?\.ts$|tidy\.test\.ts$/.test(path))
      .filter((path) => cast.test(textOf.get(join(ROOT, path))!));
    expect(wrong).toEqual([]);
  });

  test("only few say who somebody is, or act for somebody who is at no door", () => {
    const calling = (maker: string): string[] =>
      sources
        .filter((path) => new RegExp(`\\b${maker}\\(`).test(textOf.get(path)!))
        .map((path) => relative(ROOT, path).replaceAll(sep, "/"))
        .filter((path) => !/^server\/src\/kernel\/(testing-)?actors?\.ts$|^(demo|bench)\//.test(path))
        .filter((path) => !isTestFile(path));
    expect(calling("actorOfSession")).toEqual(["server/src/people/sign-in/sessions.ts"]);
    expect(calling("onBehalfOf").sort()).toEqual(Object.keys(actingForOthers));
    const borrowed = serverImports.filter((one) => !isTestFile(one.from) && /testing-actors/.test(one.to));
    expect(borrowed.map((one) => relative(ROOT, one.from))).toEqual([]);
  });

  test("no focused, skipped or unfinished work is left", () => {
    const marks = new RegExp(
      ["\\.only\\(", "\\.todo\\(", "FIX" + "ME", "TO" + "DO\\b", "console\\.log\\(", "@ts-" + "ignore"].join(
        "|",
      ),
    );
    const wrong = sources.filter(
      (path) =>
        !path.endsWith("tidy.test.ts") &&
        !/^bench/.test(relative(ROOT, path)) &&
        marks.test(textOf.get(path)!),
    );
    expect(wrong.map((path) => relative(ROOT, path))).toEqual([]);
  });
});
