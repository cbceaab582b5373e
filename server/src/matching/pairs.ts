import type { Statements } from "../kernel/bulk.ts";

/** Two records that look alike. `joins`: enough to be of one thing, by the thresholds of their sources. */
export type AlikePair = { a: number; b: number; score: number; joins: boolean };

/** A pair from one side; `isPinned`: a person called the two the same. */
export type Link = { from: number; to: number; score: number; joins: boolean; isPinned: boolean };

/** Which records look alike. A load writes it; a dry run keeps in memory what it would have written and reads the rest. */
export interface PairStore {
  /** Forgets the pairs of these records; returns whom they led to. */
  forget(recordIds: readonly number[]): Promise<number[]>;
  add(pairs: readonly AlikePair[]): Promise<void>;
  linksOf(recordIds: readonly number[]): Promise<Link[]>;
}

/** The pairs in the database. */
export class StoredPairs implements PairStore {
  private readonly tx: Statements;

  constructor(tx: Statements) {
    this.tx = tx;
  }

  async forget(recordIds: readonly number[]): Promise<number[]> {
    if (recordIds.length === 0) return [];
    const { rows } = await this.tx.query<{ to_id: number }>({
      name: "matching-forget-pairs",
      text: `with near as (delete from matching.pair p where p.from_id = any($1::bigint[]) returning p.to_id, p.from_id),
        back as (delete from matching.pair p using near n where p.from_id = n.to_id and p.to_id = n.from_id
          and p.from_id <> all($1::bigint[]))
        select distinct n.to_id from near n`,
      values: [recordIds],
    });
    return rows.map((row) => row.to_id);
  }

  async add(pairs: readonly AlikePair[]): Promise<void> {
    if (pairs.length === 0) return;
    await this.tx.query({
      name: "matching-add-pairs",
      text: `insert into matching.pair (from_id, to_id, score, joins)
        select x.from_id, x.to_id, v.score, v.joins
        from unnest($1::bigint[], $2::bigint[], $3::real[], $4::boolean[]) v(a, b, score, joins)
        cross join lateral (values (v.a, v.b), (v.b, v.a)) x(from_id, to_id)`,
      values: [
        pairs.map((p) => p.a),
        pairs.map((p) => p.b),
        pairs.map((p) => p.score),
        pairs.map((p) => p.joins),
      ],
    });
  }

  async linksOf(recordIds: readonly number[]): Promise<Link[]> {
    if (recordIds.length === 0) return [];
    const { rows } = await this.tx.query<Link>({
      name: "matching-links",
      text: `select p.from_id as "from", p.to_id as "to", p.score, p.joins, false as "isPinned"
        from matching.pair p where p.from_id = any($1::bigint[])
        union all select i.low_id, i.high_id, 0, true, true from matching.pin i
          where i.low_id = any($1::bigint[]) and i.lifted_at is null and i.verdict = 'same'
        union all select i.high_id, i.low_id, 0, true, true from matching.pin i
          where i.high_id = any($1::bigint[]) and i.lifted_at is null and i.verdict = 'same'`,
      values: [recordIds],
    });
    return rows;
  }
}

/** The pairs as a dry run would leave them. */
export class RehearsedPairs implements PairStore {
  private stored: StoredPairs | undefined;
  private readonly forgotten = new Set<number>();
  private readonly added = new Map<number, Link[]>();

  /** The transaction of the batch at hand. */
  within(tx: Statements): this {
    this.stored = new StoredPairs(tx);
    return this;
  }

  async forget(recordIds: readonly number[]): Promise<number[]> {
    const links = await this.linksOf(recordIds);
    for (const id of recordIds) {
      this.forgotten.add(id);
      this.added.delete(id);
    }
    return links.map((link) => link.to);
  }

  add(pairs: readonly AlikePair[]): Promise<void> {
    for (const { a, b, score, joins } of pairs)
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        const link = { from, to, score, joins, isPinned: false };
        const list = this.added.get(from);
        if (list) list.push(link);
        else this.added.set(from, [link]);
      }
    return Promise.resolve();
  }

  async linksOf(recordIds: readonly number[]): Promise<Link[]> {
    const stored = await this.stored!.linksOf(recordIds.filter((id) => id > 0));
    const isOld = (link: Link): boolean =>
      !link.isPinned && (this.forgotten.has(link.from) || this.forgotten.has(link.to));
    return [...stored.filter((link) => !isOld(link)), ...recordIds.flatMap((id) => this.added.get(id) ?? [])];
  }
}
