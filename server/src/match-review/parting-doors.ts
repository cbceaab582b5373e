import { z } from "zod";
import { following } from "../catalogue/index.ts";
import type { HangingSource } from "../contracts/hanging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { demandLeaving } from "./join-and-part.ts";
import { refusals } from "./refusals.ts";
import { hangingListSchema, partingFilterSchema } from "./schema.ts";

const query = queriesOf(refusals);

/** The question what a parting would take along, over what all rooms keep of titles. */
export function partingQueries(rooms: readonly { hangs?: readonly HangingSource[] }[]): readonly AnyQuery[] {
  const sources = rooms.flatMap((room) => room.hangs ?? []);
  const preview = query({
    name: "match-review.parting-preview",
    summary:
      "What readers made of an instance, as it would follow these records: what goes, what stays, and what stays because nobody knows",
    path: "/instances/:id/parting-preview",
    who: staff("catalogue.edit", "somewhere"),
    params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
    filter: partingFilterSchema,
    output: hangingListSchema,
    refusals: ["forbidden", "instance-unknown", "records-elsewhere", "nothing-left"],
    run: async ({ db }, actor, { id }, { records }) => {
      await demandLeaving(db, actor, id, records);
      const items = [];
      for (const { kind, hanging } of sources)
        items.push({ kind, ...(await following.countHanging(db, hanging, id, records)) });
      return { items };
    },
  });
  return [preview];
}
