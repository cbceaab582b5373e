import type { WaitingFacts } from "../../../web/reader/home/waiting.tsx";
import { holdsOf, loansOf } from "../circulation/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import { addDays, type Clock, dateIn } from "../kernel/time.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { sharedLoansOf } from "../peer-loans/index.ts";

/** A loan this near its end is named. */
const SOON_DAYS = 7;

/** What waits for a reader: books to give back, to fetch, and requests of other readers. */
export async function findWaiting(
  db: Db,
  clock: Clock,
  { personId, zone, language }: { personId: string; zone: string; language: Language },
): Promise<WaitingFacts> {
  const now = clock.now();
  const [loans, holds, borrowed, lent] = await Promise.all([
    loansOf(db, personId, now),
    holdsOf(db, personId),
    sharedLoansOf(db, clock, personId, "borrower"),
    sharedLoansOf(db, clock, personId, "lender"),
  ]);
  const soon = addDays(dateIn(zone, now), SOON_DAYS);
  const due = [
    ...loans.map((loan) => ({ on: loan.dueOn, title: loan.title.main, late: loan.isOverdue })),
    ...borrowed.flatMap(({ dueOn, title, isOverdue }) =>
      dueOn === null ? [] : [{ on: dueOn, title: title ?? "", late: isOverdue }],
    ),
  ].sort((a, b) => (a.on < b.on ? -1 : 1));
  const next = due.find((one) => one.on <= soon) ?? null;
  const ready = holds.filter((hold) => hold.state === "on-shelf");
  const asked = lent.filter((loan) => loan.state === "requested");
  return {
    due: due.length,
    late: due.filter((one) => one.late).length,
    next: next && { title: next.title, day: formatDate(next.on, language) },
    ready: ready.length,
    readyTitle: ready[0]?.title.main ?? null,
    asked: asked.length,
    askedTitle: asked[0]?.title ?? null,
    askedHref: asked.length === 1 ? `/sharing/loans/${asked[0]!.id}` : "/sharing/loans",
  };
}
