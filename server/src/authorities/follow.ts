import { hasHan } from "@commonshelf/cjk";
import {
  type DataField,
  fromCompact,
  isData,
  type MarcRecord,
  recordFlavour,
  subfield,
  toCompact,
} from "@commonshelf/marc";
import { sql } from "kysely";
import type pg from "pg";
import { z } from "zod";
import { acts, writtenRecords } from "../catalogue/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inBulkTransaction, publishBulk } from "../kernel/bulk.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { type Authority, getAuthority } from "./authorities.ts";
import { enqueueGathering, gatherHeadings, linkCertain, tellUsers } from "./gather.ts";
import { headingKey } from "./heading-key.ts";

/** Titles told of in one transaction. */
const PAGE = 500;
/** Records of an authority that are rewritten by one job. */
const MOST_RECORDS = 20_000;

const idsSchema = z.object({ ids: z.array(z.number().int()) });
const headingsSchema = z.object({ headings: z.array(z.number().int()) });

/** What goes on after authorities or links have changed. */
export function authorityJobs({ db, pool }: RouteDeps): JobHandlers {
  return {
    "authorities-gather": async (_payload, stopping) => {
      await gatherHeadings(db, stopping);
    },
    "authorities-follow": async (payload) => {
      const { ids } = idsSchema.parse(payload);
      await followAuthorities(db, ids);
      for (const id of ids) await renewRecords(db, id);
    },
    "authorities-tell": async (payload) => tellTitles(pool, headingsSchema.parse(payload).headings),
  };
}

/** What certainly is theirs is linked, and titles linked to them or their namesakes are shown anew. */
export async function followAuthorities(db: Db, ids: readonly number[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    await linkCertain(tx, { authorities: ids });
    const { rows } = await sql<{ id: number }>`
      select h.id from authorities.heading h join authorities.authority a on a.id = h.authority_id
      where a.heading_key in (select b.heading_key from authorities.authority b where b.id = any(${[...ids]}::bigint[]))
        and h.titles > 0`.execute(tx);
    await tellUsers(
      tx,
      rows.map((row) => row.id),
    );
    await enqueueGathering(tx);
  });
}

/** Titles with these headings are a version further: search, facets and browse lists take them up again. */
async function tellTitles(pool: pg.Pool, headings: readonly number[]): Promise<void> {
  let after = 0;
  for (;;) {
    const last = await inBulkTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ id: number; record_count: number }>(
        `select s.id, s.record_count from catalogue.instance_size s where s.id in (
            select distinct u.instance_id from authorities.heading_use u
            where u.heading_id = any($1::bigint[]) and u.instance_id > $2 order by u.instance_id limit $3)
          order by s.id`,
        [headings, after, PAGE],
      );
      if (rows.length === 0) return null;
      const states = rows.map((row) => ({ id: row.id, brief: null, recordCount: row.record_count }));
      await acts.refreshInstances(tx, states, new Map());
      await publishBulk(tx, "instances-changed", { instanceIds: rows.map((row) => row.id) });
      return rows.at(-1)!.id;
    });
    if (last === null) return;
    after = last;
  }
}

type Stored = {
  id: number;
  memberId: number;
  controlNumber: string;
  marc: Parameters<typeof fromCompact>[0];
};

/**
 * Records that name an authority in $0 or $3 and still bear a heading it no longer has are given the present one of their
 * script, each as a version of its own with its reason. Returns how many.
 */
async function renewRecords(db: Db, id: number): Promise<number> {
  const { rows: found } =
    await sql`select from authorities.authority a where a.id = ${id} and not a.withdrawn`.execute(db);
  if (found.length === 0) return 0;
  const authority = await getAuthority(db, id);
  const { rows } = await sql<Stored>`
    select r.id, r.member_id as "memberId", r.control_number as "controlNumber", r.marc
    from catalogue.record_line r where r.deleted_at is null and r.instance_id in (
        select u.instance_id from authorities.heading_use u join authorities.heading h on h.id = u.heading_id
        where h.authority_id = ${id})
      and r.marc::text like ${`%${authority.link}%`} order by r.id limit ${MOST_RECORDS}`.execute(db);
  let renewed = 0;
  for (const row of rows) {
    const before = fromCompact(row.marc);
    const record = withHeading(before, authority);
    if (record === before) continue;
    await inTransaction(db, (tx) =>
      writtenRecords.writeRecord(tx, {
        memberId: row.memberId,
        stored: { id: row.id, controlNumber: row.controlNumber },
        record,
        reason: authority.name,
        actorId: systemActor.personId,
      }),
    );
    renewed++;
  }
  return renewed;
}

/** The record with the present headings of the authority in the fields that name it; the same object where none changes. */
function withHeading(record: MarcRecord, authority: Authority): MarcRecord {
  const headings = authority.forms.filter((form) => form.role === "heading").map((form) => form.text);
  const isUnimarc = recordFlavour(record) === "unimarc";
  const code = isUnimarc ? "3" : "0";
  let isChanged = false;
  const fields = record.fields.map((field) => {
    if (!isData(field) || subfield(field, code) !== authority.link) return field;
    const isSplit = isUnimarc && authority.kind === "person";
    const text = nameIn(field, isSplit);
    const wanted = headings.find((one) => hasHan(one) === hasHan(text));
    const keys = headings.map((one) => headingKey(authority.kind, one));
    if (text === "" || wanted === undefined || keys.includes(headingKey(authority.kind, text))) return field;
    isChanged = true;
    return withName(field, wanted, isSplit);
  });
  return isChanged ? fromCompact(toCompact({ leader: record.leader, fields })) : record;
}

function nameIn(field: DataField, isSplit: boolean): string {
  const head = (subfield(field, "a") ?? "").replace(/[,.，]\s*$/u, "");
  const given = isSplit ? subfield(field, "b") : undefined;
  return given ? (hasHan(head) ? head + given : `${head}, ${given}`) : head;
}

/** A name in the subfields of its field; a comma after it (MARC 21, before $d) stays. */
function withName(field: DataField, name: string, isSplit: boolean): DataField {
  const [family = "", ...rest] = isSplit && !hasHan(name) ? name.split(", ") : [name];
  const given = rest.join(", ");
  const before = subfield(field, "a") ?? "";
  const mark = isSplit ? "" : (/[,.]\s*$/.exec(before)?.[0] ?? "");
  const others = field.subfields.filter(([code]) => code !== "a" && !(isSplit && code === "b"));
  const at = Math.max(
    0,
    field.subfields.findIndex(([code]) => code === "a"),
  );
  const named: DataField["subfields"] = [
    ["a", family + mark],
    ...(given ? ([["b", given]] as DataField["subfields"]) : []),
  ];
  const ahead = field.subfields.slice(0, at).filter(([code]) => code !== "a" && !(isSplit && code === "b"));
  return { ...field, subfields: [...ahead, ...named, ...others.slice(ahead.length)] };
}
