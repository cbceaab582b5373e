import { z } from "zod";
import { getBranch } from "../../consortium/index.ts";
import { commandsOf } from "../../kernel/command.ts";
import { pick } from "../../kernel/text.ts";
import { desk } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { counterReceiptSchema, counterScanSchema } from "../schema.ts";
import { scanAtCounter } from "./counter.ts";

const command = commandsOf(refusalTable);

/** The neutral counter: a library's desk stands between two readers who do not meet. */
export const scan = command({
  name: "peer-loans.scan-at-counter",
  summary:
    "A reader shows a code at the desk: leave, collect, bring back or take home a book of another reader",
  path: "/desk/counter",
  status: 200,
  who: desk,
  params: z.object({}),
  input: counterScanSchema,
  output: counterReceiptSchema,
  refusals: [
    "code-unreadable",
    "loan-unknown",
    "loan-state",
    "copy-elsewhere",
    "code-wrong",
    "deposit-missing",
  ],
  audit: "events",
  run: async (tx, actor, clock, _params, { text }) => {
    const branch = await getBranch(tx, actor.place);
    const place = {
      kind: "branch" as const,
      id: String(branch.id),
      name: pick(branch.name, "zh-Hans"),
      memberId: actor.scope,
    };
    return await scanAtCounter(tx, actor, clock, place, text);
  },
});
