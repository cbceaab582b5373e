import type { AnyCommand } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { command, done, editForm, lockRefusals, noInput } from "./list-doors.ts";
import { directionSchema, listParams, sectionParams, sectionSchema, sectionTitleSchema } from "./schema.ts";
import { addSection, moveSection, removeSection, renameSection } from "./sections.ts";

const add = command({
  name: "lists.add-section",
  summary: "Add a section",
  path: "/lists/:id/sections",
  status: 201,
  who: person,
  params: listParams,
  input: sectionTitleSchema,
  output: sectionSchema,
  refusals: [...lockRefusals, "too-many-sections", "text-refused"],
  audit: "events",
  run: (tx, actor, clock, { id }, { title }) => addSection(tx, actor, clock, id, title),
  forms: [editForm("/sections", "#sections", "community.saved")],
});

const rename = command({
  name: "lists.rename-section",
  summary: "Rename a section",
  method: "PATCH",
  path: "/lists/:id/sections/:sectionId",
  status: 204,
  who: person,
  params: sectionParams,
  input: sectionTitleSchema,
  output: done,
  refusals: [...lockRefusals, "section-unknown", "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, { id, sectionId }, { title }) => {
    await renameSection(tx, actor, clock, id, sectionId, title);
    return {};
  },
  forms: [editForm("/sections/:sectionId", "#sections", "community.saved")],
});

const move = command({
  name: "lists.move-section",
  summary: "Move a section one place",
  path: "/lists/:id/sections/:sectionId/move",
  status: 204,
  who: person,
  params: sectionParams,
  input: directionSchema,
  output: done,
  refusals: [...lockRefusals, "section-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id, sectionId }, { direction }) => {
    await moveSection(tx, actor, clock, id, sectionId, direction);
    return {};
  },
  forms: (["up", "down"] as const).map((direction) =>
    editForm(`/sections/:sectionId/${direction}`, "#sections", null, {
      fixed: { direction },
      prepareFields: () => ({}),
    }),
  ),
});

const remove = command({
  name: "lists.remove-section",
  summary: "Take a section away; its titles stay",
  method: "DELETE",
  path: "/lists/:id/sections/:sectionId",
  status: 204,
  who: person,
  params: sectionParams,
  input: noInput,
  output: done,
  refusals: [...lockRefusals, "section-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id, sectionId }) => {
    await removeSection(tx, actor, clock, id, sectionId);
    return {};
  },
  forms: [editForm("/sections/:sectionId/remove", "#sections", null, { prepareFields: () => ({}) })],
});

/** What changes the sections of a list. */
export const sectionCommands: readonly AnyCommand[] = [add, rename, move, remove];
