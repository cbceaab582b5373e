import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { queriesOf } from "../kernel/query.ts";
import { person, staff } from "../people/index.ts";
import { cellOf, centreOf } from "./cell.ts";
import { toWgs84 } from "./coordinates.ts";
import { moveCell, type Sharer, setMinor, setProfile, sharerOf } from "./persons.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { positionSchema, sharerSchema, uuidSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const nothing = z.object({});
const noInput = z.strictObject({});
const PATH = "/sharing/profile";
const near = (): string => "/sharing/near";
const loans = (): string => "/sharing/loans";

function toWire(sharer: Sharer): z.output<typeof sharerSchema> {
  const { nickname, tag, isMinor, keepsDiary, cell } = sharer;
  return { nickname, tag, isMinor, keepsDiary, place: cell === null ? null : centreOf(cell) };
}

const change = command({
  name: "neighbours.change-profile",
  summary: "Nickname and diary",
  method: "PATCH",
  path: PATH,
  status: 200,
  who: person,
  params: nothing,
  input: z
    .strictObject({
      nickname: z.string().max(30).nullable().optional(),
      keepsDiary: z.boolean().optional(),
    })
    .meta({ id: "ChangeProfile" }),
  output: sharerSchema,
  refusals: ["text-refused"],
  audit: "events",
  run: async (tx, actor, clock, _params, { nickname, keepsDiary }) =>
    toWire(
      await setProfile(tx, actor, clock, {
        ...(nickname !== undefined && { nickname }),
        ...(keepsDiary !== undefined && { keepsDiary }),
      }),
    ),
  forms: [{ path: PATH, after: loans, failed: loans, done: () => ({ key: "sharing.done.saved" }) }],
});

/** Numbers as people type them; refuses `position-invalid` 400 for what is no place. */
function typedPosition({ lat, lon, system }: Record<string, unknown>): Record<string, unknown> {
  const [north, east] = [lat, lon].map((one) =>
    typeof one === "string" ? Number(one.trim().replace(",", ".") || "x") : Number.NaN,
  );
  if (!(Math.abs(north!) <= 90 && Math.abs(east!) <= 180)) throw refuse("position-invalid");
  return { lat: String(north), lon: String(east), system };
}

const place = command({
  name: "neighbours.set-place",
  summary: "Where my books are: only the square of about 1 km is kept",
  method: "PUT",
  path: `${PATH}/place`,
  status: 200,
  who: person,
  params: nothing,
  input: positionSchema,
  output: sharerSchema,
  refusals: ["minor-guarded-only", "cell-moved-often"],
  audit: "events",
  run: async (tx, actor, clock, _params, position) =>
    toWire(await moveCell(tx, actor, clock, cellOf(toWgs84(position, position.system)))),
  forms: [
    {
      path: "/sharing/place",
      prepareFields: typedPosition,
      after: near,
      failed: near,
      done: () => ({ key: "sharing.done.place" }),
    },
  ],
});

const forget = command({
  name: "neighbours.forget-place",
  summary: "Forget where my books are",
  method: "DELETE",
  path: `${PATH}/place`,
  status: 204,
  who: person,
  params: nothing,
  input: noInput,
  output: nothing,
  refusals: [],
  audit: "events",
  run: async (tx, actor, clock) => {
    await moveCell(tx, actor, clock, null);
    return {};
  },
  forms: [
    {
      path: "/sharing/place/forget",
      after: near,
      failed: near,
      done: () => ({ key: "sharing.done.place-forgotten" }),
    },
  ],
});

const minor = command({
  name: "neighbours.set-minor",
  summary: "Say that a reader of my library is under age, or no longer, as its staff",
  method: "PUT",
  path: "/sharing/minors/:id",
  status: 200,
  who: staff("people.register"),
  params: z.object({ id: uuidSchema }),
  input: z.strictObject({ isMinor: z.boolean() }).meta({ id: "SetMinor" }),
  output: nothing,
  refusals: ["reader-unknown"],
  audit: "events",
  run: async (tx, actor: Actor, _clock, { id }, { isMinor }) => {
    await setMinor(tx, actor, id, isMinor);
    return {};
  },
});

/** Who one is to others, and one's place. */
export const profileCommands: readonly AnyCommand[] = [change, place, forget, minor];

/** Who one is to others. */
export const profile = query({
  name: "neighbours.profile",
  summary: "Who I am to other readers",
  path: PATH,
  who: person,
  params: nothing,
  filter: noInput,
  output: sharerSchema,
  refusals: [],
  run: async ({ db }, { personId }) => toWire(await sharerOf(db, personId)),
});
