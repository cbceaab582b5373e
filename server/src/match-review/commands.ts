import { z } from "zod";
import { findMemberByCode, listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { Problem } from "../kernel/problem.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { defaultThreshold, loadThresholds, setThreshold, statementsOf } from "../matching/index.ts";
import { staff } from "../people/index.ts";
import { decideDoubt, deferDoubt, joinInstances, partRecords } from "./join-and-part.ts";
import { refusals } from "./refusals.ts";
import { doubtsFor } from "./reviews.ts";
import {
  doubtFilterSchema,
  doubtPageSchema,
  joinSchema,
  matchVerdictSchema,
  newThresholdSchema,
  pairParams,
  partSchema,
  placedSchema,
  thresholdSchema,
} from "./schema.ts";

const command = commandsOf(refusals);
const query = queriesOf(refusals);
/** Whose records they are, the rules look at. */
const who = staff("catalogue.edit", "somewhere");
const instanceParams = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const nothing = z.object({});
const scope = "worked-at" as const;

/** Two instances are one. */
const join = command({
  name: "match-review.join-instances",
  summary: "Say that two instances are one: their records stand together from now on, whatever is loaded",
  path: "/instances/:id/joins",
  status: 200,
  who,
  params: instanceParams,
  input: joinSchema,
  output: placedSchema,
  refusals: ["forbidden", "instance-unknown", "instances-one", "records-too-many"],
  audit: ({ params, input, output }) => ({
    subject: { kind: "instance", id: String(output.instanceId) },
    scope,
    detail: { joined: [params.id, input.with] },
  }),
  run: async (tx, actor, _clock, { id }, { with: other, why }) => ({
    instanceId: await joinInstances(tx, { actor, why }, id, other),
  }),
});

/** Records that do not belong to an instance. */
const part = command({
  name: "match-review.part-records",
  summary:
    "Part records from an instance: together they become one of their own, and never come back by themselves",
  path: "/instances/:id/partings",
  status: 201,
  who,
  params: instanceParams,
  input: partSchema,
  output: placedSchema,
  refusals: ["forbidden", "instance-unknown", "records-elsewhere", "nothing-left"],
  audit: ({ params, input, output }) => ({
    subject: { kind: "instance", id: String(params.id) },
    scope,
    detail: { parted: input.recordIds, to: output.instanceId },
  }),
  run: async (tx, actor, _clock, { id }, { recordIds, why }) => ({
    instanceId: await partRecords(tx, { actor, why }, id, recordIds),
  }),
});

/** The word of a person about a doubt. */
const decide = command({
  name: "match-review.decide-doubt",
  summary: "Say of two records that they are the same, or not; it holds for all records of their instances",
  path: "/match-doubts/:low/:high/verdict",
  status: 200,
  who,
  params: pairParams,
  input: matchVerdictSchema,
  output: placedSchema,
  refusals: ["forbidden", "record-unknown", "instances-one", "records-too-many"],
  audit: ({ params, input, output }) => ({
    subject: { kind: "instance", id: String(output.instanceId) },
    scope,
    detail: { records: [params.low, params.high], verdict: input.verdict },
  }),
  run: async (tx, actor, _clock, { low, high }, { verdict, why }) => ({
    instanceId: await decideDoubt(tx, { actor, why }, [low, high], verdict),
  }),
});

/** Somebody looked and could not say. */
const defer = command({
  name: "match-review.defer-doubt",
  summary: "Put two records that may be the same behind the others that wait",
  path: "/match-doubts/:low/:high/deferral",
  status: 204,
  who,
  params: pairParams,
  input: z.strictObject({}),
  output: nothing,
  refusals: ["forbidden", "record-unknown"],
  audit: ({ params }) => ({
    subject: { kind: "record", id: String(params.low) },
    scope,
    detail: { records: [params.low, params.high] },
  }),
  run: async (tx, actor, clock, { low, high }) => {
    await deferDoubt(tx, actor, [low, high], clock.now());
    return {};
  },
});

/** What waits for a cataloguer. */
const doubts = query({
  name: "match-review.doubts",
  summary: "Records that look alike and stand apart, two by two, the most alike first",
  path: "/match-doubts",
  who,
  params: nothing,
  filter: doubtFilterSchema,
  output: doubtPageSchema,
  refusals: [],
  run: ({ db }, actor, _params, filter) => doubtsFor(db, actor, filter),
});

const memberParams = z.object({ code: z.string().max(16) });
const office = staff("consortium.manage", "everywhere");

/** From where records of a library join. */
const threshold = command({
  name: "match-review.set-threshold",
  summary:
    "Set from which score records of a library join and from which a person is asked; of two the stricter counts",
  method: "PUT",
  path: "/match-thresholds/:code",
  status: 200,
  who: office,
  params: memberParams,
  input: newThresholdSchema,
  output: thresholdSchema,
  refusals: ["member-unknown", "threshold-order"],
  audit: ({ params, input }) => ({
    subject: { kind: "member", id: params.code },
    scope: null,
    detail: input,
  }),
  run: async (tx, actor, _clock, params, input) => {
    const member = await findMemberByCode(tx, params.code);
    const { joinAt, reviewAt } = input;
    const isOwn = joinAt !== null || reviewAt !== null;
    const value = {
      joinAt: joinAt ?? defaultThreshold.joinAt,
      reviewAt: reviewAt ?? defaultThreshold.reviewAt,
    };
    if (value.reviewAt > value.joinAt) throw new Problem("threshold-order", 400);
    await setThreshold(statementsOf(tx), member.id, isOwn ? value : null, actor.personId);
    return { member: member.code, ...value, isOwn };
  },
});

const thresholds = query({
  name: "match-review.thresholds",
  summary: "From which score records of each library join, and from which a person is asked",
  path: "/match-thresholds",
  who: office,
  params: nothing,
  filter: z.strictObject({}),
  output: listOf(thresholdSchema),
  refusals: [],
  run: async ({ db }) => {
    const all = await loadThresholds(statementsOf(db));
    const members = await listMembers(db);
    return {
      items: members.map(({ id, code }) => ({
        member: code,
        ...(all.ownOf(id) ?? defaultThreshold),
        isOwn: all.ownOf(id) !== undefined,
      })),
    };
  },
});

/** What cataloguers and the office say about matching. */
export const reviewCommands: readonly AnyCommand[] = [join, part, decide, defer, threshold];
/** What they ask about it. */
export const reviewQueries: readonly AnyQuery[] = [doubts, thresholds];
