import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requireDesk } from "../people/index.ts";
import { itemAtDesk, itemsAtDesk } from "./desk-item.ts";
import { declareItem } from "./item-troubles.ts";
import { deskItemSchema } from "./schema.ts";
import { itemActions } from "./words.ts";

const tags = ["desk"];

/** Mounts what a desk sees of an item and declares of it: missing, lost, damaged, said to be returned. */
export function registerDeskItems(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/desk/items",
    {
      schema: {
        summary: "What is known about the items with this barcode, our own first",
        tags,
        querystring: z.object({ barcode: z.string().trim().min(1).max(100) }),
        response: {
          200: z.object({ items: z.array(deskItemSchema) }),
          ...refusals(400, 401, 403, 404, 409),
        },
      },
    },
    async (request) => ({ items: await itemsAtDesk(deps.db, requireDesk(request), request.query.barcode) }),
  );
  app.post(
    "/api/v1/desk/items/:id/declarations",
    {
      schema: {
        summary: "Declare an item missing, lost, damaged, repaired, withdrawn, or said to be returned",
        tags,
        params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
        body: z.object({ action: z.enum(itemActions) }),
        response: { 201: deskItemSchema, ...refusals(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const actor = requireDesk(request);
      const itemId = request.params.id;
      await inTransaction(deps.db, (tx) =>
        declareItem(tx, actor, deps.clock, {
          itemId,
          action: request.body.action,
          branchId: actor.place!,
        }),
      );
      return reply.code(201).send(await itemAtDesk(deps.db, actor, itemId));
    },
  );
}
