import { z } from "zod";
import { todayOfMember } from "../../consortium/index.ts";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import type { Db } from "../../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { demandedMember, memberAt, ruleStaff } from "../access.ts";
import { refusalTable, refuse } from "../refusals.ts";
import { agreementSchema, newAgreementSchema, ruleFilterSchema } from "../schema.ts";
import type { Agreement } from "./agreements.ts";
import { agreementsOf, endAgreement, setAgreement } from "./keep.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = ruleStaff;
const nothing = z.object({});

function shown(one: Agreement): z.output<typeof agreementSchema> {
  const { facts, says } = one;
  return {
    id: one.id,
    lender: one.lender,
    borrower: one.borrower,
    patronGroup: facts.patronGroup ?? null,
    itemClass: facts.itemClass ?? null,
    location: facts.location ?? null,
    lends: one.lends,
    period: says.period ?? null,
    renewalsMax: says.renewalsMax ?? null,
    loansMax: says.loansMax ?? null,
    quota: one.quota,
    guestsMax: one.guestsMax,
    localFirstDays: one.localFirstDays,
    validFrom: one.validFrom,
    validUntil: one.validUntil,
    blackouts: one.blackouts,
  };
}

const present = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, one]) => one !== null)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };

async function one(db: Db, id: number): Promise<z.output<typeof agreementSchema>> {
  return shown((await agreementsOf(db, null)).find((each) => each.id === id)!);
}

const set = command({
  name: "policies.set-agreement",
  summary:
    "What a library lends to the readers of another, or of all others: whether, how long, how many, and when not",
  method: "PUT",
  path: "/agreements",
  status: 200,
  who,
  params: nothing,
  input: newAgreementSchema,
  output: agreementSchema,
  refusals: [
    "member-unknown",
    "agreement-invalid",
    "agreement-exists",
    "agreement-unknown",
    "loan-rule-invalid",
  ],
  audit: "events",
  run: async (tx, actor, _clock, _params, input) => {
    const { id, lender, borrower, patronGroup, itemClass, location, period, renewalsMax, loansMax, ...rest } =
      input;
    const kept = await setAgreement(tx, actor, id, {
      ...rest,
      lenderId: (await memberAt(tx, lender))!.id,
      borrowerId: (await memberAt(tx, borrower))?.id ?? null,
      facts: present({ patronGroup, itemClass, location }),
      says: present({ period, renewalsMax, loansMax }),
    });
    return await one(tx, kept);
  },
});

const end = command({
  name: "policies.end-agreement",
  summary: "An agreement holds no longer; loans made under it keep what it said",
  method: "DELETE",
  path: "/agreements/:id",
  status: 204,
  who,
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  input: nothing,
  output: nothing,
  refusals: ["agreement-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    const found = (await agreementsOf(tx, null)).find((each) => each.id === id);
    if (!found) throw refuse("agreement-unknown");
    await endAgreement(tx, actor, id, await todayOfMember(tx, clock, found.lenderId));
    return {};
  },
});

const agreements = query({
  name: "policies.agreements",
  summary: "Agreements in which a library lends or its readers borrow; without a library, all",
  path: "/agreements",
  who,
  params: nothing,
  filter: ruleFilterSchema,
  output: listOf(agreementSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member }) => {
    const of = await demandedMember(db, actor, member ?? null);
    return { items: (await agreementsOf(db, of?.id ?? null)).map(shown) };
  },
});

/** What libraries agree. */
export const agreementCommands: readonly AnyCommand[] = [set, end];
/** What they see of it. */
export const agreementQueries: readonly AnyQuery[] = [agreements];
