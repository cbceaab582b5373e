import { z } from "zod";
import { findMemberByCode, listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody, staff } from "../people/index.ts";
import { type Kind, kindsOf, removeKind, setKind } from "./kinds.ts";
import { refusalTable } from "./refusals.ts";
import { kindSchema, newKindSchema, ruleFilterSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose kinds they are, the rules look at: it stands in what is sent. */
const who = staff("circulation.manage", "somewhere");
const nothing = z.object({});

async function withCodes(db: Db, kinds: readonly Kind[]): Promise<z.output<typeof kindSchema>[]> {
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  return kinds.map(({ memberId, ...kind }) => ({
    ...kind,
    member: memberId === null ? null : (codes.get(memberId) ?? null),
  }));
}

/** A patron group or item class has a name. */
const nameKind = command({
  name: "policies.set-kind",
  summary:
    "Name a patron group or an item class in up to three languages, at a library or for the consortium",
  method: "PUT",
  path: "/kinds",
  status: 200,
  who,
  params: nothing,
  input: newKindSchema,
  output: kindSchema,
  refusals: ["member-unknown", "kind-code-invalid", "name-missing"],
  audit: "events",
  run: async (tx, actor, _clock, _params, { member, ...kind }) => {
    const memberId = member === null ? null : (await findMemberByCode(tx, member)).id;
    return (await withCodes(tx, [await setKind(tx, actor, { memberId, ...kind })]))[0]!;
  },
});

/** It has none any more. */
const unnameKind = command({
  name: "policies.remove-kind",
  summary: "Take a patron group or an item class from the list; who and what bears its code keeps it",
  method: "DELETE",
  path: "/kinds/:id",
  status: 204,
  who,
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  input: nothing,
  output: nothing,
  refusals: ["kind-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await removeKind(tx, actor, id);
    return {};
  },
});

/** What they are called. */
const kinds = query({
  name: "policies.kinds",
  summary: "Patron groups and item classes of a library and of the consortium, with their names",
  path: "/kinds",
  who: anybody,
  params: nothing,
  filter: ruleFilterSchema,
  output: listOf(kindSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, _actor, _params, { member }) => {
    const memberId = member === undefined ? null : (await findMemberByCode(db, member)).id;
    return { items: await withCodes(db, await kindsOf(db, memberId)) };
  },
});

/** What administrators do with kinds. */
export const kindCommands: readonly AnyCommand[] = [nameKind, unnameKind];
/** What is asked about them. */
export const kindQueries: readonly AnyQuery[] = [kinds];
