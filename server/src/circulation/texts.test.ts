import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { catalogues } from "../messages/index.ts";
import { allHoldStates } from "../targeting/hold-states.ts";
import { itemActions, itemEvents, itemStatuses } from "../targeting/item-words.ts";

const ROOT = join(import.meta.dirname, "../../..");
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Record<string, string>;

test.each(languages)("everything this room tells people has a sentence in %s", (language) => {
  const staff = read(`web/staff/messages/${language}.json`);
  const missing = [
    ...itemStatuses.map((status) => `status.${status}`).filter((k) => !catalogues[language][k] || !staff[k]),
    ...itemActions
      .flatMap((action) => [`action.${action}`, `action.${action}.sure`])
      .filter((k) => !staff[k]),
    ...itemEvents.map((kind) => `event.${kind}`).filter((k) => !staff[k]),
    ...allHoldStates.map((state) => `state.${state}`).filter((k) => !staff[k]),
  ];
  expect(missing).toEqual([]);
});
