import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type NoticeKind, type NoticeParams, notify } from "../notices/index.ts";

/** Page of a loan between readers, below the language. */
export function loanLink(loanId: string): string {
  return `/sharing/loans/${loanId}`;
}

/** Tells a reader about their loan, circle, friend, nest or drifting book; see `tellMany`. */
export async function tell(
  tx: Tx,
  clock: Clock,
  personId: string,
  kind: NoticeKind,
  params: NoticeParams = {},
  loanId: string | null = null,
): Promise<void> {
  await tellMany(tx, clock, kind, [{ personId, params, loanId }]);
}

/** The same kind of message to several readers, in one statement; it leads to the loan, or to what its values name. */
export async function tellMany(
  tx: Tx,
  clock: Clock,
  kind: NoticeKind,
  lines: readonly { personId: string; params: NoticeParams; loanId: string | null }[],
): Promise<void> {
  await notify(
    tx,
    clock,
    ...lines.map(({ personId, params, loanId }) => ({
      personId,
      kind,
      params,
      link: loanId === null ? linkOf(kind, params) : loanLink(loanId),
    })),
  );
}

function linkOf(kind: NoticeKind, params: NoticeParams): string {
  if (params.circleId) return `/sharing/circles/${params.circleId}`;
  if (kind.startsWith("drift-")) return `/drift/${params.code}`;
  if (kind.startsWith("nest-")) return `/nests/${params.code}`;
  return kind === "offers-paused" ? "/sharing/books" : "/sharing/loans";
}
