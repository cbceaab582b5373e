import { type RawBuilder, sql } from "kysely";
import type { LocalText } from "../../kernel/text.ts";
import { refuseToGuess } from "../../targeting/index.ts";
import { judgeStanding, type Standing, type StandingFacts, standingFacts } from "../patron-standing.ts";

/** Who put a card down at check-out, and where they stand. */
export type Patron = { person_id: string; name: string; standing: Standing };

const MOST_HOLDERS = 20;

/** Somebody who has a card of this number, and what decides where they stand. */
export type Holder = {
  personId: string;
  name: string;
  memberId: number;
  library: LocalText;
  barcode: string;
  facts: StandingFacts;
};

/** SQL for who has a card of this number, of the member that was chosen where one was, as a JSON array of `Holder`. */
export function holdersOf(
  { patronBarcode, patronMemberId }: { patronBarcode: string; patronMemberId?: number | undefined },
  now: Date,
): RawBuilder<Holder[]> {
  return sql`(select coalesce(json_agg(o), '[]') from (
    select p.id as "personId", p.name, c.member_id as "memberId", c.barcode, m.name as library, ${standingFacts(sql`p.id`, now)} as facts
    from people.card_fact c join people.person_fact p on p.id = c.person_id join consortium.member_fact m on m.id = c.member_id
    where c.barcode_key = kernel.folded_code(${patronBarcode})
      and (${patronMemberId ?? null}::smallint is null or c.member_id = ${patronMemberId ?? null}::smallint)
    order by c.member_id limit ${MOST_HOLDERS}) o)`;
}

/**
 * Whose card it is: the desk's own reader, else the only one who has this number, else the one of the member that was
 * chosen; undefined: nobody's. Refuses `several-patrons` 409 (`choices`: ids of the members).
 */
export function patronMeant(
  holders: readonly Holder[],
  barcode: string,
  memberId: number | null,
): Patron | undefined {
  const own = holders.filter((one) => one.memberId === memberId);
  const near = own.length > 0 ? own : holders;
  // Cards from before one form decided are told apart by their exact spelling.
  const exact = near.filter((one) => one.barcode === barcode);
  const found = exact.length > 0 ? exact : near;
  const patron = found[0];
  if (!patron) return undefined;
  if (new Set(found.map((one) => one.personId)).size > 1)
    throw refuseToGuess(
      "several-patrons",
      barcode,
      found.map((one) => ({ id: one.memberId, library: one.library })),
    );
  return { person_id: patron.personId, name: patron.name, standing: judgeStanding(patron.facts) };
}
