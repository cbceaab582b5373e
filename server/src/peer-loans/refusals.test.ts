import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasMessage } from "../messages/index.ts";
import { loanTriggers } from "./loans/loan-states.ts";

const sources = ["neighbours", "circles", "shelves", "peer-loans", "nests", "drifting"]
  .flatMap((room) =>
    readdirSync(join(import.meta.dirname, "..", room), { recursive: true, encoding: "utf8" }).map((name) =>
      join("..", room, name),
    ),
  )
  .filter((name) => name.endsWith(".ts") && !name.includes("test"))
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));

test("every refusal of this room has a sentence", () => {
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/(?:new Problem|refuse)\(\s*"([a-z-]+)"/g)].map(([, code]) => code!),
  );
  expect(codes.length).toBeGreaterThan(60);
  expect([...new Set(codes)].filter((code) => !hasMessage(`problem.${code}`))).toEqual([]);
});

test("every message this room sends has a sentence", () => {
  const kinds = sources.flatMap((source) =>
    [...source.matchAll(/tell(?:Many)?\((?:\s*[\w.]+,){2,3}\s*"([a-z-]+)"/g)].map(([, kind]) => kind!),
  );
  expect(kinds.length).toBeGreaterThan(3);
  const moves = Object.keys(loanTriggers).map((trigger) => `peer-${trigger}`);
  expect([...kinds, ...moves].filter((kind) => !hasMessage(`notice.${kind}`))).toEqual([]);
});
