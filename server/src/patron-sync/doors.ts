import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { findMemberByCode } from "../consortium/index.ts";
import { createdSchema } from "../contracts/shapes.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { enqueue } from "../kernel/jobs.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { demandPermission, staff } from "../people/index.ts";
import { findFeed, readFeed, readRun, setFeed } from "./feeds.ts";
import { keepList } from "./files.ts";
import { LIST_SHAPE } from "./list.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { askRun } from "./runs.ts";
import { feedChangeSchema, feedSchema, newRunSchema, runFileSchema } from "./schema.ts";
import { parseTable } from "./table.ts";
import type { ListField } from "./words.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = staff("people.manage", "somewhere");
const ofMember = z.object({ code: z.string().max(40) });

/** The job that does one run. */
export const RUN_JOB = "patron-sync-run";

/** The library of the address, whose readers the actor manages. Refuses `member-unknown` 404, `forbidden` 403. */
async function managed(db: Db, actor: Actor, code: string): Promise<{ memberId: number; code: string }> {
  const member = await findMemberByCode(db, code);
  demandPermission(actor, "people.manage", member.id);
  return { memberId: member.id, code: member.code };
}

const subject = (id: string) => ({ kind: "patron-list", id });

const feed = query({
  name: "patron-sync.feed",
  summary: "How the university's list of readers comes to a library, and how it went",
  path: "/members/:code/patron-feed",
  who,
  params: ofMember,
  filter: z.strictObject({}),
  output: feedSchema,
  refusals: ["member-unknown"],
  run: async ({ db, config }, actor, { code }) => readFeed(db, config, await managed(db, actor, code)),
});

const run = query({
  name: "patron-sync.run",
  summary: "One reading of the university's list with what it changed, or would",
  path: "/members/:code/patron-feed/runs/:id",
  who,
  params: z.object({ code: z.string().max(40), id: z.string().max(60) }),
  filter: z.strictObject({}),
  output: runFileSchema,
  refusals: ["member-unknown", "run-unknown"],
  run: async ({ db }, actor, { code, id }) => readRun(db, (await managed(db, actor, code)).memberId, id),
});

const set = command({
  name: "patron-sync.set-feed",
  summary: "Say how the university's list is read; whoever says it answers for it",
  method: "PUT",
  path: "/members/:code/patron-feed",
  status: 204,
  who,
  params: ofMember,
  input: feedChangeSchema,
  output: z.void(),
  refusals: ["member-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { code }, input) => {
    const { memberId } = await managed(tx, actor, code);
    await setFeed(tx, clock, { ...input, memberId, ownerId: actor.personId });
    await writeAudit(tx, actor, "patron-sync.set-feed", subject(""), memberId, { ...input });
  },
});

const send = command({
  name: "patron-sync.send-list",
  summary: "Send the university's list (CSV, multipart): the next run reads it",
  path: "/members/:code/patron-feed/files",
  status: 201,
  who,
  params: ofMember,
  input: z.strictObject({}),
  output: z.object({ file: z.string(), rows: z.number().int() }).meta({ id: "SentPatronList" }),
  fileBytes: (config) => config.uploadBytes,
  refusals: ["member-unknown", "file-missing", "column-missing", "table-broken"],
  audit: "events",
  prepare: async ({ db, clock, config, upload }, actor, { code }) => {
    const member = await managed(db, actor, code);
    const bytes = upload ? await buffer(upload.stream) : Buffer.alloc(0);
    if (bytes.length === 0) throw refuse("file-missing");
    const mapping = new Map(
      Object.entries((await findFeed(db, member.memberId))?.mapping ?? {}) as [ListField, string][],
    );
    const { rows } = parseTable(bytes, upload!.fileName, LIST_SHAPE, mapping);
    const file = await keepList(config, member.code, bytes, clock.now());
    return { memberId: member.memberId, kept: { file, rows: rows.length } };
  },
  run: async (tx, actor, _clock, _params, _input, { memberId, kept }) => {
    await writeAudit(tx, actor, "patron-sync.send-list", subject(kept.file), memberId, { rows: kept.rows });
    return kept;
  },
});

const begin = command({
  name: "patron-sync.begin-run",
  summary: "Read the newest list now, or only look at what it would change",
  path: "/members/:code/patron-feed/runs",
  status: 201,
  who,
  params: ofMember,
  input: newRunSchema,
  output: createdSchema,
  refusals: ["member-unknown", "feed-missing"],
  audit: "events",
  run: async (tx, actor, clock, { code }, input) => {
    const { memberId } = await managed(tx, actor, code);
    if (!(await findFeed(tx, memberId))) throw refuse("feed-missing");
    const id = await askRun(tx, clock, { memberId, by: actor.personId, ...input });
    await enqueue(tx, RUN_JOB, { id }, { queue: "patron-sync" });
    await writeAudit(tx, actor, "patron-sync.begin-run", subject(id), memberId, { ...input });
    return { id };
  },
});

/** What this room does and answers. */
export const syncCommands: readonly AnyCommand[] = [set, send, begin];
export const syncQueries: readonly AnyQuery[] = [feed, run];
