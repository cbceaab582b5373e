import { sql } from "kysely";
import { z } from "zod";
import { nameQuery } from "../../../../packages/cjk/index.ts";
import { listMembers } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type Db, inTransaction } from "../../kernel/database.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import type { Clock, PlainDate } from "../../kernel/time.ts";
import { maskedName } from "../cards.ts";
import { countSearch, noteFound } from "../look-ups.ts";
import { refuse } from "../refusals.ts";
import type { LookUpReason } from "../words.ts";
import type { patronLineSchema } from "./schema.ts";

type Line = z.output<typeof patronLineSchema>;
type Row = {
  id: string;
  name: string;
  is_own: boolean;
  patron_group: string | null;
  number: string | null;
  valid_until: PlainDate | null;
  barcode: string | null;
  card_member: number | null;
  blocked: boolean | null;
};

/** Fewer digits are no telephone number anybody would look for. */
const FEWEST_DIGITS = 7;
const MOST_FOUND = 20;

/**
 * Readers found by name in any script, pinyin, number, card or telephone. One's own library's by all of these; other
 * libraries' only by their whole number or card, and with a masked name. Each search counts, and each reader found is
 * told of it. Refuses `search-too-short` 400, `look-ups-too-fast` 429, `cursor-invalid` 400.
 */
export async function searchPatrons(
  db: Db,
  clock: Clock,
  actor: Actor,
  {
    q,
    reason,
    limit,
    cursor,
  }: { q: string; reason: LookUpReason; limit: number; cursor?: string | undefined },
): Promise<{ items: Line[]; next: string | null }> {
  const after = readCursor(cursor, z.tuple([z.string(), z.uuid()]));
  if (/^[a-z]$/i.test(q)) throw refuse("search-too-short");
  const digits = q.replace(/\D/g, "");
  const typed = {
    names: nameQuery(q),
    phone: digits.length >= FEWEST_DIGITS && !/\p{L}/u.test(q) ? digits.slice(-11) : null,
    code: q,
  };
  return await inTransaction(db, async (tx) => {
    const rows = await findRows(tx, actor.scope, typed, after, Math.min(limit, MOST_FOUND));
    const { items, next } = cutPage(rows, Math.min(limit, MOST_FOUND), (row) => [row.name, row.id]);
    const isForeign = items.some((row) => !row.is_own);
    await countSearch(tx, clock, actor, isForeign);
    await noteFound(
      tx,
      clock,
      actor,
      items.map((row) => row.id),
      reason,
    );
    const codes = new Map((await listMembers(tx)).map((member) => [member.id, member.code]));
    return { items: items.map((row) => toLine(row, codes)), next };
  });
}

async function findRows(
  db: Db,
  memberId: number | null,
  typed: { names: string | null; phone: string | null; code: string },
  after: readonly [string, string] | null,
  limit: number,
): Promise<Row[]> {
  const own = sql`(${memberId}::smallint is null
    or exists (select 1 from people.affiliation o where o.person_id = h.person_id and o.member_id = ${memberId}::smallint)
    or exists (select 1 from people.card o where o.person_id = h.person_id and o.member_id = ${memberId}::smallint))`;
  const { rows } = await sql<Row>`
    with hit as (
      select a.person_id, true as exact from people.affiliation a where a.number_key = kernel.folded_code(${typed.code})
      union select c.person_id, true from people.card c where c.barcode_key = kernel.folded_code(${typed.code})
      union select o.person_id, false from people.former_card o where o.barcode_key = kernel.folded_code(${typed.code})
      union select a.person_id, false from people.affiliation a
        where a.phone_key = ${typed.phone} and (${memberId}::smallint is null or a.member_id = ${memberId}::smallint)
      union select p.id, false from people.person p where p.name_key @@ ${typed.names}::tsquery
    ), found as (
      select h.person_id, bool_or(h.exact) as exact, bool_or(${own}) as is_own from hit h group by h.person_id
    )
    select p.id, p.name, f.is_own, a.patron_group, a.number, a.valid_until,
      c.barcode, c.member_id as card_member, c.blocked_at is not null as blocked
    from found f join people.person p on p.id = f.person_id
    left join lateral (select a.patron_group, a.number, a.valid_until from people.affiliation a
      where a.person_id = p.id and (a.member_id = ${memberId}::smallint or ${memberId}::smallint is null)
      order by a.valid_until desc nulls first, a.id limit 1) a on true
    left join lateral (select c.barcode, c.member_id, c.blocked_at from people.card c
      where c.person_id = p.id and (c.barcode_key = kernel.folded_code(${typed.code}) or (f.is_own
        and (c.member_id = ${memberId}::smallint or ${memberId}::smallint is null)))
      order by c.barcode_key = kernel.folded_code(${typed.code}) desc, c.barcode limit 1) c on true
    where (f.is_own or f.exact) and p.erased_at is null
      and (${after?.[0] ?? null}::text is null or (p.name, p.id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid))
    order by p.name, p.id limit ${limit + 1}`.execute(db);
  return rows;
}

function toLine(row: Row, codes: ReadonlyMap<number, string>): Line {
  const card =
    row.barcode === null
      ? null
      : {
          barcode: row.barcode,
          member: codes.get(row.card_member ?? 0) ?? "",
          blocked: row.blocked === true,
        };
  const { patron_group: patronGroup, number, valid_until: validUntil } = row;
  return {
    personId: row.id,
    name: row.is_own ? row.name : maskedName(row.name),
    card,
    affiliation:
      row.is_own && patronGroup !== null && number !== null ? { patronGroup, number, validUntil } : null,
  };
}
