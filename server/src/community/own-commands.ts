import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { keepHistory, profileOf, setDisplayName } from "./profiles.ts";
import { forgetReading } from "./readings.ts";
import { refusalTable } from "./refusals.ts";
import { displayNameSchema, profileSchema, readingParams } from "./schema.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const namePage = (): string => "/account/reviews";
const historyPage = (): string => "/account/history";

const chooseName = command({
  name: "community.choose-name",
  summary: "Choose the name other readers see; null takes it back",
  method: "PATCH",
  path: "/community/profile",
  status: 200,
  who: person,
  params: nothing,
  input: displayNameSchema,
  output: profileSchema,
  refusals: ["display-name-private", "display-name-taken", "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, _params, { displayName }) => {
    await setDisplayName(tx, actor, clock, displayName);
    return await profileOf(tx, actor.personId);
  },
  forms: [
    {
      path: "/account/reviews/name",
      after: namePage,
      failed: namePage,
      done: () => ({ key: "community.saved" }),
    },
  ],
});

const switchHistory = command({
  name: "community.keep-history",
  summary: "Switch my history on from now, or off, which erases it",
  method: "PUT",
  path: "/history",
  status: 200,
  who: person,
  params: nothing,
  input: z.strictObject({ isKept: z.boolean() }).meta({ id: "KeepHistory" }),
  output: profileSchema,
  refusals: [],
  audit: "events",
  run: async (tx, actor, clock, _params, { isKept }) => {
    await keepHistory(tx, actor, clock, isKept);
    return await profileOf(tx, actor.personId);
  },
  forms: (["on", "off"] as const).map((wish) => ({
    path: `/account/history/${wish}`,
    fixed: { isKept: wish === "on" },
    after: historyPage,
    failed: historyPage,
    done: () => ({ key: `community.history.now-${wish}` }),
  })),
});

const forget = command({
  name: "community.forget-reading",
  summary: "Forget one line of my history",
  method: "DELETE",
  path: "/history/:id",
  status: 204,
  who: person,
  params: readingParams,
  input: z.strictObject({}),
  output: nothing,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await forgetReading(tx, actor, id);
    return {};
  },
  forms: [
    {
      path: "/account/history/:id/forget",
      after: historyPage,
      failed: historyPage,
      done: () => null,
    },
  ],
});

/** What concerns nobody but the reader. */
export const ownCommands: readonly AnyCommand[] = [chooseName, switchHistory, forget];
