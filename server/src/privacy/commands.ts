import { z } from "zod";
import { erasePerson as eraseVoices } from "../community/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { erasePerson as eraseLists } from "../lists/index.ts";
import { person } from "../people/index.ts";
import { erasePerson as eraseSearches } from "../saved-searches/index.ts";

const command = commandsOf({});
const nothing = z.object({});
const back = (): string => "/account/reviews";

const eraseWritings = command({
  name: "privacy.erase-writings",
  summary:
    "Erase everything I wrote: lists, reviews, ratings, tags, notes, history, saved searches, public name",
  method: "DELETE",
  path: "/community",
  status: 204,
  who: person,
  params: nothing,
  input: z.strictObject({}),
  output: nothing,
  refusals: [],
  audit: "events",
  run: async (tx, { personId }, clock) => {
    for (const erase of [eraseSearches, eraseLists, eraseVoices]) await erase(tx, clock, personId);
    return {};
  },
  forms: [
    {
      path: "/account/reviews/erase",
      after: back,
      failed: back,
      done: () => ({ key: "community.erase.done" }),
    },
  ],
});

/** Every write of this room that is a command; forgetting a person altogether has a door of its own. */
export const privacyCommands: readonly AnyCommand[] = [eraseWritings];
