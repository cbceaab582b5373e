import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import type { distanceBands, Sharer } from "../../neighbours/index.ts";
import { defaultOffer, type OfferOptions } from "../copies/offer-options.ts";

/** What is done with a scanned book: lent or given to whoever was meant last, or lent in one circle, by its id. */
export type ScanChoice = string;

/** Where books of the scanner go: what was chosen last, and how far and to whom it goes. */
export type ScanDefaults = {
  to: ScanChoice;
  loanDays: number;
  audience: { public: boolean; radiusKm: Band; friends: boolean };
};

type Band = (typeof distanceBands)[number];
type Row = {
  modes: string[];
  loan_days: number;
  is_public: boolean;
  radius_km: Band;
  to_friends: boolean;
  circle_ids: string[];
};

const USUAL_KM: Band = 5;
/** Offers looked at for what was chosen last. */
const LAST_OFFERS = 50;

/**
 * What a reader did with their books last: with the last one, and to whom the last one went that was meant for more
 * than a circle. Who has published nothing yet lends, to everybody near where a place is told and to friends.
 */
export async function scanDefaults(db: Db, me: Sharer): Promise<ScanDefaults> {
  const { rows } = await sql<Row>`select o.modes, o.loan_days, o.is_public, o.radius_km, o.to_friends,
      array(select oc.circle_id from shelves.offer_circle oc where oc.copy_id = o.copy_id) as circle_ids
    from shelves.offer o where o.owner_id = ${me.personId} order by o.published_at desc, o.copy_id desc
    limit ${LAST_OFFERS}`.execute(db);
  const [last] = rows;
  const wide = rows.find((row) => row.is_public || row.to_friends);
  const isAtPlace = !me.isMinor && me.cell !== null;
  return {
    to: last ? choiceOf(last) : "lend",
    loanDays: last?.loan_days ?? defaultOffer.loanDays,
    audience: {
      public: isAtPlace && (wide?.is_public ?? true),
      radiusKm: wide?.radius_km ?? USUAL_KM,
      friends: !me.isMinor && (wide?.to_friends ?? true),
    },
  };
}

function choiceOf({ modes, is_public, to_friends, circle_ids }: Row): ScanChoice {
  if (!is_public && !to_friends && circle_ids.length === 1) return circle_ids[0]!;
  return modes.includes("give") && !modes.includes("lend") ? "give" : "lend";
}

/** How a book is offered by what was chosen for it. */
export function offerFor(to: ScanChoice, defaults: ScanDefaults): OfferOptions {
  const { loanDays, audience } = defaults;
  if (to === "lend" || to === "give")
    return { ...defaultOffer, modes: [to], loanDays, audience: { ...audience, circleIds: [] } };
  const nobody = { ...defaultOffer.audience, circleIds: [to] };
  return { ...defaultOffer, modes: ["lend"], loanDays, audience: nobody };
}
