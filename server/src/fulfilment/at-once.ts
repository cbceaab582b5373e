import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import type { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { type AttemptRow, attemptsIn, moveAttempt, type RequestRow, takeBack, tryWay } from "./attempts.ts";

/**
 * Begins the ways of a request beside each other: the first owners, and the libraries. Who has said yes beforehand ends the
 * question, and the rest are not asked. Tells which way was begun first, and what the others refused.
 */
export async function tryAtOnce(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
): Promise<{ begun: AttemptRow | null; refused: Problem[] }> {
  const waiting = await attemptsIn(tx, request.id, "waiting");
  // Owners first: who has said yes beforehand spares the libraries the way.
  const asked = request.options
    .toReversed()
    .flatMap(({ kind, asking }) =>
      waiting.filter((attempt) => attempt.kind === kind).slice(0, asking?.atOnce ?? 0),
    );
  const askedWith = newId<"question">() as string;
  const refused: Problem[] = [];
  let begun: AttemptRow | null = null;
  for (const attempt of asked) {
    const { refusal, isYes } = await tryWay(tx, clock, request, attempt, askedWith);
    if (refusal) refused.push(refusal);
    else begun ??= attempt;
    if (!isYes) continue;
    await leaveOthers(tx, clock, request, attempt.id);
    return { begun: attempt, refused };
  }
  return { begun, refused };
}

/**
 * Somebody said yes: the others under way are taken back and told, and wait again in case nothing comes of it. Tells
 * whether there were any.
 */
export async function leaveOthers(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
  yesId: number,
): Promise<boolean> {
  const others = (await attemptsIn(tx, request.id, "trying")).filter((attempt) => attempt.id !== yesId);
  for (const other of others)
    if (await takeBack(tx, clock, request, other)) await moveAttempt(tx, clock, other, "yield");
  return others.length > 0;
}
