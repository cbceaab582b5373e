import { z } from "zod";
import { getBranch } from "../../consortium/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../../kernel/http.ts";
import { pick } from "../../kernel/text.ts";
import { requireDesk } from "../../people/index.ts";
import { libraryCircles, libraryCopies, offerItem, withdrawItem } from "../../shelves/index.ts";
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
  registerLibraryCopies(app, { db, clock });
}

const libraryCopySchema = z.object({
  copyId: z.string(),
  barcode: z.string(),
  title: z.string(),
  circles: z.array(z.string()),
  isFree: z.boolean(),
});

/** A library's own copies in circles of readers, at the desk of its branch. */
function registerLibraryCopies(app: App, { db, clock }: Pick<RouteDeps, "db" | "clock">): void {
  const tags = ["desk"];
  app.get(
    "/api/v1/desk/circle-copies",
    {
      schema: {
        summary: "Circles of my library, and its copies offered there",
        tags,
        response: {
          200: z.object({
            circles: z.array(z.object({ id: z.string(), name: z.string() })),
            items: z.array(libraryCopySchema),
          }),
          ...refusals(401, 403, 409),
        },
      },
    },
    async (request) => {
      const { scope } = requireDesk(request);
      const [circles, items] = await Promise.all([libraryCircles(db, scope), libraryCopies(db, scope)]);
      return { circles, items };
    },
  );
  app.post(
    "/api/v1/desk/circle-copies",
    {
      schema: {
        summary: "Offer one of my library's items to circles; it leaves ordinary lending",
        tags,
        body: z.object({
          barcode: z.string().trim().min(1).max(100),
          circleIds: z.array(z.string().max(60)).min(1).max(20),
          loanDays: z.number().int().min(1).max(180).default(30),
        }),
        response: { 201: libraryCopySchema, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireDesk(request);
      const input = { ...request.body, memberId: actor.scope };
      return reply.code(201).send(await inTransaction(db, (tx) => offerItem(tx, actor, clock, input)));
    },
  );
  app.delete(
    "/api/v1/desk/circle-copies/:id",
    {
      schema: {
        summary: "Take a copy back from the circles into ordinary lending",
        tags,
        params: z.object({ id: z.string().max(60) }),
        response: { 200: z.object({}), ...refusals(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requireDesk(request);
      await inTransaction(db, (tx) => withdrawItem(tx, actor, clock, actor.scope, request.params.id));
      return {};
    },
  );
}
