import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { z } from "zod";
import { describeRecord, recordsOfInstances, type StoredRecord } from "../catalogue/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import {
  comparePair,
  loadThresholds,
  matchProfileOf,
  publisherAliases,
  statementsOf,
} from "../matching/index.ts";
import { mayDo } from "../people/index.ts";
import type { doubtFilterSchema, doubtPageSchema, doubtSchema } from "./schema.ts";
import { type ComparedField, comparedFields } from "./words.ts";

type Doubt = z.output<typeof doubtSchema>;
type Description = ReturnType<typeof describeRecord>;

type Row = {
  low_id: number;
  high_id: number;
  score: number;
  since: Date;
  deferred: boolean;
  low_instance: number;
  high_instance: number;
  waiting: number;
};

const cursorShape = z.tuple([z.number().int(), z.number(), z.number().int(), z.number().int()]);

/**
 * Pairs that wait for the actor's word: those with a record of a member they catalogue for, all for the consortium's
 * office. Of two instances one pair, the most alike; what was put off comes last.
 */
export async function doubtsFor(
  db: Db,
  actor: Actor,
  filter: z.output<typeof doubtFilterSchema>,
): Promise<z.output<typeof doubtPageSchema>> {
  const place = readCursor(filter.cursor, cursorShape);
  const members = await listMembers(db);
  const mine = members.filter((one) => mayDo(actor, "catalogue.edit", one.id)).map((one) => one.id);
  const { rows } = await sql<Row>`
    with open as (
      select distinct on (least(l.instance_id, h.instance_id), greatest(l.instance_id, h.instance_id))
        d.low_id, d.high_id, d.score, d.since, d.deferred_at is not null as deferred,
        l.instance_id as low_instance, h.instance_id as high_instance
      from matching.doubt_fact d
      join catalogue.record_fact l on l.id = d.low_id
      join catalogue.record_fact h on h.id = d.high_id
      where l.instance_id <> h.instance_id
        and (l.member_id = any(${mine}::int[]) or h.member_id = any(${mine}::int[]))
      order by least(l.instance_id, h.instance_id), greatest(l.instance_id, h.instance_id), d.score desc, d.low_id, d.high_id
    )
    select o.low_id, o.high_id, o.score, o.since, o.deferred, o.low_instance, o.high_instance,
      (select count(*)::int from open) as waiting
    from open o
    where ${place === null}::boolean or (o.deferred, -o.score, o.low_id, o.high_id)
      > (${place?.[0] === 1}::boolean, ${place?.[1] ?? 0}::real, ${place?.[2] ?? 0}::bigint, ${place?.[3] ?? 0}::bigint)
    order by o.deferred, o.score desc, o.low_id, o.high_id limit ${filter.limit + 1}`.execute(db);
  const page = cutPage(rows, filter.limit, (row) => [
    row.deferred ? 1 : 0,
    -row.score,
    row.low_id,
    row.high_id,
  ]);
  const items = await describeDoubts(db, page.items, new Map(members.map((one) => [one.id, one.code])));
  return { items, next: page.next, waiting: rows[0]?.waiting ?? 0 };
}

async function describeDoubts(
  db: Db,
  rows: readonly Row[],
  codes: ReadonlyMap<number, string>,
): Promise<Doubt[]> {
  if (rows.length === 0) return [];
  const instanceIds = [...new Set(rows.flatMap((row) => [row.low_instance, row.high_instance]))];
  const records = await recordsOfInstances(db, instanceIds);
  const thresholds = await loadThresholds(statementsOf(db));
  const aliases = await publisherAliases.loadPublisherAliases(statementsOf(db));
  const described = new Map(records.map((record) => [record.id, describeRecord(record.marc)]));
  const byInstance = Map.groupBy(records, (record) => record.instanceId);
  const profilesOf = (instanceId: number): ReturnType<typeof matchProfileOf>[] =>
    (byInstance.get(instanceId) ?? []).map((record) =>
      aliases.profile(matchProfileOf(described.get(record.id)!)),
    );
  return rows.flatMap((row) => {
    const [low, high] = [row.low_id, row.high_id].map((id) => records.find((record) => record.id === id));
    // A load took one of them away while the page was read.
    if (!low || !high) return [];
    const [a, b] = [described.get(low.id)!, described.get(high.id)!];
    const compared = comparePair(
      { profile: aliases.profile(matchProfileOf(a)), group: profilesOf(low.instanceId) },
      { profile: aliases.profile(matchProfileOf(b)), group: profilesOf(high.instanceId) },
    );
    const sideOf = (record: StoredRecord): Doubt["low"] => ({
      recordId: record.id,
      instanceId: record.instanceId,
      memberId: record.memberId,
      member: codes.get(record.memberId) ?? record.memberCode,
      controlNumber: record.controlNumber,
      records: byInstance.get(record.instanceId)!.length,
    });
    return [
      {
        low: sideOf(low),
        high: sideOf(high),
        score: row.score,
        threshold: thresholds.between(low.memberId, high.memberId).joinAt,
        since: row.since.toISOString(),
        deferred: row.deferred,
        fields: fieldsOf(a, b),
        reasons: compared.reasons.map(({ feature, points, veto }) => ({
          feature,
          points: veto ? null : points,
        })),
      },
    ];
  });
}

/** What either record says, field by field; those that neither fills are left out. */
function fieldsOf(a: Description, b: Description): Doubt["fields"] {
  return comparedFields.flatMap((field) => {
    const [low, high] = [textOf[field](a), textOf[field](b)];
    return low === "" && high === "" ? [] : [{ field, low, high, differs: foldKey(low) !== foldKey(high) }];
  });
}

const textOf: Record<ComparedField, (one: Description) => string> = {
  title: (one) =>
    one.titles
      .map((title) => [title.main, title.sub, title.part, title.partName].filter(Boolean).join(" : "))
      .join(" = "),
  responsibility: (one) =>
    one.responsibility ?? one.contributors.map((name) => [name.value, ...name.forms].join(" ")).join("; "),
  edition: (one) => one.edition ?? "",
  publisher: (one) => one.publications.map((place) => place.publisher ?? "").join("; "),
  year: (one) => [one.year, one.yearTo].filter(Boolean).join("–"),
  extent: (one) => one.extent ?? "",
  series: (one) => one.series.join("; "),
  isbn: (one) => numbersOf(one, true),
  number: (one) => numbersOf(one, false),
  language: (one) => one.languages.join(" "),
};

function numbersOf(one: Description, isIsbn: boolean): string {
  return one.identifiers
    .filter(({ type, status }) => (type === "isbn") === isIsbn && status === "current")
    .map(({ type, value }) => (isIsbn ? value : `${type} ${value}`))
    .join(" ");
}
