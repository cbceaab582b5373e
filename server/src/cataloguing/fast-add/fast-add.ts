import { foldKey } from "@commonshelf/cjk";
import type { MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { findInstancesByIsbn, normaliseIsbn } from "../../catalogue/index.ts";
import { todayOfMember } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { writeItem } from "../items/keep-items.ts";
import { beginRecord } from "../new-record.ts";
import { refuse } from "../refusals.ts";
import type { fastAddSchema, heldItemSchema } from "../schema.ts";

const REASON = "fast-add";

/**
 * A book in hand that is in no catalogue becomes a copy of the library worked at, at this branch: under its own record of the same
 * ISBN, else under one that says no more than the title page and waits for a cataloguer. Refuses `record-refused` 400,
 * `barcode-taken` 409, `isbn-of-other-title` 409 (`known`: its title).
 */
export async function fastAdd(
  tx: Tx,
  actor: Actor & { scope: number; place: number },
  clock: Clock,
  book: z.output<typeof fastAddSchema>,
): Promise<z.output<typeof heldItemSchema>> {
  const memberId = actor.scope;
  const record = briefRecord(book, (await todayOfMember(tx, clock, memberId)).replaceAll("-", ""));
  const known = await ownRecordOf(tx, memberId, book);
  const recordId =
    known ?? (await beginRecord(tx, actor, clock, { memberId, draft: record, reason: REASON })).recordId;
  if (known === undefined)
    await sql`insert into cataloguing.fast_added (record_id, member_id, added_at)
      values (${recordId}, ${memberId}, ${clock.now()})`.execute(tx);
  return await writeItem(
    tx,
    actor,
    { id: null, recordId, memberId },
    {
      branchId: actor.place,
      barcode: book.barcode,
      callNumber: book.callNumber,
      location: "",
      part: "",
      itemClass: book.itemClass,
      forLoan: true,
      note: "",
      price: null,
    },
  );
}

/** What a title page says at a glance, as CNMARC of the lowest level. */
function briefRecord(book: z.output<typeof fastAddSchema>, today: string): MarcRecord {
  const field = (tag: string, ind: string, ...subfields: [string, string][]) => ({
    tag,
    ind1: ind.charAt(0),
    ind2: ind.charAt(1),
    subfields: subfields.filter(([, text]) => text !== ""),
  });
  const fields = [
    field("010", "  ", ["a", book.isbn]),
    field("100", "  ", ["a", `${today}d        em y0chiy50      ea`]),
    field("200", "1 ", ["a", book.title], ["f", book.author]),
  ];
  return { leader: "     nam0 22     3  450 ", fields: fields.filter((one) => one.subfields.length > 0) };
}

/** The library's own record of a title with this ISBN; undefined: it has none. A slip in the ISBN leads to another book, and is refused. */
async function ownRecordOf(
  tx: Tx,
  memberId: number,
  { isbn: typed, title }: z.output<typeof fastAddSchema>,
): Promise<number | undefined> {
  const isbn = normaliseIsbn(typed);
  if (isbn === undefined) return undefined;
  const instanceId = (await findInstancesByIsbn(tx, [isbn])).get(isbn) ?? null;
  const { rows } = await sql<{ id: number; main: string }>`select r.id, x.statement ->> 'main' as main
    from catalogue.record_line r join catalogue.title_line x on x.id = r.instance_id
    where r.instance_id = ${instanceId}::bigint and r.member_id = ${memberId} and r.deleted_at is null
    order by r.id limit 1`.execute(tx);
  const found = rows[0];
  if (!found) return undefined;
  const [own, said] = [foldKey(found.main), foldKey(title)];
  if (!own.includes(said) && !said.includes(own)) throw refuse("isbn-of-other-title", { known: found.main });
  return found.id;
}
