import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody, person } from "../people/index.ts";
import { demandInstance } from "./current-instances.ts";
import { notesOf } from "./notes.ts";
import { profileOf } from "./profiles.ts";
import { readingsOf } from "./readings.ts";
import { refusalTable } from "./refusals.ts";
import { ownReviews } from "./reviews.ts";
import {
  instanceParams,
  noteSchema,
  ownReviewSchema,
  profileSchema,
  readingSchema,
  voicesSchema,
} from "./schema.ts";
import { voicesOf } from "./voices.ts";

const query = queriesOf(refusalTable);
const nothing = z.object({});
const noFilter = z.strictObject({});

const voices = query({
  name: "community.voices",
  summary: "Ratings, public tags and published reviews of an instance, and my own",
  path: "/instances/:id/voices",
  who: anybody,
  params: instanceParams,
  filter: z.strictObject(paging),
  output: voicesSchema,
  refusals: ["instance-unknown", "cursor-invalid"],
  run: async ({ db }, actor, { id }, asked) =>
    voicesOf(db, await demandInstance(db, id), actor?.personId ?? null, asked),
});

const reviews = query({
  name: "community.own-reviews",
  summary: "My reviews in every state",
  path: "/reviews",
  who: person,
  params: nothing,
  filter: noFilter,
  output: listOf(ownReviewSchema),
  refusals: [],
  run: async ({ db }, { personId }) => ({ items: await ownReviews(db, personId) }),
});

const notes = query({
  name: "community.notes",
  summary: "My private notes",
  path: "/notes",
  who: person,
  params: nothing,
  filter: noFilter,
  output: listOf(noteSchema),
  refusals: [],
  run: async ({ db }, { personId }) => ({ items: await notesOf(db, personId) }),
});

const history = query({
  name: "community.history",
  summary: "What I have read, when I wanted it kept",
  path: "/history",
  who: person,
  params: nothing,
  filter: z.strictObject(paging),
  output: pageOf(readingSchema),
  refusals: ["cursor-invalid"],
  run: ({ db }, { personId }, _params, asked) => readingsOf(db, personId, asked),
});

const profile = query({
  name: "community.profile",
  summary: "My public name, and since when my history is kept",
  path: "/community/profile",
  who: person,
  params: nothing,
  filter: noFilter,
  output: profileSchema,
  refusals: [],
  run: ({ db }, { personId }) => profileOf(db, personId),
});

/** Every read of this room. */
export const communityQueries: readonly AnyQuery[] = [voices, reviews, notes, history, profile];
