import { z } from "zod";
import { getBranch } from "../consortium/index.ts";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { pick } from "../kernel/text.ts";
import { requireDesk } from "../people/index.ts";
import { scanAtCounter } from "./counter.ts";

/** Mounts the neutral counter: a library's desk stands between two readers who do not meet. */
export function registerCounter(app: App, { db, clock }: RouteDeps): void {
  app.post(
    "/api/v1/desk/counter",
    {
      schema: {
        summary:
          "A reader shows a code at the desk: leave, collect, bring back or take home a book of another reader",
        tags: ["desk"],
        body: z.object({ text: z.string().trim().min(1).max(500) }),
        response: {
          200: z.object({ step: z.enum(["left", "collected", "returned", "taken-home"]), title: z.string() }),
          ...refusals(400, 401, 403, 404, 409),
        },
      },
    },
    async (request) => {
      const actor = requireDesk(request);
      return await inTransaction(db, async (tx) => {
        const branch = await getBranch(tx, actor.place);
        const place = {
          kind: "branch" as const,
          id: String(branch.id),
          name: pick(branch.name, "zh-Hans"),
          memberId: actor.scope,
        };
        return await scanAtCounter(tx, actor, clock, place, request.body.text);
      });
    },
  );
}
