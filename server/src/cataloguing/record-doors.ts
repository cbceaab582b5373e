import { z } from "zod";
import { viewerOf } from "../audience/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { addRecord, lookAlikes } from "./new-record.ts";
import { romanised } from "./pinyin.ts";
import { findRecords, recordView, versionsOfRecord } from "./record-view.ts";
import { refusalTable } from "./refusals.ts";
import { saveRecord } from "./save-record.ts";
import {
  changedRecordSchema,
  foundRecordSchema,
  lookAlikesSchema,
  newRecordSchema,
  recordAddedSchema,
  recordChangeSchema,
  recordDraftSchema,
  recordRestorationSchema,
  recordSavedSchema,
  recordVersionSchema,
  recordViewSchema,
  recordWithdrawalSchema,
} from "./schema.ts";
import { restoreRecord, withdrawRecord } from "./withdraw-record.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Every cataloguer of the region reads all records; whose record may be changed, the rules look at. */
const who = staff("catalogue.edit", "somewhere");
const id = z.object({ id: z.coerce.number().int().positive() });

const view = query({
  name: "cataloguing.record-view",
  summary: "A title as cataloguers see it: what readers see and where it comes from, records, copies",
  path: "/instances/:id/records",
  who,
  params: id,
  filter: z.strictObject({}),
  output: recordViewSchema,
  refusals: ["instance-unknown"],
  run: async ({ db }, actor, params) => await recordView(db, actor, params.id),
});

const versions = query({
  name: "cataloguing.record-versions",
  summary: "Versions of a record with author, time, reason and load, the newest first",
  path: "/records/:id/versions",
  who,
  params: id,
  filter: z.strictObject(paging),
  output: pageOf(recordVersionSchema),
  refusals: ["record-unknown"],
  run: async ({ db }, actor, params, { limit, cursor }) => {
    const before = readCursor(cursor, z.tuple([z.number().int()]));
    const rows = await versionsOfRecord(db, viewerOf(actor), params.id, {
      before: before?.[0] ?? null,
      limit: limit + 1,
    });
    return cutPage(rows, limit, (row) => [row.version]);
  },
});

const find = query({
  name: "cataloguing.find-records",
  summary: "Records by a copy's barcode or by their own number",
  path: "/records",
  who,
  params: z.object({}),
  filter: z.strictObject({ q: z.string().trim().min(1).max(100) }),
  output: listOf(foundRecordSchema),
  refusals: [],
  run: async ({ db }, actor, _params, { q }) => ({ items: await findRecords(db, viewerOf(actor), q) }),
});

const save = command({
  name: "cataloguing.save-record",
  summary:
    "Save a library's record as a new version; who began with an older one is given the newer to merge",
  method: "PUT",
  path: "/records/:id",
  status: 200,
  who,
  params: id,
  input: recordChangeSchema,
  output: recordSavedSchema,
  refusals: ["record-unknown", "record-refused", "field-protected"],
  audit: ({ params, output }) => ({
    subject: { kind: "record", id: String(params.id) },
    scope: "worked-at",
    detail: { outcome: output.outcome, version: output.record.version },
  }),
  run: async (tx, actor, clock, params, input) => await saveRecord(tx, actor, clock, params.id, input),
});

const add = command({
  name: "cataloguing.add-record",
  summary: "Add a record to a library: matched, described and found like a loaded one",
  path: "/records",
  status: 201,
  who,
  params: z.object({}),
  input: newRecordSchema,
  output: recordAddedSchema,
  refusals: ["member-unknown", "record-refused"],
  audit: ({ output }) => ({
    subject: { kind: "record", id: String(output.recordId) },
    scope: "worked-at",
    detail: { instance: output.instanceId },
  }),
  run: async (tx, actor, clock, _params, input) => await addRecord(tx, actor, clock, input),
});

const withdraw = command({
  name: "cataloguing.withdraw-record",
  summary: "Withdraw a library's record that has no items in use; its versions stay",
  path: "/records/:id/withdrawal",
  status: 200,
  who,
  params: id,
  input: recordWithdrawalSchema,
  output: changedRecordSchema,
  refusals: ["record-unknown", "record-changed", "record-has-items", "record-refused"],
  audit: ({ params }) => ({ subject: { kind: "record", id: String(params.id) }, scope: "worked-at" }),
  run: async (tx, actor, clock, params, input) => await withdrawRecord(tx, actor, clock, params.id, input),
});

const restore = command({
  name: "cataloguing.restore-record",
  summary: "Bring a withdrawn record back as it was",
  path: "/records/:id/restoration",
  status: 200,
  who,
  params: id,
  input: recordRestorationSchema,
  output: changedRecordSchema,
  refusals: ["record-unknown", "record-refused"],
  audit: ({ params }) => ({ subject: { kind: "record", id: String(params.id) }, scope: "worked-at" }),
  run: async (tx, actor, clock, params, { reason }) =>
    await restoreRecord(tx, actor, clock, params.id, reason),
});

/** A read with a record for its question. */
const alike = command({
  name: "cataloguing.look-alikes",
  summary: "Titles of the region that a draft of a record may be, the one it would join first",
  path: "/records/look-alikes",
  status: 200,
  who,
  params: z.object({}),
  input: recordDraftSchema,
  output: lookAlikesSchema,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, _params, { marc }) => await lookAlikes(tx, viewerOf(actor), marc),
});

const readings = query({
  name: "cataloguing.pinyin",
  summary:
    "The pinyin of a text, as 200 $9 or $A and romanised fields have it; names with the readings of surnames",
  path: "/pinyin",
  who,
  params: z.object({}),
  filter: z.strictObject({ text: z.string().max(1000), name: z.stringbool().default(false) }),
  output: z.object({ text: z.string() }).meta({ id: "Pinyin" }),
  refusals: [],
  run: async (_deps, _actor, _params, { text, name }) => ({ text: romanised(text, name) }),
});

/** What cataloguers do with records. */
export const recordCommands: readonly AnyCommand[] = [save, add, withdraw, restore, alike];
/** What they ask about them. */
export const recordQueries: readonly AnyQuery[] = [view, versions, find, readings];
