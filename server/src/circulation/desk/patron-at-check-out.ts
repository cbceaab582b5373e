import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { LocalText } from "../../kernel/text.ts";
import type { Clock } from "../../kernel/time.ts";
import { refuseToGuess } from "../../targeting/index.ts";
import { judgeStanding, type Standing, type StandingFacts, standingFacts } from "../patron-standing.ts";

/** Who put a card down at check-out, and where they stand. */
export type Patron = { person_id: string; name: string; standing: Standing };

const MOST_HOLDERS = 20;

/**
 * Whose card it is: the desk's own reader, else the only one who has this number, else the one of the member that was
 * chosen. One round trip. Refuses `patron-unknown` 404, `several-patrons` 409 (`choices`: ids of the members).
 */
export async function findPatron(
  tx: Tx,
  clock: Clock,
  input: { patronBarcode: string; patronMemberId?: number | undefined },
  memberId: number | null,
): Promise<Patron> {
  const barcode = input.patronBarcode;
  const { rows } = await sql<{
    person_id: string;
    name: string;
    member_id: number;
    library: LocalText;
    barcode: string;
    facts: StandingFacts;
  }>`
    select p.id as person_id, p.name, c.member_id, c.barcode, m.name as library, ${standingFacts(sql`p.id`, clock.now())} as facts
    from people.card_fact c join people.person_fact p on p.id = c.person_id join consortium.member_fact m on m.id = c.member_id
    where c.barcode_key = kernel.folded_code(${barcode})
      and (${input.patronMemberId ?? null}::smallint is null or c.member_id = ${input.patronMemberId ?? null}::smallint)
    order by c.member_id limit ${MOST_HOLDERS}`.execute(tx);
  const own = rows.filter((row) => row.member_id === memberId);
  const near = own.length > 0 ? own : rows;
  // Cards from before one form decided are told apart by their exact spelling.
  const exact = near.filter((row) => row.barcode === barcode);
  const found = exact.length > 0 ? exact : near;
  const patron = found[0];
  if (!patron) throw new Problem("patron-unknown", 404, { barcode });
  if (new Set(found.map((row) => row.person_id)).size > 1)
    throw refuseToGuess(
      "several-patrons",
      barcode,
      found.map((row) => ({ id: row.member_id, library: row.library })),
    );
  return { person_id: patron.person_id, name: patron.name, standing: judgeStanding(patron.facts) };
}
