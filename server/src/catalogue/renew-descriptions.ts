import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import type pg from "pg";
import { DESCRIPTION_VERSION, type Description } from "../description/index.ts";
import { type BulkTx, copyInto, inBulkTransaction, publishBulk } from "../kernel/bulk.ts";
import { advanceRules, matchKeysOf, matchProfileOf } from "../matching/index.ts";
import { mergeInstances } from "./instances.ts";
import { describe, withoutNul } from "./prepare-record.ts";

const PAGE = 300;

/**
 * Makes descriptions, match profiles, keys and displays of all stored records anew when they were made by older rules.
 * Page by page, each page whole: stopped at any time, the next call goes on. Records stay where they are matched; once all
 * have their new keys, everything is to be decided anew.
 * Returns how many records were described.
 */
export async function renewDescriptions(pool: pg.Pool, version = DESCRIPTION_VERSION): Promise<number> {
  let done = 0;
  for (;;) {
    const renewed = await inBulkTransaction(pool, async (tx) => {
      await tx.query("select pg_advisory_xact_lock(hashtextextended('catalogue.matching', 0))");
      const { rows } = await tx.query<{ version: number; position: number }>(
        "select d.version, d.position from catalogue.derivation d for update",
      );
      const state = rows[0];
      if (!state || state.version >= version) return 0;
      const page = await readPage(tx, state.position);
      if (page.length === 0) {
        await tx.query("update catalogue.derivation set version = $1, position = 0", [version]);
        await advanceRules(tx, "anew");
        return 0;
      }
      await renewPage(tx, page);
      await tx.query("update catalogue.derivation set position = $1", [page.at(-1)!.id]);
      return page.length;
    });
    if (renewed === 0) return done;
    done += renewed;
  }
}

type StoredRow = { id: number; instance_id: number; marc: CompactRecord; audience: number };

async function readPage(tx: BulkTx, after: number): Promise<StoredRow[]> {
  const { rows } = await tx.query<StoredRow>({
    name: "catalogue-records-to-describe",
    text: `select r.id, r.instance_id, r.marc, r.audience from catalogue.record r
      where r.id > $1 and r.deleted_at is null order by r.id limit ${PAGE}`,
    values: [after],
  });
  return rows;
}

async function renewPage(tx: BulkTx, page: readonly StoredRow[]): Promise<void> {
  const ids = page.map((row) => row.id);
  const described = page.map((row) => ({ id: row.id, description: describe(fromCompact(row.marc)) }));
  for (const table of ["description", "match_key", "identifier"])
    await tx.query(`delete from catalogue.${table} where record_id = any($1::bigint[])`, [ids]);
  const derived = described.map(({ id, description }) => ({
    id,
    description,
    profile: matchProfileOf(description),
  }));
  await copyInto(
    tx,
    "catalogue.description",
    ["record_id", "description", "profile"],
    derived.map((d) => [d.id, jsonText(d.description), jsonText(d.profile)]),
  );
  const shared = new Set(page.flatMap((row) => (row.audience === 0 ? [row.id] : [])));
  await copyInto(
    tx,
    "catalogue.match_key",
    ["key", "record_id"],
    derived.flatMap((d) => (shared.has(d.id) ? matchKeysOf(d.profile).map((key) => [key, d.id]) : [])),
  );
  await copyInto(
    tx,
    "catalogue.identifier",
    ["record_id", "type", "value", "status"],
    derived.flatMap((d) => d.description.identifiers.map((i) => [d.id, i.type, i.value, i.status])),
  );
  await renewInstances(tx, [...new Set(page.map((row) => row.instance_id))]);
}

function jsonText(value: Description | ReturnType<typeof matchProfileOf>): string {
  return withoutNul(JSON.stringify(value));
}

/** Displays are written, and the index told, only where they say something else than before. */
export async function renewInstances(tx: BulkTx, instanceIds: number[]): Promise<void> {
  const states = await mergeInstances(tx, instanceIds, new Set(), [], new Set());
  const { rows } = await tx.query<{ id: number }>(
    `update catalogue.instance i set brief = v.brief::json, version = i.version + 1, changed_at = now()
      from unnest($1::bigint[], $2::text[]) v(id, brief)
      where i.id = v.id and v.brief is not null and i.brief::text <> v.brief returning i.id`,
    [states.map((s) => s.id), states.map((s) => s.brief)],
  );
  if (rows.length > 0) await publishBulk(tx, "instances-changed", { instanceIds: rows.map((row) => row.id) });
}
