import { ask, Refusal } from "../api.ts";
import { isUnanswered, keepAct, lostReach, mustKeep } from "../off-line/reach.ts";
import type { Answer, InputOf, RowOf } from "../operations.ts";

type Found = Answer<"GET /desk/patron">;
type Lent = Answer<"POST /desk/check-out">;
/** The reader at the desk; `since`: when their card was put down. */
export type DeskPatron = Pick<Found, "personId" | "name" | "isBlocked" | "blocks" | "loans" | "holds"> & {
  card: string;
  chosenMemberId?: number | undefined;
  since: number;
  /** Only the card is known: there is no network. */
  isOffLine?: boolean;
};
/** What was lent or renewed; of what was renewed nothing decided anew how long. */
export type Receipt = Pick<Lent, "barcode" | "title" | "dueOn" | "dueAt"> & Partial<Pick<Lent, "why">>;
export type FoundItem = RowOf<"GET /desk/items">;
/** One scan and what came of it. */
export type Line = {
  key: number;
  barcode: string;
  receipt?: Receipt;
  isRenewed?: boolean;
  /** Without a network: it is lent when there is one again. */
  isKept?: boolean;
  error?: unknown;
  /** Items of the title whose ISBN was scanned. */
  items?: FoundItem[];
};
/** What the desk answers to a refusal. `renew`: the loan to keep longer instead. */
export type DeskAnswer = Pick<
  InputOf<"POST /desk/check-out">["body"],
  "itemId" | "overrideHold" | "override"
> & { barcode?: string; returnFirst?: boolean; renew?: string };

/**
 * A reader by card; `memberId`: whose, when several libraries issued the number. Without a network the card is taken as it
 * is. Refuses as the desk's look-up.
 */
export async function findPatron(card: string, memberId?: number): Promise<DeskPatron> {
  if (!mustKeep())
    try {
      return await askPatron(card, memberId);
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      lostReach();
    }
  const nothing = { isBlocked: false, blocks: [], loans: [], holds: [], chosenMemberId: memberId };
  return { personId: `card ${card}`, name: "", card, ...nothing, since: performance.now(), isOffLine: true };
}

/** A reader by card, asked of the server. Refuses as the desk's look-up. */
export async function askPatron(card: string, memberId?: number): Promise<DeskPatron> {
  const query = { reason: "check-out", barcode: card, memberId } as const;
  const found = await ask("GET /desk/patron", { query });
  return {
    ...found,
    card,
    since: performance.now(),
    ...(memberId !== undefined && { chosenMemberId: memberId }),
  };
}

type Card = { barcode: string; memberId?: number | undefined };

/** Lends what was scanned; without a network it is kept and lent later, with its time. */
export async function lendOrKeep(card: Card, scanned: string, key: string): Promise<Line> {
  if (!mustKeep())
    try {
      return await lend(card, scanned, {}, key);
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      lostReach();
    }
  await keepAct({
    id: key,
    kind: "check-out",
    itemBarcode: scanned,
    patronBarcode: card.barcode,
    patronMemberId: card.memberId ?? null,
  });
  return { key: performance.now(), barcode: scanned, isKept: true };
}

/** Lends, renews, or takes back first and lends then, as the desk answered; one line for the list. */
export async function lend(
  card: Card,
  scanned: string,
  { renew, returnFirst, barcode = scanned, ...more }: DeskAnswer,
  key: string,
): Promise<Line> {
  if (renew !== undefined) {
    const due = await ask("POST /loans/:id/renewal", { params: { id: renew }, key });
    return {
      key: performance.now(),
      barcode,
      isRenewed: true,
      receipt: { barcode, title: { main: barcode }, ...due },
    };
  }
  if (returnFirst)
    await ask("POST /desk/scan", { body: { barcode, ...(more.itemId && { itemId: more.itemId }) } });
  const body = {
    patronBarcode: card.barcode,
    ...(card.memberId !== undefined && { patronMemberId: card.memberId }),
    itemBarcode: barcode,
    ...more,
  };
  const receipt = await ask("POST /desk/check-out", { body, key });
  return { key: performance.now(), barcode, receipt };
}

const ISBN = /^(97[89])?\d{9}[\dXx]$/;

/** Items here of the title whose ISBN was scanned instead of a barcode; none when it was no ISBN. */
export async function findItems(barcode: string, error: unknown): Promise<FoundItem[]> {
  const isUnknown = error instanceof Refusal && error.code === "item-unknown";
  if (!isUnknown || !ISBN.test(barcode.replace(/[\s-]/g, ""))) return [];
  try {
    return (await ask("GET /desk/items", { query: { barcode } })).items;
  } catch (none) {
    // No item of this title here: the refusal of the scan stands.
    if (none instanceof Refusal) return [];
    throw none;
  }
}
