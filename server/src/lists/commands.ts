import { z } from "zod";
import type { AnyCommand } from "../kernel/command.ts";
import { reportBodySchema } from "../moderation/schema.ts";
import { person } from "../people/index.ts";
import { editorCommands } from "./editor-commands.ts";
import { addEntries } from "./entries.ts";
import { entryCommands } from "./entry-commands.ts";
import { command, done, editForm, editPage, lockRefusals, myLists, noInput } from "./list-doors.ts";
import { changeList, createList, deleteList, renewShareKey } from "./lists.ts";
import { reportList } from "./reports.ts";
import { givenKey, keySchema, listParams, listSchema, listWordsSchema, newListSchema } from "./schema.ts";
import { sectionCommands } from "./section-commands.ts";

const create = command({
  name: "lists.create",
  summary: "Begin a list",
  path: "/lists",
  status: 201,
  who: person,
  params: z.object({}),
  input: newListSchema,
  output: listSchema,
  refusals: ["too-many-lists", "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, _params, { instanceIds, ...words }) => {
    const list = await createList(tx, actor, clock, words);
    if (instanceIds.length === 0) return list;
    const { added } = await addEntries(tx, actor, clock, list.id, instanceIds);
    return { ...list, titles: added };
  },
  forms: [
    {
      path: "/account/lists",
      after: (_params, { id }) => editPage(id),
      failed: myLists,
      done: () => null,
    },
  ],
});

const change = command({
  name: "lists.change",
  summary: "Change what a list says about itself and who sees it",
  method: "PATCH",
  path: "/lists/:id",
  status: 200,
  who: person,
  params: listParams,
  input: listWordsSchema,
  output: listSchema,
  refusals: [...lockRefusals, "cover-not-in-list", "text-refused"],
  audit: "events",
  run: (tx, actor, clock, { id }, input) => changeList(tx, actor, clock, id, input),
  forms: [editForm("/words", "#words", "community.saved")],
});

const remove = command({
  name: "lists.delete",
  summary: "Throw a list away",
  method: "DELETE",
  path: "/lists/:id",
  status: 204,
  who: person,
  params: listParams,
  input: noInput,
  output: done,
  refusals: lockRefusals,
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await deleteList(tx, actor, id);
    return {};
  },
  forms: [editForm("/delete", "", "community.list.deleted", { after: myLists, failed: myLists })],
});

const newShareKey = command({
  name: "lists.renew-share-key",
  summary: "A new secret address; the old one shuts",
  path: "/lists/:id/share-key",
  status: 201,
  who: person,
  params: listParams,
  input: noInput,
  output: keySchema,
  refusals: lockRefusals,
  secret: true,
  audit: "events",
  run: async (tx, actor, _clock, { id }) => ({ key: await renewShareKey(tx, actor, id) }),
  forms: [editForm("/share-key", "#sharing", "community.sharing.renewed", { keyless: true })],
});

/** Where somebody who came by the secret address looks at the list. */
const seenPage = ({ id }: { id: string }, { key }: Readonly<Record<string, string>>): string =>
  `/list/${id}${key ? `?key=${encodeURIComponent(key)}` : ""}`;

const report = command({
  name: "lists.report",
  summary: "Report a list to its moderators",
  path: "/lists/:id/reports",
  status: 204,
  who: person,
  params: listParams,
  input: reportBodySchema
    .extend({
      key: givenKey.optional().describe("Of a list shared by link"),
    })
    .meta({ id: "Report" }),
  output: done,
  refusals: ["list-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { key, ...why }) => {
    await reportList(tx, actor, clock, { id, key: key ?? null }, why);
    return {};
  },
  forms: [
    {
      path: "/list/:id/report",
      after: (params, _output, address) => seenPage(params, address),
      failed: (params, address) => seenPage(params as { id: string }, address),
      done: () => ({ key: "community.reported" }),
    },
  ],
});

/** Every write of this room. */
export const listCommands: readonly AnyCommand[] = [
  create,
  change,
  remove,
  newShareKey,
  report,
  ...entryCommands,
  ...sectionCommands,
  ...editorCommands,
];
