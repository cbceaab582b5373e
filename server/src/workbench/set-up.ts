import { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import type { SetUpStep } from "../contracts/set-up.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { mayDo, staff } from "../people/index.ts";
import { setUpSchema } from "./schema.ts";

const query = queriesOf({});

/** What libraries still need before they can open; `steps`: what each room asks for. */
export function setUpQueries(steps: readonly SetUpStep[]): readonly AnyQuery[] {
  const setUp = query({
    name: "workbench.set-up",
    summary: "How far libraries are set up: for the office all, for administrators their own",
    path: "/set-up",
    who: staff("member.manage", "somewhere"),
    params: z.object({}),
    filter: z.strictObject({}),
    output: listOf(setUpSchema),
    refusals: [],
    run: async ({ db }, actor) => {
      const members = (await listMembers(db)).filter((one) => mayDo(actor, "member.manage", one.id));
      const ids = members.map((one) => one.id);
      const states = await Promise.all(steps.map((step) => step.state(db, ids)));
      const items = members.map(({ id, code, name }) => {
        const own = steps.map(({ name: step, needed }, at) => ({
          step,
          needed,
          ...(states[at]!.get(id) ?? { done: false, count: 0 }),
        }));
        return { member: code, name, isReady: own.every((one) => one.done || !one.needed), steps: own };
      });
      return { items };
    },
  });
  return [setUp];
}
