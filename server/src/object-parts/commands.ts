import { z } from "zod";
import { worker } from "../collections/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { demandWorked } from "./access.ts";
import { arrange, arrangementOf, goBack } from "./arrangements.ts";
import { familyOf, orderParts, restoreOrder, setParent } from "./families.ts";
import { refusalTable } from "./refusals.ts";
import { type Arrangement, arrangementChangeSchema, arrangementSchema, familySchema } from "./schema.ts";

const command = commandsOf(refusalTable);
/** Ten thousand pages with their labels. */
const LONGEST_ARRANGEMENT = 4 * 2 ** 20;
const byNumber = z.object({ number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const audit = ({ params, output }: { params: { number: number }; output: Arrangement }) => ({
  subject: { kind: "collection-object", id: String(params.number) },
  scope: "worked-at" as const,
  detail: { version: output.version, pages: output.pages.length, sections: output.sections.length },
});

const laid = command({
  name: "object-parts.arrange",
  summary:
    "Lay the pages of an object in an order, with labels, sections and the direction they are turned in",
  method: "PUT",
  path: "/collection-objects/:number/arrangement",
  status: 200,
  who: worker,
  params: byNumber,
  input: arrangementChangeSchema,
  output: arrangementSchema,
  bodyBytes: LONGEST_ARRANGEMENT,
  refusals: [
    "object-unknown",
    "object-state",
    "arrangement-changed",
    "sections-wrong",
    "arrangement-unchanged",
  ],
  audit,
  run: async (tx, actor, clock, { number }, input) => await arrange(tx, actor, clock, number, input),
});

const gone = command({
  name: "object-parts.go-back",
  summary: "Lay the pages of an object as they lay before; those taken out since come back",
  path: "/collection-objects/:number/arrangement/restoration",
  status: 200,
  who: worker,
  params: byNumber,
  input: z
    .strictObject({ version: z.number().int().min(0), to: z.number().int().min(0) })
    .meta({ id: "GoBack" }),
  output: arrangementSchema,
  refusals: [
    "object-unknown",
    "object-state",
    "arrangement-changed",
    "arrangement-unknown",
    "arrangement-overtaken",
    "arrangement-unchanged",
  ],
  audit,
  run: async (tx, actor, clock, { number }, input) => await goBack(tx, actor, clock, number, input),
});

const lies = queriesOf(refusalTable)({
  name: "object-parts.arrangement",
  summary: "How the pages of an object lie: order, labels, sections, direction, and how they lay before",
  path: "/collection-objects/:number/arrangement",
  who: worker,
  params: byNumber,
  filter: z.strictObject({}),
  output: arrangementSchema,
  refusals: ["object-unknown"],
  run: async ({ db }, actor, { number }) => await arrangementOf(db, actor, number),
});

const familyAudit = ({ params }: { params: { number: number } }) => ({
  subject: { kind: "collection-object", id: String(params.number) },
  scope: "worked-at" as const,
});

const belongs = command({
  name: "object-parts.set-parent",
  summary: "Say which object of its collection an object belongs to, by identifier; null: to none",
  method: "PUT",
  path: "/collection-objects/:number/parent",
  status: 200,
  who: worker,
  params: byNumber,
  input: z.strictObject({ parent: z.string().trim().min(1).max(200).nullable() }).meta({ id: "SetParent" }),
  output: familySchema,
  refusals: ["object-unknown", "object-state", "parent-unknown", "parent-circle"],
  audit: familyAudit,
  run: async (tx, actor, _clock, { number }, { parent }) => await setParent(tx, actor, number, parent),
});

const ordered = command({
  name: "object-parts.order-parts",
  summary: "Put the objects that belong to an object in order, all of them by their numbers",
  method: "PUT",
  path: "/collection-objects/:number/parts",
  status: 200,
  who: worker,
  params: byNumber,
  input: z
    .strictObject({ numbers: z.array(z.number().int().positive()).max(5_000) })
    .meta({ id: "OrderParts" }),
  output: familySchema,
  refusals: ["object-unknown", "object-state", "family-changed"],
  audit: familyAudit,
  run: async (tx, actor, clock, { number }, { numbers }) =>
    await orderParts(tx, actor, clock, number, numbers),
});

const restored = command({
  name: "object-parts.restore-order",
  summary: "Put the objects that belong to an object in order as they stood before",
  path: "/collection-objects/:number/parts/restoration",
  status: 200,
  who: worker,
  params: byNumber,
  input: z.strictObject({ to: z.number().int().positive() }).meta({ id: "RestoreOrder" }),
  output: familySchema,
  refusals: ["object-unknown", "object-state", "order-unknown"],
  audit: familyAudit,
  run: async (tx, actor, clock, { number }, { to }) => await restoreOrder(tx, actor, clock, number, to),
});

const family = queriesOf(refusalTable)({
  name: "object-parts.family",
  summary: "To which objects an object belongs, and which belong to it",
  path: "/collection-objects/:number/family",
  who: worker,
  params: byNumber,
  filter: z.strictObject({}),
  output: familySchema,
  refusals: ["object-unknown"],
  run: async ({ db }, actor, { number }) => {
    const { object, draft } = await demandWorked(db, actor, number);
    return await familyOf(db, object, draft);
  },
});

/** What is done with the pages and parts of an object. */
export const partCommands: readonly AnyCommand[] = [laid, gone, belongs, ordered, restored];
export const partQueries: readonly AnyQuery[] = [lies, family];
