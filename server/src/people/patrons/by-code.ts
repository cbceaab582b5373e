import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";

/**
 * The readers of a member that lists of another system mean, by reader number or else by the barcode of a card: person
 * ids by the code as given. A code that means nobody is not in it.
 */
export async function findReadersByCode(
  db: Db,
  memberId: number,
  codes: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ code: string; person_id: string }>`
    select g.code, coalesce(a.person_id, c.person_id) as person_id
    from unnest(${[...new Set(codes)]}::text[]) g(code)
    left join people.affiliation a on a.member_id = ${memberId} and a.number = g.code
    left join people.card c on c.member_id = ${memberId} and c.barcode_key = kernel.folded_code(g.code) and not c.shares_key
    where coalesce(a.person_id, c.person_id) is not null`.execute(db);
  return new Map(rows.map((row) => [row.code, row.person_id]));
}
