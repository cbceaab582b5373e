import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { anybody, person } from "../people/index.ts";
import { answersTo } from "./answers.ts";
import { findWanted, getWanted, ownWanted } from "./posts.ts";
import { refusalTable } from "./refusals.ts";
import { wantedAnswerSchema, wantedPostSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const list = query({
  name: "wanted.posts",
  summary: "What others look for near me and in my circles, the nearest first",
  path: "/wanted",
  who: anybody,
  params: z.object({}),
  filter: z.strictObject({ ...paging, circleId: uuidSchema.optional() }),
  output: pageOf(wantedPostSchema),
  refusals: [],
  run: ({ db, clock }, actor, _params, { limit, cursor, circleId = null }) =>
    findWanted(db, clock, actor?.personId ?? null, {
      limit,
      circleId,
      ...(cursor !== undefined && { cursor }),
    }),
});

const mine = query({
  name: "wanted.mine",
  summary: "What I look for",
  path: "/wanted/mine",
  who: person,
  params: z.object({}),
  filter: z.strictObject({}),
  output: listOf(wantedPostSchema),
  refusals: [],
  run: async ({ db, clock }, { personId }) => ({ items: await ownWanted(db, clock, personId) }),
});

const one = query({
  name: "wanted.one",
  summary: "A post I see, with its answers when it is mine, else with my own",
  path: "/wanted/:id",
  who: anybody,
  params: z.object({ id: z.string().max(60) }),
  filter: z.strictObject({}),
  output: z
    .object({ post: wantedPostSchema, answers: z.array(wantedAnswerSchema) })
    .meta({ id: "OpenedWantedPost" }),
  refusals: ["wanted-unknown"],
  run: async ({ db, clock }, actor, { id }) => ({
    post: await getWanted(db, clock, actor?.personId ?? null, id),
    answers: actor === null ? [] : await answersTo(db, actor.personId, id),
  }),
});

/** What readers ask about what is looked for. */
export const wantedQueries: readonly AnyQuery[] = [list, mine, one];
