import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measure } from "./tidy-measure.ts";

/** `npm run tidy`: writes the allowance anew where the house became better. It never allows more than before. */
const path = join(import.meta.dirname, "tidy-allowance.json");
const before = JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, number>>;
const after = Object.fromEntries(
  Object.entries(measure()).map(([rule, places]) => [
    rule,
    Object.fromEntries(
      Object.entries(places).flatMap(([place, found]) => {
        const allowed = before[rule]?.[place];
        return allowed === undefined ? [] : [[place, Math.min(found, allowed)]];
      }),
    ),
  ]),
);
writeFileSync(path, `${JSON.stringify(after, null, 2)}\n`);
