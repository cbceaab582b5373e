import type { Statements } from "../kernel/bulk.ts";

/** From which score two records join, and from which a person is asked whether they do. */
export type Threshold = { joinAt: number; reviewAt: number };

/** What holds for sources that say nothing of their own. Points are roughly log-odds. */
export const defaultThreshold: Threshold = { joinAt: 5.2, reviewAt: 3.5 };

/** Thresholds of the sources that have their own. Of the two sources of a pair the stricter counts, for joining and for asking. */
export class Thresholds {
  private readonly own: ReadonlyMap<number, Threshold>;

  constructor(own: ReadonlyMap<number, Threshold> = new Map()) {
    this.own = own;
  }

  /** What a source has of its own. */
  ownOf(memberId: number): Threshold | undefined {
    return this.own.get(memberId);
  }

  /** What holds between records of two members. */
  between(memberA: number, memberB: number): Threshold {
    if (this.own.size === 0) return defaultThreshold;
    const [a, b] = [memberA, memberB].map((id) => this.own.get(id) ?? defaultThreshold) as [
      Threshold,
      Threshold,
    ];
    return { joinAt: Math.max(a.joinAt, b.joinAt), reviewAt: Math.max(a.reviewAt, b.reviewAt) };
  }
}

/** The thresholds in force. */
export async function loadThresholds(tx: Statements): Promise<Thresholds> {
  const { rows } = await tx.query<{ member_id: number; join_at: number; review_at: number }>(
    "select t.member_id, t.join_at, t.review_at from matching.source_threshold t",
  );
  return new Thresholds(
    new Map(rows.map((row) => [row.member_id, { joinAt: row.join_at, reviewAt: row.review_at }])),
  );
}

/** Sets what holds for a source; null: what holds for all. Applies to what is decided from now on. */
export async function setThreshold(
  tx: Statements,
  memberId: number,
  threshold: Threshold | null,
  by: string,
): Promise<void> {
  if (threshold === null) {
    await tx.query("delete from matching.source_threshold t where t.member_id = $1", [memberId]);
    return;
  }
  await tx.query(
    `insert into matching.source_threshold (member_id, join_at, review_at, set_by) values ($1, $2, $3, $4)
      on conflict (member_id) do update
        set join_at = excluded.join_at, review_at = excluded.review_at, set_by = excluded.set_by, set_at = now()`,
    [memberId, threshold.joinAt, threshold.reviewAt, by],
  );
}
