import { z } from "zod";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { person } from "../people/index.ts";
import { circleParams } from "./circle-doors.ts";
import { circleLinks, circlePeople, circlesFor, getCircle } from "./circle-views.ts";
import { circleOfInvite } from "./proofs.ts";
import { refusalTable } from "./refusals.ts";
import { circleLinkSchema, circlePersonSchema, circleSchema } from "./schema.ts";
import { circleKinds } from "./words.ts";

const query = queriesOf(refusalTable);
const noFilter = z.strictObject({});

const list = query({
  name: "circles.list",
  summary: "Circles: mine, or to be found",
  path: "/sharing/circles",
  who: person,
  params: z.object({}),
  filter: z.strictObject({
    mine: z.enum(["true", "false"]).default("false"),
    text: z.string().max(100).optional(),
    kind: z.enum(circleKinds).optional(),
    ...paging,
  }),
  output: pageOf(circleSchema),
  refusals: [],
  run: ({ db }, { personId }, _params, { mine, text, kind, limit, cursor }) =>
    circlesFor(db, personId, {
      mine: mine === "true",
      limit,
      ...(cursor && { cursor }),
      ...(text && { text }),
      ...(kind && { kind }),
    }),
});

const one = query({
  name: "circles.circle",
  summary: "A circle",
  path: "/sharing/circles/:id",
  who: person,
  params: circleParams,
  filter: noFilter,
  output: circleSchema,
  refusals: ["circle-unknown"],
  run: ({ db }, { personId }, { id }) => getCircle(db, personId, id),
});

const people = query({
  name: "circles.people",
  summary: "Who belongs to a circle and how it hangs together with others, for its members",
  path: "/sharing/circles/:id/people",
  who: person,
  params: circleParams,
  filter: noFilter,
  output: z
    .object({ items: z.array(circlePersonSchema), links: z.array(circleLinkSchema) })
    .meta({ id: "CirclePeople" }),
  refusals: ["circle-unknown"],
  run: async ({ db }, actor, { id }) => ({
    items: await circlePeople(db, actor, id),
    links: await circleLinks(db, id),
  }),
});

const invite = query({
  name: "circles.invite",
  summary: "The circle a link leads to",
  path: "/sharing/invites/:token",
  who: person,
  params: z.object({ token: z.string().max(60) }),
  filter: noFilter,
  output: z.object({ circleId: z.string(), name: z.string() }).meta({ id: "Invitation" }),
  refusals: ["invite-unknown"],
  run: ({ db, clock }, _actor, { token }) => circleOfInvite(db, clock, token),
});

/** What readers ask about circles. */
export const circleQueries: readonly AnyQuery[] = [list, one, people, invite];
