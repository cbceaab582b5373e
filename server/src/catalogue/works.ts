import { publishBulk, reserveIds, type Statements } from "../kernel/bulk.ts";

/** An instance and the keys its newly placed records bring. */
export type WorkMember = { instanceId: number; isNew: boolean; keys: string[] };

/** Two works that turned out to be one go on under the smaller id. */
class WorkUnion {
  private readonly into = new Map<number, number>();

  find(id: number): number {
    let root = id;
    for (let next = this.into.get(root); next !== undefined; next = this.into.get(root)) root = next;
    return root;
  }

  join(a: number, b: number): number {
    const x = this.find(a);
    const y = this.find(b);
    if (x !== y) this.into.set(Math.max(x, y), Math.min(x, y));
    return Math.min(x, y);
  }

  /** Works that are no longer, with where they went. */
  joined(): [from: number, to: number][] {
    return [...this.into.keys()].map((from) => [from, this.find(from)]);
  }
}

/**
 * Gives every member its work: the one its keys lead to, else the one it has, else a new one; what a cataloguer pinned
 * stays. Works that share a key from now on become one, and every instance of theirs is told to the index. Runs under
 * the matching lock, a fixed number of statements per batch. Returns the work of each instance.
 */
export async function assignWorks(tx: Statements, members: WorkMember[]): Promise<Map<number, number>> {
  const works = new Map<number, number>();
  if (members.length === 0) return works;
  const { byKey, ofInstance, pinned } = await loadWorks(tx, members);
  const union = new WorkUnion();
  const known = new Set([...byKey.values(), ...ofInstance.values()]);
  const spare = (await reserveIds(tx, "catalogue.work", members.length)).reverse();
  const newKeys: [string, number][] = [];
  for (const { instanceId, keys } of members) {
    const fixed = pinned.get(instanceId);
    if (fixed !== undefined) {
      works.set(instanceId, fixed);
      continue;
    }
    let work = works.get(instanceId) ?? ofInstance.get(instanceId);
    for (const key of keys) {
      const other = byKey.get(key);
      if (other !== undefined) work = work === undefined ? other : union.join(work, other);
    }
    work ??= spare.pop()!;
    works.set(instanceId, work);
    for (const key of keys)
      if (!byKey.has(key)) {
        byKey.set(key, work);
        newKeys.push([key, work]);
      }
  }
  for (const [instance, work] of works) works.set(instance, union.find(work));
  const fresh = new Set([...works.values()].filter((id) => !known.has(id) && !isPin(pinned, id)));
  await tx.query({
    name: "catalogue-new-works",
    text: `insert into catalogue.work (id) overriding system value select v.id from unnest($1::bigint[]) v(id)`,
    values: [[...fresh]],
  });
  await tx.query({
    name: "catalogue-new-work-keys",
    text: `insert into catalogue.work_key (key, work_id) select v.key, v.work_id from unnest($1::bigint[], $2::bigint[]) v(key, work_id)`,
    values: [newKeys.map(([key]) => key), newKeys.map(([, work]) => union.find(work))],
  });
  await mergeWorks(
    tx,
    union.joined().filter(([from]) => known.has(from)),
  );
  return works;
}

function isPin(pinned: ReadonlyMap<number, number>, work: number): boolean {
  return [...pinned.values()].includes(work);
}

type Works = {
  byKey: Map<string, number>;
  ofInstance: Map<number, number>;
  pinned: Map<number, number>;
};

async function loadWorks(tx: Statements, members: WorkMember[]): Promise<Works> {
  const keys = [...new Set(members.flatMap((m) => m.keys))];
  const old = members.filter((m) => !m.isNew).map((m) => m.instanceId);
  const byKey = await tx.query<{ key: string; work_id: number }>({
    name: "catalogue-works-by-key",
    text: "select k.key::text as key, k.work_id from catalogue.work_key k where k.key = any($1::bigint[])",
    values: [keys],
  });
  const byInstance = await tx.query<{ id: number; work_id: number | null; pin: number | null }>({
    name: "catalogue-works-of-instances",
    text: `select i.id, i.work_id, p.work_id as pin
      from catalogue.instance i left join catalogue.work_pin p on p.instance_id = i.id
      where i.id = any($1::bigint[])`,
    values: [old],
  });
  const works: Works = { byKey: new Map(), ofInstance: new Map(), pinned: new Map() };
  for (const row of byKey.rows) works.byKey.set(row.key, row.work_id);
  for (const row of byInstance.rows) {
    if (row.pin !== null) works.pinned.set(row.id, row.pin);
    else if (row.work_id !== null) works.ofInstance.set(row.id, row.work_id);
  }
  return works;
}

/** Moves keys, instances and pins of works that became part of another. */
async function mergeWorks(tx: Statements, joined: [from: number, to: number][]): Promise<void> {
  if (joined.length === 0) return;
  const lists = [joined.map(([from]) => from), joined.map(([, to]) => to)];
  await tx.query(
    `update catalogue.work_key k set work_id = m.to_id
      from unnest($1::bigint[], $2::bigint[]) m(from_id, to_id) where k.work_id = m.from_id`,
    lists,
  );
  await tx.query(
    `update catalogue.work_pin p set work_id = m.to_id
      from unnest($1::bigint[], $2::bigint[]) m(from_id, to_id) where p.work_id = m.from_id`,
    lists,
  );
  const { rows } = await tx.query<{ id: number }>(
    `update catalogue.instance i set work_id = m.to_id, version = i.version + 1, changed_at = now()
      from unnest($1::bigint[], $2::bigint[]) m(from_id, to_id) where i.work_id = m.from_id returning i.id`,
    lists,
  );
  if (rows.length > 0) await publishBulk(tx, "instances-changed", { instanceIds: rows.map((r) => r.id) });
}
