import { z } from "zod";
import { viewerOf } from "../audience/index.ts";
import { resolveInstance } from "../catalogue/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { anybody, person } from "../people/index.ts";
import { availabilityOf } from "./availability.ts";
import { holdingsOf } from "./holdings.ts";
import { cancelHold, holdsOf, placeHold } from "./holds.ts";
import { loansOf, renewLoan } from "./loans.ts";
import { askRefusals, refusalTable, refuse, standingRefusals } from "./refusals.ts";
import { holdSchema, instanceAvailabilitySchema, loanSchema, orderFields, renewalSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const noInput = z.strictObject({});
const idParams = z.object({ id: z.string().max(60) });

const ask = command({
  name: "circulation.ask",
  summary: "Ask for an instance",
  path: "/holds",
  status: 201,
  who: person,
  params: none,
  input: z.strictObject(orderFields).meta({ id: "Ask" }),
  output: holdSchema,
  refusals: ["library-needed", ...askRefusals],
  audit: "events",
  run: (tx, actor, clock, _params, order) =>
    placeHold(tx, actor, clock, { ...order, personId: actor.personId }),
});

const cancel = command({
  name: "circulation.cancel-hold",
  summary: "Take a hold back",
  method: "DELETE",
  path: "/holds/:id",
  status: 200,
  who: person,
  params: idParams,
  input: noInput,
  output: none,
  refusals: ["hold-unknown", "hold-closed"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    await cancelHold(tx, actor, clock, id);
    return {};
  },
  forms: [
    {
      path: "/account/holds/:id/cancel",
      after: () => "/account#holds",
      failed: () => "/account#holds",
      done: () => ({ key: "account.cancelled" }),
    },
  ],
});

const renew = command({
  name: "circulation.renew",
  summary: "Keep a book longer",
  path: "/loans/:id/renewal",
  status: 201,
  who: person,
  params: idParams,
  input: noInput,
  output: renewalSchema,
  refusals: [
    "loan-unknown",
    "loan-claimed",
    ...standingRefusals,
    "renewals-exhausted",
    "renewal-refused-waiting",
    "renewal-no-gain",
  ],
  audit: "events",
  run: (tx, actor, clock, { id }) => renewLoan(tx, actor, clock, id),
  forms: [
    {
      path: "/account/loans/:id/renew",
      after: () => "/account#loans",
      failed: () => "/account#loans",
      done: ({ dueOn }, _pages, language) => ({
        key: "account.renewed",
        params: { date: formatDate(dueOn, language) },
      }),
    },
  ],
});

const myHolds = query({
  name: "circulation.holds",
  summary: "My holds",
  path: "/holds",
  who: person,
  params: none,
  filter: noInput,
  output: listOf(holdSchema),
  refusals: [],
  run: async ({ db }, { personId }) => ({ items: await holdsOf(db, personId) }),
});

const myLoans = query({
  name: "circulation.loans",
  summary: "My loans",
  path: "/loans",
  who: person,
  params: none,
  filter: noInput,
  output: listOf(loanSchema),
  refusals: [],
  run: async ({ db, clock }, { personId }) => ({ items: await loansOf(db, personId, clock.now()) }),
});

const availability = query({
  name: "circulation.availability",
  summary: "Copies of an instance with their live status",
  path: "/instances/:id/availability",
  who: anybody,
  params: z.object({ id: z.coerce.number().int().positive() }),
  filter: noInput,
  output: instanceAvailabilitySchema,
  refusals: ["instance-unknown"],
  run: async ({ db }, actor, params) => {
    const viewer = viewerOf(actor);
    const id = await resolveInstance(db, params.id, viewer);
    if (id === undefined) throw refuse("instance-unknown");
    const {
      total = 0,
      available = 0,
      byMember = [],
    } = (await availabilityOf(db, [id], viewer)).get(id) ?? {};
    return { total, available, byMember, holdings: await holdingsOf(db, id, viewer) };
  },
});

/** What readers do with requests and loans. */
export const readerCommands: readonly AnyCommand[] = [ask, cancel, renew];

/** What readers see of them, and everybody of the copies. */
export const readerQueries: readonly AnyQuery[] = [myHolds, myLoans, availability];
