import { fromCompact, toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { audienceOfNumber, seenBy, type Viewer, viewerOf } from "../audience/index.ts";
import type { Audience } from "../audience/words.ts";
import { resolveInstance, withoutHiddenItems } from "../catalogue/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { getPerson, mayDo } from "../people/index.ts";
import { provenanceOf } from "./provenance.ts";
import { refuse } from "./refusals.ts";
import { storedRules } from "./rules/survivorship.ts";
import type {
  foundRecordSchema,
  heldItemSchema,
  layerSchema,
  marcSchema,
  recordVersionSchema,
  recordViewSchema,
} from "./schema.ts";

type Marc = z.output<typeof marcSchema>;
type Version = z.output<typeof recordVersionSchema>;

/** A heap of records larger than this is a matching mistake, not a title. */
const MOST_RECORDS = 200;
const MOST_ITEMS = 2000;

type VersionRow = {
  version: number;
  marc: Marc;
  changed_by: string;
  changed_at: Date;
  deleted_at: Date | null;
  reason: string;
  load_id: string | null;
  file_name: string | null;
  started_at: Date | null;
};

const VERSION = sql`v.version, v.marc, v.changed_by, v.changed_at, v.deleted_at, v.reason, u.id as load_id, u.file_name,
  u.started_at`;

function loadOf(row: VersionRow): Version["load"] {
  if (row.load_id === null) return null;
  return { id: row.load_id, fileName: row.file_name!, startedAt: row.started_at!.toISOString() };
}

type AudienceRow = { audience: number; audience_chosen: Audience | null };

function audienceOf(row: AudienceRow): { audience: Audience; audienceChosen: Audience | null } {
  return { audience: audienceOfNumber(row.audience), audienceChosen: row.audience_chosen };
}

/** What each record says, without the copies that are not for this viewer. */
async function spareItems(
  db: Db,
  viewer: Viewer,
  rows: readonly { id: number; marc: Marc }[],
): Promise<Map<number, Marc>> {
  const records = rows.map((row) => ({ id: row.id, marc: fromCompact(row.marc) }));
  const spared = await withoutHiddenItems(db, records, viewer);
  return new Map(spared.map((record) => [record.id, toCompact(record.marc)]));
}

/** Names of whoever changed records; who is not known any more is absent. */
async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const known = await Promise.all(
    [...new Set(ids)].map((id) =>
      getPerson(db, id).then(
        (person): [string, string] => [id, person.name],
        () => undefined,
      ),
    ),
  );
  return new Map(known.filter((one) => one !== undefined));
}

/** A title with its shared description, its records and copies. Refuses `instance-unknown` 404. */
export async function recordView(
  db: Db,
  actor: Actor,
  id: number,
): Promise<z.output<typeof recordViewSchema>> {
  const viewer = viewerOf(actor);
  const instanceId = await resolveInstance(db, id, viewer);
  if (instanceId === undefined) throw refuse("instance-unknown");
  const { rows } = await sql<
    VersionRow & {
      id: number;
      member_id: number;
      control_number: string;
      flavour: "marc21" | "unimarc";
    } & AudienceRow
  >`select v.id, v.member_id, v.control_number, v.flavour, v.audience,
      v.audience_chosen, ${VERSION}
    from catalogue.record_line v left join catalogue.load_line u on u.id = v.run_id
    where v.instance_id = ${instanceId} and v.deleted_at is null order by v.id limit ${MOST_RECORDS}`.execute(
    db,
  );
  const spared = await spareItems(db, viewer, rows);
  const names = await namesOf(
    db,
    rows.map((row) => row.changed_by),
  );
  const codes = new Map((await listMembers(db)).map((member) => [member.id, member.code]));
  const voices = rows.map((row) => ({ recordId: row.id, memberId: row.member_id, marc: row.marc }));
  const shared = provenanceOf(voices, await storedRules(db));
  return {
    instanceId,
    title: shared.find((line) => line.field === "title")?.values[0]?.text ?? "",
    shared,
    records: rows.map(
      (row): z.output<typeof layerSchema> => ({
        id: row.id,
        member: codes.get(row.member_id) ?? "",
        controlNumber: row.control_number,
        flavour: row.flavour,
        version: row.version,
        at: row.changed_at.toISOString(),
        by: names.get(row.changed_by) ?? null,
        reason: row.reason,
        load: loadOf(row),
        marc: spared.get(row.id)!,
        mayEdit: mayDo(actor, "catalogue.edit", row.member_id),
        ...audienceOf(row),
      }),
    ),
    items: await itemsOf(
      db,
      rows.map((row) => row.id),
      viewer,
    ),
  };
}

