import { z } from "zod";
import { queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { caseFileOf } from "./loans/case-file.ts";
import { peerLoanRefusals } from "./refusals.ts";
import { caseFileSchema } from "./schema.ts";

const query = queriesOf(peerLoanRefusals);

/** What an open quarrel is about, for its parties and its mediator. */
export const caseFile = query({
  name: "peer-loans.case-file",
  summary: "Messages and pictures of an open case, for its parties and its mediator",
  path: "/sharing/loans/:id/case",
  who: person,
  params: z.object({ id: uuidSchema }),
  filter: z.strictObject({}),
  output: caseFileSchema,
  refusals: ["loan-unknown"],
  run: ({ db, clock }, actor, { id }) => caseFileOf(db, clock, actor, id),
});

/** What is asked of loans beside what is still mounted by hand. */
export const peerLoanQueries = [caseFile];
