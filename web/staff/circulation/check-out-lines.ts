import { call, Refusal } from "../api.ts";
import { isUnanswered, keepAct, lostReach, mustKeep } from "../off-line/reach.ts";
import type { Decision } from "../policies/why.tsx";
import type { LocalText } from "../text.ts";
import type { Title } from "../title-line.tsx";

/** The reader at the desk; `since`: when their card was put down. */
export type DeskPatron = {
  personId: string;
  name: string;
  isBlocked: boolean;
  loans: unknown[];
  holds: unknown[];
  card: string;
  chosenMemberId?: number | undefined;
  since: number;
  /** Only the card is known: there is no network. */
  isOffLine?: boolean;
};
export type Receipt = {
  barcode: string;
  title: Title;
  dueOn: string;
  dueAt?: string | null;
  /** What decided how long, and what would have come next. */
  why?: Decision[];
};
export type FoundItem = {
  id: number;
  barcode: string | null;
  title: Title;
  callNumber: string;
  ownerName: LocalText;
};
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
export type Answer = {
  itemId?: number;
  barcode?: string;
  overrideHold?: boolean;
  /** Why somebody with the right lends all the same. */
  override?: { reason: string };
  returnFirst?: boolean;
  renew?: string;
};

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
  const nothing = { isBlocked: false, loans: [], holds: [], chosenMemberId: memberId };
  return { personId: `card ${card}`, name: "", card, ...nothing, since: performance.now(), isOffLine: true };
}

/** A reader by card, asked of the server. Refuses as the desk's look-up. */
export async function askPatron(card: string, memberId?: number): Promise<DeskPatron> {
  const which = memberId === undefined ? "" : `&memberId=${memberId}`;
  const found = await call<Omit<DeskPatron, "card" | "since">>(
    "GET",
    `/desk/patron?reason=check-out&barcode=${encodeURIComponent(card)}${which}`,
  );
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
  { renew, returnFirst, barcode = scanned, ...more }: Answer,
  key: string,
): Promise<Line> {
  if (renew !== undefined) {
    const { dueOn } = await call<{ dueOn: string }>("POST", `/loans/${renew}/renewal`, undefined, key);
    return {
      key: performance.now(),
      barcode,
      isRenewed: true,
      receipt: { barcode, title: { main: barcode }, dueOn },
    };
  }
  if (returnFirst) await call("POST", "/desk/scan", { barcode, ...(more.itemId && { itemId: more.itemId }) });
  const receipt = await call<Receipt>(
    "POST",
    "/desk/check-out",
    {
      patronBarcode: card.barcode,
      ...(card.memberId !== undefined && { patronMemberId: card.memberId }),
      itemBarcode: barcode,
      ...more,
    },
    key,
  );
  return { key: performance.now(), barcode, receipt };
}

const ISBN = /^(97[89])?\d{9}[\dXx]$/;

/** Items here of the title whose ISBN was scanned instead of a barcode; none when it was no ISBN. */
export async function findItems(barcode: string, error: unknown): Promise<FoundItem[]> {
  const isUnknown = error instanceof Refusal && error.code === "item-unknown";
  if (!isUnknown || !ISBN.test(barcode.replace(/[\s-]/g, ""))) return [];
  try {
    return (await call<{ items: FoundItem[] }>("GET", `/desk/items?barcode=${encodeURIComponent(barcode)}`))
      .items;
  } catch (none) {
    // No item of this title here: the refusal of the scan stands.
    if (none instanceof Refusal) return [];
    throw none;
  }
}
