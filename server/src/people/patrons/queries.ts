import { z } from "zod";
import { listMembers } from "../../consortium/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import { pageOf } from "../../kernel/paging.ts";
import { Problem } from "../../kernel/problem.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../access.ts";
import { maskedName } from "../cards.ts";
import { lookUpCard, noteRead } from "../look-ups.ts";
import { isReaderOf } from "../persons.ts";
import { refusalTable, refuse } from "../refusals.ts";
import { lookUpReasons } from "../words.ts";
import { readPatron } from "./patrons.ts";
import { patronFilterSchema, patronLineSchema, patronSchema } from "./schema.ts";
import { searchPatrons } from "./search.ts";

const query = queriesOf(refusalTable);
const who = staff("circulation.desk");

/** Readers by card, name, number or telephone. */
const patrons = query({
  name: "people.patrons",
  summary:
    "Find readers: by a scanned card, or by name, number or telephone; of other libraries only by the whole number or card, with a masked name. Every reader found is told",
  path: "/patrons",
  who,
  params: z.object({}),
  filter: patronFilterSchema,
  output: pageOf(patronLineSchema),
  refusals: ["look-ups-too-fast", "search-too-short", "cursor-invalid"],
  run: async ({ db, clock }, actor, _params, { barcode, q, reason, limit, cursor }) => {
    if ((barcode === undefined) === (q === undefined)) throw new Problem("invalid-request", 400);
    if (q !== undefined) return await searchPatrons(db, clock, actor, { q, reason, limit, cursor });
    const holders = await lookUpCard(db, clock, actor, barcode!, reason);
    const codes = new Map((await listMembers(db)).map((member) => [member.id, member.code]));
    const items = holders.map((holder) => ({
      personId: holder.person.id,
      name: holder.isOwn ? holder.person.name : maskedName(holder.person.name),
      card: { barcode: holder.barcode, member: codes.get(holder.memberId) ?? "", blocked: holder.blocked },
      affiliation: holder.isOwn ? holder.affiliation : null,
    }));
    return { items, next: null };
  },
});

/** One reader of the library. */
const patron = query({
  name: "people.patron",
  summary: "One of the library's readers: affiliations, cards, blocks. The reader is told",
  path: "/patrons/:id",
  who,
  params: z.object({ id: z.string().max(60) }),
  filter: z.strictObject({ reason: z.enum(lookUpReasons) }),
  output: patronSchema,
  refusals: ["patron-unknown"],
  run: async ({ db, clock }, actor, { id }, { reason }) => {
    const found = await readPatron(db, clock, id, actor.scope);
    if (actor.scope !== null && !(await isReaderOf(db, found.personId, actor.scope)))
      throw refuse("patron-unknown");
    await inTransaction(db, (tx) => noteRead(tx, clock, actor, [found.personId], reason));
    return found;
  },
});

/** What desks ask about readers. */
export const patronQueries: readonly AnyQuery[] = [patrons, patron];
