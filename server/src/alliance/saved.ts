import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

/** Lendings between the same two people that count: what two accounts pass to and fro proves no saving. */
const MOST_OF_A_PAIR = 12;
/** What is assumed, not measured; the page says so: of so many lendings one spares a new book, of such a price and weight of CO₂. */
export const assumed = { pair: MOST_OF_A_PAIR, lendingsForABook: 3, yuan: 40, kilograms: 1 } as const;

/** What sharing between readers has saved. `lendings`: those that count; `kept`: books that went from hand to hand. */
export type Saved = { lendings: number; kept: number; books: number; yuan: number; kilograms: number };

/** New books, money and CO₂ that so many lendings spare by what is assumed; broken books are none. */
export function savedBy(lendings: number): Pick<Saved, "books" | "yuan" | "kilograms"> {
  const books = Math.floor(lendings / assumed.lendingsForABook);
  return { books, yuan: books * assumed.yuan, kilograms: books * assumed.kilograms };
}

/**
 * What the region's readers saved by lending to each other: a copy counts once for each who borrowed it from somebody else,
 * once it was handed over, and two people's dealings to `MOST_OF_A_PAIR`.
 */
export async function regionSaved(db: Db): Promise<Saved> {
  const { rows } = await sql<{ lendings: number; kept: number }>`
    with lent as (select distinct l.copy_id, least(l.lender_id, l.borrower_id) as low, greatest(l.lender_id, l.borrower_id) as high,
        l.borrower_id
      from peer_loans.loan_fact l where l.handed_over_at is not null and l.lender_id is distinct from l.borrower_id),
    counted as (select lent.copy_id, row_number() over (partition by low, high order by copy_id, borrower_id) as place from lent)
    select count(*) as lendings, count(distinct copy_id) as kept from counted where place <= ${MOST_OF_A_PAIR}`.execute(
    db,
  );
  const { lendings, kept } = rows[0]!;
  return { lendings, kept, ...savedBy(lendings) };
}
