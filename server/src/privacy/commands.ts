import { z } from "zod";
import { erasePerson as eraseVoices } from "../community/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { Problem } from "../kernel/problem.ts";
import { erasePerson as eraseLists } from "../lists/index.ts";
import { grave, person } from "../people/index.ts";
import { erasePerson as eraseSearches } from "../saved-searches/index.ts";
import { eraseOneself } from "./erase-person.ts";
import { refusalTable } from "./refusals.ts";

const command = commandsOf(refusalTable);
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

const DATA = "/account/data";

/** Somebody is forgotten, after a fresh proof that it is they who ask. */
const forget = command({
  name: "privacy.forget-me",
  summary: "Forget me: nothing may be lent, asked for or disputed any more",
  method: "DELETE",
  path: "/me",
  status: 200,
  who: person,
  params: nothing,
  input: nothing,
  output: nothing,
  refusals: ["erasure-open-loans", "erasure-staff"],
  audit: "events",
  prepare: async (deps, actor) => {
    await grave(deps, actor);
    return deps.erasers ?? [];
  },
  run: async (tx, actor, clock, _params, _input, erasers) => {
    await eraseOneself(tx, clock, erasers, actor);
    return {};
  },
  forms: [
    {
      path: `${DATA}/forget`,
      keyless: true,
      prepareFields: ({ sure }) => {
        if (sure !== "1") throw new Problem("form-incomplete", 422);
        return {};
      },
      after: () => "/",
      failed: () => DATA,
      done: () => ({ key: "data.forget.done" }),
    },
  ],
});

/** Every write of this room. */
export const privacyCommands: readonly AnyCommand[] = [eraseWritings, forget];
