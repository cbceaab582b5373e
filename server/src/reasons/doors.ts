import { z } from "zod";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk, person, staff } from "../people/index.ts";
import { explainAtDesk, explainBorrowing } from "./borrowing.ts";
import { explainHold } from "./holds.ts";
import { explainLoan } from "./loans.ts";
import { refusalTable } from "./refusals.ts";
import {
  borrowExplanationSchema,
  deskExplanationSchema,
  holdExplanationSchema,
  loanExplanationSchema,
  simulationSchema,
} from "./schema.ts";
import { simulate } from "./simulation.ts";

const query = queriesOf(refusalTable);
const asked = z.strictObject({});
const textId = z.object({ id: z.string().max(60) });
const barcode = z.string().trim().min(1).max(100);
const small = z.coerce.number().int().positive().max(32_767).optional();

const loan = query({
  name: "reasons.loan",
  summary:
    "Why a loan is due when it is, whether it can be renewed and why not, and what its rules say of being late",
  path: "/loans/:id/explanation",
  who: person,
  params: textId,
  filter: asked,
  output: loanExplanationSchema,
  refusals: ["loan-unknown"],
  run: async ({ db, clock }, actor, { id }) => await explainLoan(db, actor, clock, id),
});

const hold = query({
  name: "reasons.hold",
  summary:
    "Why a request waits: its place, when it can be picked up about, and what speaks against each copy",
  path: "/holds/:id/explanation",
  who: person,
  params: textId,
  filter: asked,
  output: holdExplanationSchema,
  refusals: ["hold-unknown"],
  run: async ({ db, clock }, actor, { id }) => await explainHold(db, actor, clock, id),
});

const borrowing = query({
  name: "reasons.borrowing",
  summary: "Whether I can ask for a title and why not, and for how long each library would lend it to me",
  path: "/instances/:id/explanation",
  who: person,
  params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  filter: asked,
  output: borrowExplanationSchema,
  refusals: ["instance-unknown"],
  run: async ({ db, clock }, actor, { id }) => await explainBorrowing(db, actor, clock, id),
});

const atDesk = query({
  name: "reasons.check-out",
  summary:
    "What would come of lending an item to a reader here, and every value with its rule; the reader is told of the look-up",
  path: "/desk/explanation",
  who: desk,
  params: asked,
  filter: z.strictObject({
    patronBarcode: barcode,
    itemBarcode: barcode,
    patronMemberId: small,
    itemId: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
  }),
  output: deskExplanationSchema,
  refusals: [
    "item-unknown",
    "patron-unknown",
    "card-lost",
    "card-replaced",
    "several-patrons",
    "look-ups-too-fast",
  ],
  run: async ({ db, clock }, actor, _params, filter) => await explainAtDesk(db, actor, clock, filter),
});

const simulation = query({
  name: "reasons.rule-simulation",
  summary: "What a draft of rules would have changed of last month's loans",
  path: "/rule-drafts/:id/simulation",
  who: staff("circulation.manage", "somewhere"),
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  filter: asked,
  output: simulationSchema,
  refusals: ["rule-draft-unknown"],
  run: async ({ db, clock }, actor, { id }) => await simulate(db, actor, clock, id),
});

/** Everything this room answers. */
export const reasonQueries: readonly AnyQuery[] = [loan, hold, borrowing, atDesk, simulation];
