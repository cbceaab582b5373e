import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import type { PostingKind } from "./words.ts";

/** Where writers read what was decided about their texts, and appeal. */
const rowOf = (postingId: string): string => `/account/reviews#posting-${postingId}`;
/** Characters of a text by which its writer knows it again. */
const SNIPPET = 40;

/** A decision as its writer hears of it. */
export type Told = {
  id: string;
  kind: PostingKind;
  personId: string;
  text: string;
  about: string;
  isPublic: boolean;
  reason: string;
  words: string;
};

/** Tells a writer that a text waits for a moderator. */
export async function tellWaits(
  tx: Tx,
  clock: Clock,
  id: string,
  personId: string,
  text: string,
): Promise<void> {
  await notify(tx, clock, {
    personId,
    kind: "text-waits",
    params: { text: text.slice(0, SNIPPET) },
    link: rowOf(id),
  });
}

/** Tells a writer what was decided and why. */
export async function tellDecision(tx: Tx, clock: Clock, told: Told): Promise<void> {
  const { personId, isPublic } = told;
  const text = told.text.slice(0, SNIPPET);
  const params = {
    text,
    words: told.words,
    reason: told.reason,
    title: told.about,
    name: text.split("\n")[0]!,
  };
  const outcome = isPublic ? "published" : "rejected";
  const kind =
    told.kind === "review"
      ? (`review-${outcome}` as const)
      : told.kind === "list" && !isPublic
        ? "list-hidden"
        : (`text-${outcome}` as const);
  await notify(tx, clock, { personId, kind, params, link: rowOf(told.id) });
}
