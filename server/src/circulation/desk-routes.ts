import { z } from "zod";
import { getMember } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { dateIn } from "../kernel/time.ts";
import { lookUpReasons, requireDesk } from "../people/index.ts";
import { checkOut } from "./check-out.ts";
import { holdShelf, pullList, transitsOf } from "./desk-lists.ts";
import { countRefusals, holderAtDesk, patronAtDesk } from "./desk-patron.ts";
import { declineTarget, placeHold } from "./holds.ts";
import {
  deskPatronSchema,
  holdSchema,
  loanReceiptSchema,
  pullLineSchema,
  shelfLineSchema,
  transitLineSchema,
  wishFields,
} from "./schema.ts";

const tags = ["desk"];
const barcode = z.string().trim().min(1).max(100);
const memberId = z.number().int().positive().max(32_767).optional();
const staffRefusals = refusals(400, 401, 403, 404, 409, 429);

const checkOutBody = z.object({
  patronBarcode: barcode,
  itemBarcode: barcode,
  itemId: z.number().int().optional().describe("Which of several items with this barcode"),
  patronMemberId: memberId.describe("Whose card, when several libraries issued its number"),
  overrideHold: z.boolean().optional().describe("Lend it though another reader waits for it"),
  override: z
    .strictObject({ reason: z.string().trim().min(3).max(300) })
    .optional()
    .describe("Why somebody with the right lends in spite of a block, a limit or a rule"),
});

/** Branch and member the desk stands in; `requireDesk` has made sure of both. */
function placeOf(actor: Actor): { branchId: number; memberId: number } {
  return { branchId: actor.place!, memberId: actor.scope! };
}

/** Mounts the desk: everything happens at the branch the session works at. */
export function registerDesk(app: App, deps: RouteDeps): void {
  app.post(
    "/api/v1/desk/check-out",
    {
      schema: {
        summary: "Lend an item to a reader",
        tags,
        body: checkOutBody,
        response: { 201: loanReceiptSchema, ...staffRefusals },
      },
    },
    async (request, reply) => {
      const actor = requireDesk(request);
      const receipt = await countRefusals(deps, actor, request.body.patronBarcode, (tx) =>
        checkOut(tx, actor, deps.clock, { ...request.body, branchId: actor.place }),
      );
      return reply.code(201).send(receipt);
    },
  );
  app.post(
    "/api/v1/desk/holds",
    {
      schema: {
        summary: "Ask for an instance on behalf of a reader at the desk",
        tags,
        body: z.object({
          instanceId: z.number().int().positive(),
          pickupBranchId: z.number().int().positive(),
          neededUntil: z.iso.date().optional(),
          ...wishFields,
          patronBarcode: barcode,
          patronMemberId: memberId.describe("Whose card, when several libraries issued its number"),
        }),
        response: { 201: holdSchema, ...staffRefusals },
      },
    },
    async (request, reply) => {
      const actor = requireDesk(request);
      const { patronBarcode, patronMemberId, ...order } = request.body;
      const { person } = await holderAtDesk(deps, actor, {
        barcode: patronBarcode,
        memberId: patronMemberId,
        reason: "hold",
      });
      const hold = await inTransaction(deps.db, (tx) =>
        placeHold(tx, actor, deps.clock, { ...order, personId: person.id }),
      );
      return reply.code(201).send(hold);
    },
  );
  app.post(
    "/api/v1/desk/holds/:id/decline",
    {
      schema: {
        summary: "The item is not on the shelf: the hold goes on to the next one",
        tags,
        params: z.object({ id: z.string().max(60) }),
        body: z.object({ missing: z.boolean().default(false) }),
        response: { 200: z.object({}), ...staffRefusals },
      },
    },
    async (request) => {
      const actor = requireDesk(request);
      await inTransaction(deps.db, (tx) =>
        declineTarget(tx, actor, deps.clock, request.params.id, request.body.missing),
      );
      return {};
    },
  );
  registerLists(app, deps);
}

function registerLists(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/desk/pull-list",
    {
      schema: {
        summary: "What to fetch from the shelves here",
        tags,
        response: { 200: z.object({ items: z.array(pullLineSchema) }), ...staffRefusals },
      },
    },
    async (request) => ({ items: await pullList(deps.db, placeOf(requireDesk(request)).branchId) }),
  );
  app.get(
    "/api/v1/desk/hold-shelf",
    {
      schema: {
        summary: "What waits here for its readers",
        tags,
        response: { 200: z.object({ items: z.array(shelfLineSchema) }), ...staffRefusals },
      },
    },
    async (request) => {
      const place = placeOf(requireDesk(request));
      const member = await getMember(deps.db, place.memberId);
      return { items: await holdShelf(deps.db, place.branchId, dateIn(member.timeZone, deps.clock.now())) };
    },
  );
  app.get(
    "/api/v1/desk/transits",
    {
      schema: {
        summary: "What is on its way to and from here",
        tags,
        response: {
          200: z.object({ incoming: z.array(transitLineSchema), outgoing: z.array(transitLineSchema) }),
          ...staffRefusals,
        },
      },
    },
    async (request) => {
      const { branchId } = placeOf(requireDesk(request));
      return {
        incoming: await transitsOf(deps.db, branchId, "to"),
        outgoing: await transitsOf(deps.db, branchId, "from"),
      };
    },
  );
  app.get(
    "/api/v1/desk/patron",
    {
      schema: {
        summary: "A reader at the desk, by card",
        tags,
        description:
          "Of a reader of another library a desk sees its own loans, holds to hand over, and blocks. Every look-up is kept and shown to the reader.",
        querystring: z.object({
          barcode,
          memberId: z.coerce.number().int().positive().max(32_767).optional(),
          reason: z.enum(lookUpReasons).default("account").describe("For which act"),
        }),
        response: { 200: deskPatronSchema, ...staffRefusals },
      },
    },
    async (request) => await patronAtDesk(deps.db, requireDesk(request), deps.clock, request.query),
  );
}
