import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import type { PlainDate } from "../kernel/time.ts";
import { constraintProblems } from "./constraint-problems.ts";
import { demandPermission } from "./permissions.ts";
import type { Affiliation, Person, PersonId } from "./persons.ts";

/**
 * Who a scanned card belongs to. `affiliation` is the one with the card's member, if there is one; `isOwn`: a reader of
 * the member asking.
 */
export type CardHolder = {
  person: Person;
  memberId: number;
  barcode: string;
  blocked: boolean;
  affiliation: Affiliation | null;
  isOwn: boolean;
};

/** More members than this never issued the same barcode. */
const HOLDERS_MAX = 50;

/**
 * Gives a person a card of a member; a barcode is unique inside one member only, whatever its case and width (foldCode).
 * Refuses: `forbidden` 403, `barcode-invalid` 400, `person-unknown`, `member-unknown` 404, `card-exists` 409.
 */
export async function addCard(
  tx: Tx,
  actor: Actor,
  personId: string,
  card: { memberId: number; barcode: string },
): Promise<void> {
  demandPermission(actor, "people.register", card.memberId);
  await refuseOn(constraintProblems, () => insertCard(tx, personId, card));
  await writeAudit(tx, actor, "card.add", { kind: "person", id: personId }, card.memberId);
}

/** The bare insertion, for commands that have checked their actor. */
export async function insertCard(
  tx: Tx,
  personId: string,
  card: { memberId: number; barcode: string },
): Promise<void> {
  await sql`insert into people.card (member_id, barcode, person_id)
    values (${card.memberId}, ${card.barcode.replace(/\s+/g, "")}, ${personId})`.execute(tx);
}

/**
 * Blocks a lost card, or frees a found one. Blocking twice changes nothing.
 * Refuses: `forbidden` 403, `card-unknown` 404.
 */
export async function blockCard(
  tx: Tx,
  actor: Actor,
  card: { memberId: number; barcode: string; blockedAt: Date | null },
): Promise<void> {
  demandPermission(actor, "circulation.desk", card.memberId);
  const { rows } = await sql<{ person_id: string }>`
    update people.card set blocked_at = case when ${card.blockedAt}::timestamptz is null then null
      else coalesce(blocked_at, ${card.blockedAt}) end
    where member_id = ${card.memberId} and barcode = (
      select c.barcode from people.card c
      where c.member_id = ${card.memberId} and c.barcode_key = kernel.folded_code(${card.barcode})
      order by c.barcode = ${card.barcode} desc, c.shares_key limit 1)
    returning person_id`.execute(tx);
  if (!rows[0]) throw new Problem("card-unknown", 404);
  const action = card.blockedAt ? "card.block" : "card.free";
  await writeAudit(tx, actor, action, { kind: "person", id: rows[0].person_id }, card.memberId);
}

type CardRow = {
  id: PersonId;
  name: string;
  email: string | null;
  language: Language;
  member_id: number;
  barcode: string;
  blocked_at: Date | null;
  patron_group: string | null;
  number: string | null;
  valid_until: PlainDate | null;
  is_own: boolean;
};

/** What a desk that has nothing to do with a reader sees of the name: enough to hold against a card in hand. */
export function maskedName(name: string): string {
  const [first = ""] = new Intl.Segmenter().segment(name);
  return `${typeof first === "string" ? first : first.segment}＊＊`;
}

/**
 * Everybody who holds a card with this barcode, the desk's own member (`memberId`) first, then by member.
 * None: nobody has it. Several: members issued the same number, and whoever asks must choose.
 */
export async function findPersonByCard(
  db: Db,
  barcode: string,
  memberId: number | null,
): Promise<CardHolder[]> {
  const { rows } = await sql<CardRow>`
    select p.id, p.name, p.email, p.language, c.member_id, c.barcode, c.blocked_at,
      a.patron_group, a.number, a.valid_until,
      (c.member_id = ${memberId}::smallint
        or exists (select 1 from people.affiliation o where o.person_id = c.person_id and o.member_id = ${memberId}::smallint)
        or exists (select 1 from people.card o where o.person_id = c.person_id and o.member_id = ${memberId}::smallint)
      ) is true as is_own
    from people.card c
    join people.person p on p.id = c.person_id
    left join lateral (
      select f.patron_group, f.number, f.valid_until from people.affiliation f
      where f.person_id = c.person_id and f.member_id = c.member_id
      order by f.valid_until desc nulls first, f.id limit 1) a on true
    where c.barcode_key = kernel.folded_code(${barcode})
      and (c.barcode = ${barcode} or not exists (
        select 1 from people.card o where o.member_id = c.member_id and o.barcode = ${barcode}))
    order by c.member_id is not distinct from ${memberId}::smallint desc, c.member_id
    limit ${HOLDERS_MAX}`.execute(db);
  return rows.map(toCardHolder);
}

function toCardHolder(row: CardRow): CardHolder {
  const { id, name, email, language } = row;
  return {
    person: { id, name, email, language },
    memberId: row.member_id,
    barcode: row.barcode,
    blocked: row.blocked_at !== null,
    isOwn: row.is_own,
    affiliation:
      row.patron_group === null || row.number === null
        ? null
        : {
            memberId: row.member_id,
            patronGroup: row.patron_group,
            number: row.number,
            validUntil: row.valid_until,
          },
  };
}
