import { z } from "zod";
import { worker } from "../collections/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { editsOf, moveEdit, tryEdit } from "./edits.ts";
import { refusalTable } from "./refusals.ts";
import { editSchema, newEditSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const bySlug = z.object({ slug: z.string().max(60) });
const byId = z.object({ id: z.string().max(60) });
const nothing = z.object({});
const audit = ({ params, output }: { params: { id: string }; output: { state: string } }) => ({
  subject: { kind: "object-edit", id: params.id },
  scope: "worked-at" as const,
  detail: { state: output.state },
});

const tried = command({
  name: "object-edits.try",
  summary:
    "Try a change of one field of many objects: how many, and how the first of them; nothing is changed",
  path: "/collections/:slug/edits",
  status: 201,
  who: worker,
  params: bySlug,
  input: newEditSchema,
  output: editSchema,
  refusals: ["collection-unknown", "edit-field-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { slug }, input) => await tryEdit(tx, actor, slug, input),
});

const done = command({
  name: "object-edits.do",
  summary: "Do a change that was tried",
  path: "/collection-edits/:id/start",
  status: 200,
  who: worker,
  params: byId,
  input: nothing,
  output: editSchema,
  refusals: ["edit-unknown", "edit-state", "edit-nothing"],
  audit,
  run: async (tx, actor, _clock, { id }) => await moveEdit(tx, actor, id, "running"),
});

const undone = command({
  name: "object-edits.undo",
  summary: "Undo a change of many objects as one; what was changed again since stays",
  path: "/collection-edits/:id/undo",
  status: 200,
  who: worker,
  params: byId,
  input: nothing,
  output: editSchema,
  refusals: ["edit-unknown", "edit-state"],
  audit,
  run: async (tx, actor, _clock, { id }) => await moveEdit(tx, actor, id, "undoing"),
});

const edits = queriesOf(refusalTable)({
  name: "object-edits.edits",
  summary: "Changes of many objects that were done in a collection, the newest first",
  path: "/collections/:slug/edits",
  who: worker,
  params: bySlug,
  filter: z.strictObject({}),
  output: listOf(editSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => ({ items: await editsOf(db, actor, slug) }),
});

/** What is done with many objects at once. */
export const editCommands: readonly AnyCommand[] = [tried, done, undone];
export const editQueries: readonly AnyQuery[] = [edits];