type ItemRow = {
  id: number;
  record_id: number;
  barcode: string | null;
  branch_id: number;
  current_branch_id: number;
  location: string;
  call_number: string;
  part: string;
  item_class: string;
  for_loan: boolean;
  condition: z.output<typeof heldItemSchema>["condition"];
  note: string;
  price_minor: number | null;
  price_currency: string | null;
  kept_by_hand: boolean;
  version: number;
} & AudienceRow;

const ITEM = sql`i.id, i.record_id, i.barcode, i.branch_id, i.current_branch_id, i.location, i.call_number, i.part,
  i.item_class, i.for_loan, i.condition, i.note, i.price_minor, i.price_currency, i.kept_by_hand, i.version,
  i.audience, i.audience_chosen`;

function toItem(row: ItemRow): z.output<typeof heldItemSchema> {
  return {
    id: row.id,
    recordId: row.record_id,
    barcode: row.barcode,
    branchId: row.branch_id,
    currentBranchId: row.current_branch_id,
    location: row.location,
    callNumber: row.call_number,
    part: row.part,
    itemClass: row.item_class,
    forLoan: row.for_loan,
    condition: row.condition,
    note: row.note,
    price: row.price_minor === null ? null : { minor: row.price_minor, currency: row.price_currency! },
    keptByHand: row.kept_by_hand,
    version: row.version,
    ...audienceOf(row),
  };
}

/** These copies. */
export async function itemsByIds(db: Db, ids: readonly number[]): Promise<z.output<typeof heldItemSchema>[]> {
  const { rows } = await sql<ItemRow>`select ${ITEM} from catalogue.held_item i
    where i.id = any(${ids}::bigint[]) order by i.id`.execute(db);
  return rows.map(toItem);
}

async function itemsOf(
  db: Db,
  recordIds: readonly number[],
  viewer: Viewer,
): Promise<z.output<typeof heldItemSchema>[]> {
  if (recordIds.length === 0) return [];
  const { rows } = await sql<ItemRow>`select ${ITEM} from catalogue.held_item i
    where i.record_id = any(${recordIds}::bigint[]) and ${seenBy(viewer, "i.audience")} order by i.record_id, i.id limit ${MOST_ITEMS}`.execute(
    db,
  );
  return rows.map(toItem);
}

/** Versions of a record, the newest first, before `before`; one more than asked for. Refuses `record-unknown` 404. */
export async function versionsOfRecord(
  db: Db,
  viewer: Viewer,
  id: number,
  { before, limit }: { before: number | null; limit: number },
): Promise<Version[]> {
  const { rows } = await sql<VersionRow>`select ${VERSION}
    from catalogue.record_history v join catalogue.record_line r on r.id = v.id
      and ${seenBy(viewer, "r.audience")} left join catalogue.load_line u on u.id = v.run_id
    where v.id = ${id} and (${before}::int is null or v.version < ${before}) order by v.version desc
    limit ${limit}`.execute(db);
  if (rows.length === 0 && before === null) throw refuse("record-unknown");
  const names = await namesOf(
    db,
    rows.map((row) => row.changed_by),
  );
  const records = rows.map((row) => ({ id, version: row.version, marc: fromCompact(row.marc) }));
  const spared = new Map(
    (await withoutHiddenItems(db, records, viewer)).map((one) => [one.version, toCompact(one.marc)]),
  );
  return rows.map((row) => ({
    version: row.version,
    at: row.changed_at.toISOString(),
    by: names.get(row.changed_by) ?? null,
    reason: row.reason,
    load: loadOf(row),
    deleted: row.deleted_at !== null,
    marc: spared.get(row.version)!,
  }));
}

const MOST_FOUND = 20;

/** Records by an item's barcode or by their own number; withdrawn ones by their number only. */
export async function findRecords(
  db: Db,
  viewer: Viewer,
  text: string,
): Promise<z.output<typeof foundRecordSchema>[]> {
  const { rows } = await sql<z.output<typeof foundRecordSchema>>`
    with hit as (
      select i.record_id, 'barcode' as by from catalogue.held_item i
      where i.barcode_key = kernel.folded_code(${text}) and i.barcode is not null and ${seenBy(viewer, "i.audience")}
      union all
      select r.id, 'number' from catalogue.record_line r
      join consortium.member_fact m on m.id = r.member_id where r.control_number = ${text})
    select distinct on (r.id) r.id as "recordId", r.instance_id as "instanceId", m.code as member,
      coalesce(t.title, '') as title, t.responsibility, h.by,
      r.deleted_at is not null as withdrawn
    from hit h join catalogue.record_line r on r.id = h.record_id and (r.deleted_at is null or h.by = 'number')
      and ${seenBy(viewer, "r.audience")}
    join consortium.member_fact m on m.id = r.member_id
    join catalogue.title_line t on t.id = r.instance_id
    order by r.id limit ${MOST_FOUND}`.execute(db);
  return rows;
}
