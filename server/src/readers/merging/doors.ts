import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { inTransaction } from "../../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { noteRead, staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { likelySchema, mergeSchema, newMergeSchema } from "../schema.ts";
import { likelyDuplicates } from "./likely.ts";
import { mergeReaders, undoMerge } from "./merges.ts";
import type { Namer } from "./places.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = staff("people.register");

/** The doors of merging, over what all rooms say of the columns that name readers. */
export function mergeDoors(rooms: readonly Namer[]): {
  commands: readonly AnyCommand[];
  queries: readonly AnyQuery[];
} {
  const likely = query({
    name: "readers.likely-duplicates",
    summary: "Readers of the library who may be the same person: same name, telephone or mail address",
    path: "/patrons/:id/duplicates",
    who,
    params: z.object({ id: z.string().max(60) }),
    filter: z.strictObject({}),
    output: listOf(likelySchema),
    refusals: ["patron-unknown"],
    run: async ({ db, clock }, actor, { id }) => {
      const found = await likelyDuplicates(db, actor.scope, id);
      const people = [id, ...found.map((one) => one.personId)];
      await inTransaction(db, (tx) => noteRead(tx, clock, actor, people, "account"));
      return { items: found };
    },
  });
  const merge = command({
    name: "readers.merge",
    summary: "Join another record of the same reader into this one; it can be undone",
    path: "/patrons/:id/merges",
    status: 201,
    who,
    params: z.object({ id: z.string().max(60) }),
    input: newMergeSchema,
    output: mergeSchema,
    refusals: [
      "patron-unknown",
      "patron-is-staff",
      "merge-same",
      "merge-names-differ",
      "merge-both-sign-in",
      "merge-same-hold",
      "merge-own-things",
    ],
    audit: ({ params, output }) => ({
      subject: { kind: "reader-merge", id: output.id },
      scope: "worked-at",
      personId: params.id,
      detail: { rows: output.rows },
    }),
    run: (tx, actor, clock, { id }, { awayId }) =>
      mergeReaders(tx, actor, clock, rooms, { keepId: id, awayId }),
  });
  const undo = command({
    name: "readers.undo-merge",
    summary: "Part two records again that were joined: exactly what went along comes back",
    path: "/patron-merges/:id/undo",
    status: 200,
    who,
    params: z.object({ id: z.string().max(60) }),
    input: z.object({}),
    output: mergeSchema,
    refusals: ["merge-unknown", "merge-later-first", "merge-too-old"],
    audit: ({ output }) => ({
      subject: { kind: "reader-merge", id: output.id },
      scope: "worked-at",
      personId: output.keepId,
      detail: { rows: output.rows },
    }),
    run: (tx, actor, clock, { id }) => undoMerge(tx, actor, clock, rooms, id),
  });
  return { commands: [merge, undo], queries: [likely] };
}
