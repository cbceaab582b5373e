import type { AnyCommand } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { addPasted, changeEntry, moveEntry, removeEntry } from "./entries.ts";
import { command, done, editForm, lockRefusals, myLists, noInput, titlePage } from "./list-doors.ts";
import {
  type Added,
  addedSchema,
  directionSchema,
  entriesBodySchema,
  entryChangeSchema,
  entryParams,
  listParams,
} from "./schema.ts";

const UNREAD_SAID = 5;
const LONGEST_SAID = 150;

/** What is told of numbers that were pasted: how many came in, and some of those that did not. */
function pasted({ added, unread }: Added): { key: string; params: Record<string, string | number> } {
  if (unread.length === 0) return { key: "community.paste.done", params: { count: added } };
  const some = unread.slice(0, UNREAD_SAID).join(" · ").slice(0, LONGEST_SAID);
  return { key: "community.paste.partly", params: { count: added, lost: unread.length, some } };
}

/** A form that says in a field which list is meant. */
const intoList = {
  params: ({ list }: Readonly<Record<string, string>>) => ({ id: list }),
  prepareFields: ({ list: _list, ...fields }: Record<string, unknown>) => fields,
};

const addTitles = command({
  name: "lists.add-titles",
  summary: "Put titles into a list; those in it already stay",
  path: "/lists/:id/entries",
  status: 200,
  who: person,
  params: listParams,
  input: entriesBodySchema,
  output: addedSchema,
  refusals: [...lockRefusals, "list-full"],
  audit: "events",
  run: (tx, actor, clock, { id }, input) => addPasted(tx, actor, clock, id, input),
  forms: [
    editForm("/entries", "#entries", null, { done: pasted }),
    {
      ...intoList,
      path: "/instance/:id/list",
      after: (_params, _output, address) => titlePage(address),
      failed: (_params, address) => titlePage(address),
      done: ({ list }) => ({ key: "community.added-to", params: { title: list } }),
    },
    {
      ...intoList,
      path: "/picked",
      after: myLists,
      failed: myLists,
      done: ({ added }) => ({ key: "picked.added", params: { count: added } }),
    },
  ],
});

const change = command({
  name: "lists.change-entry",
  summary: "Change what a list says about a title",
  method: "PATCH",
  path: "/lists/:id/entries/:instanceId",
  status: 204,
  who: person,
  params: entryParams,
  input: entryChangeSchema,
  output: done,
  refusals: [...lockRefusals, "entry-unknown", "section-unknown", "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, { id, instanceId }, input) => {
    await changeEntry(tx, actor, clock, id, instanceId, input);
    return {};
  },
  forms: [editForm("/entries/:instanceId", "#entries", "community.saved")],
});

const move = command({
  name: "lists.move-entry",
  summary: "Move a title one place inside its section",
  path: "/lists/:id/entries/:instanceId/move",
  status: 204,
  who: person,
  params: entryParams,
  input: directionSchema,
  output: done,
  refusals: [...lockRefusals, "entry-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id, instanceId }, { direction }) => {
    await moveEntry(tx, actor, clock, id, instanceId, direction);
    return {};
  },
  forms: (["up", "down"] as const).map((direction) =>
    editForm(`/entries/:instanceId/${direction}`, "#entries", null, {
      fixed: { direction },
      prepareFields: () => ({}),
    }),
  ),
});

const remove = command({
  name: "lists.remove-entry",
  summary: "Take a title out of a list",
  method: "DELETE",
  path: "/lists/:id/entries/:instanceId",
  status: 204,
  who: person,
  params: entryParams,
  input: noInput,
  output: done,
  refusals: lockRefusals,
  audit: "events",
  run: async (tx, actor, clock, { id, instanceId }) => {
    await removeEntry(tx, actor, clock, id, instanceId);
    return {};
  },
  forms: [
    editForm("/entries/:instanceId/remove", "#entries", "community.entry.removed", {
      prepareFields: () => ({}),
    }),
  ],
});

/** What changes the titles of a list. */
export const entryCommands: readonly AnyCommand[] = [addTitles, change, move, remove];
