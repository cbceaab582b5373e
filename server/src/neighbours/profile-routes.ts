import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requirePerson, requireStaff } from "../people/index.ts";
import { cellOf, centreOf } from "./cell.ts";
import { runCommand } from "./command-route.ts";
import { toWgs84 } from "./coordinates.ts";
import { moveCell, type Sharer, setMinor, setProfile, sharerOf } from "./persons.ts";
import { positionSchema, sharerSchema, uuidSchema } from "./schema.ts";

const tags = ["sharing"];

function toWire(sharer: Sharer): z.infer<typeof sharerSchema> {
  const { nickname, tag, isMinor, keepsDiary, cell } = sharer;
  return { nickname, tag, isMinor, keepsDiary, place: cell === null ? null : centreOf(cell) };
}

/** Mounts who one is to others, and one's place. */
export function registerProfile(app: App, deps: RouteDeps): void {
  const path = "/api/v1/sharing/profile";
  app.get(
    path,
    {
      schema: {
        summary: "Who I am to other readers",
        tags,
        response: { 200: sharerSchema, ...refusals(401) },
      },
    },
    async (request) => toWire(await sharerOf(deps.db, requirePerson(request).personId)),
  );
  app.patch(
    path,
    {
      schema: {
        summary: "Nickname, diary, and saying that I am under age",
        tags,
        body: z.object({
          nickname: z.string().max(30).nullable().optional(),
          keepsDiary: z.boolean().optional(),
          isMinor: z.literal(true).optional(),
        }),
        response: { 200: sharerSchema, ...refusals(400, 401) },
      },
    },
    async (request) => {
      const { nickname, keepsDiary, isMinor } = request.body;
      const { personId } = requirePerson(request);
      await runCommand(deps, request, "set-profile", request.body, async (tx, actor) => {
        await setProfile(tx, actor, deps.clock, {
          ...(nickname !== undefined && { nickname }),
          ...(keepsDiary !== undefined && { keepsDiary }),
        });
        if (isMinor) await setMinor(tx, actor, actor.personId, true);
      });
      return toWire(await sharerOf(deps.db, personId));
    },
  );
  app.put(
    "/api/v1/sharing/profile/place",
    {
      schema: {
        summary: "Where my books are: only the square of about 1 km is kept",
        tags,
        body: positionSchema.nullable(),
        response: { 200: sharerSchema, ...refusals(400, 401, 403, 429) },
      },
    },
    async (request) => {
      const position = request.body;
      const cell = position === null ? null : cellOf(toWgs84(position, position.system));
      return toWire(
        await runCommand(deps, request, "move-cell", cell, (tx, actor) =>
          moveCell(tx, actor, deps.clock, cell),
        ),
      );
    },
  );
  app.put(
    "/api/v1/sharing/minors/:id",
    {
      schema: {
        summary: "Say that a reader of my library is under age, or no longer, as its staff",
        tags,
        params: z.object({ id: uuidSchema }),
        body: z.object({ isMinor: z.boolean() }),
        response: { 200: z.object({}), ...refusals(401, 403, 404, 409) },
      },
    },
    async (request) => {
      const actor = requireStaff(request, "people.register");
      await inTransaction(deps.db, (tx) => setMinor(tx, actor, request.params.id, request.body.isMinor));
      return {};
    },
  );
}
