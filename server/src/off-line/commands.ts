import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk } from "../people/index.ts";
import { openActs, replayAct, settleAct } from "./acts.ts";
import { whoseCard } from "./card-holders.ts";
import { refusalTable } from "./refusals.ts";
import {
  actResultSchema,
  actSchema,
  openActSchema,
  openActsFilterSchema,
  settlementSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);

/** What a desk did without a network. */
const replay = command({
  name: "off-line.replay",
  summary: "Do what a desk did without a network, with its time; what cannot be done waits for an answer",
  path: "/desk/off-line/acts",
  status: 200,
  who: desk,
  params: z.object({}),
  input: actSchema,
  output: actResultSchema,
  refusals: ["off-line-branch-wrong", "off-line-clock-wrong", "off-line-act-unknown", "look-ups-too-fast"],
  audit: ({ input, output }) => ({
    subject: { kind: "off-line-act", id: input.id },
    scope: "worked-at",
    detail: { kind: input.kind, at: input.at, state: output.state, code: output.problem?.code ?? null },
  }),
  prepare: ({ db, clock }, actor, _params, act) => whoseCard(db, clock, actor, act),
  run: (tx, actor, clock, _params, act, personId) => replayAct(tx, actor, clock, act, personId),
});

/** What is to become of an act that could not be done. */
const settle = command({
  name: "off-line.settle",
  summary: "Say what is to become of an act that could not be done: try again, do it now, renew, let it go",
  path: "/desk/off-line/acts/:id/settlement",
  status: 200,
  who: desk,
  params: z.object({ id: z.string().max(60) }),
  input: settlementSchema,
  output: actResultSchema,
  refusals: [
    "off-line-act-unknown",
    "off-line-act-settled",
    "off-line-branch-wrong",
    "off-line-answer-wrong",
  ],
  audit: ({ params, input, output }) => ({
    subject: { kind: "off-line-act", id: params.id },
    scope: "worked-at",
    detail: { answer: input.answer, state: output.state, code: output.problem?.code ?? null },
  }),
  run: (tx, actor, clock, { id }, answer) => settleAct(tx, actor, clock, id, answer),
});

/** What waits for an answer. */
const open = query({
  name: "off-line.open-acts",
  summary: "What was done here without a network and could not be done as it stands, the oldest first",
  path: "/desk/off-line/acts",
  who: desk,
  params: z.object({}),
  filter: openActsFilterSchema,
  output: pageOf(openActSchema),
  refusals: [],
  run: async ({ db }, actor, _params, filter) => await openActs(db, actor.place, filter),
});

export const offLineCommands: readonly AnyCommand[] = [replay, settle];
export const offLineQueries: readonly AnyQuery[] = [open];
