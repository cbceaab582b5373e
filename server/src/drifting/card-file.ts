import type { Reply } from "../kernel/http.ts";
import { type Card, type CardWords, drawCards } from "./cards.ts";
import type { CardKind } from "./words.ts";

type Translate = (key: string) => string;

/** The sentences on cards of drifting books. */
export function cardWords(t: Translate): CardWords {
  return {
    brand: t("site.name"),
    label: t("drift.card.labels"),
    labelNote: t("drift.card.label-note"),
    driftCard: t("drift.card.drift-card"),
    driftNote: t("drift.card.drift-note"),
    thoughtsCard: t("drift.card.thoughts-card"),
    thoughtsNote: t("drift.card.thoughts-note"),
    reader: t("drift.card.reader"),
    date: t("drift.card.date"),
    place: t("drift.card.place"),
    code: t("drift.code"),
    secret: t("drift.secret"),
  };
}

/** Cards as a file to print, which nobody keeps: secrets stand on it. */
export async function sendCards(
  reply: Reply,
  kind: CardKind,
  cards: readonly Card[],
  words: CardWords,
): Promise<Reply> {
  return reply
    .type("application/pdf")
    .header("cache-control", "private, no-store")
    .header("content-disposition", `inline; filename="${kind}-${cards[0]!.code}.pdf"`)
    .send(await drawCards(kind, cards, words));
}
