import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { paging } from "../kernel/paging.ts";
import { queriesOf } from "../kernel/query.ts";
import { person, staff } from "../people/index.ts";
import { moderationQueue, ownPostings } from "./queue.ts";
import { moderationRefusals } from "./refusals.ts";
import { ownPostingSchema, queueSchema, ruleSchema } from "./schema.ts";
import { listRules } from "./text-rules.ts";
import { postingKinds } from "./words.ts";

const query = queriesOf(moderationRefusals);
const nothing = z.object({});
const noFilter = z.strictObject({});

/** What waits for a moderator. */
const queue = query({
  name: "moderation.queue",
  summary:
    "Everything that waits for a decision: appeals first, then the reported and doubtful, then the oldest",
  path: "/moderation",
  who: staff("community.moderate"),
  params: nothing,
  filter: z.strictObject({ ...paging, kind: z.enum(postingKinds).optional() }),
  output: queueSchema,
  refusals: ["cursor-invalid"],
  run: ({ db }, actor, _params, filter) => moderationQueue(db, actor, filter),
});

/** What the region does not want. */
const rules = query({
  name: "moderation.rules",
  summary: "What the region does not want in public texts",
  path: "/moderation/rules",
  who: staff("community.moderate"),
  params: nothing,
  filter: noFilter,
  output: listOf(ruleSchema),
  refusals: [],
  run: async ({ db }) => ({ items: await listRules(db) }),
});

/** What a reader's texts came to. */
const own = query({
  name: "moderation.own-postings",
  summary: "My texts that wait for a moderator or were not let through",
  path: "/postings",
  who: person,
  params: nothing,
  filter: noFilter,
  output: listOf(ownPostingSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await ownPostings(db, actor.personId) }),
});

/** What is asked of the moderators' desk. */
export const moderationQueries = [queue, rules, own];
