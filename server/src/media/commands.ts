import { sql } from "kysely";
import { z } from "zod";
import { playingsOf, playLater, signedAddress } from "../assets/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { DAY_MS } from "../kernel/time.ts";
import { demandPermission, staff } from "../people/index.ts";
import { findPrograms } from "./programs.ts";
import { readingsOf, readLater } from "./readings.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { fileLinksSchema, playingsSchema, programsSchema, readingsSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const byNumber = z.object({ number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const maker = staff("catalogue.edit", "somewhere");

type Readable = { memberId: number; images: string[]; all: string[] };

/** The files of an object, and whose it is. Refuses `object-unknown` 404. */
async function filesOf(db: Db, number: number): Promise<Readable> {
  const { rows } = await sql<Readable>`
    select c.member_id as "memberId",
      coalesce(array_agg(p.file_id::text order by p.place) filter (where f.media_type like 'image/%'), '{}') as images,
      coalesce(array_agg(p.file_id::text order by p.place) filter (where p.file_id is not null), '{}') as all
    from collections.object_fact o join collections.collection_fact c on c.id = o.collection_id
    left join collections.page_fact p on p.object_id = o.id left join assets.file_fact f on f.id = p.file_id
    where o.number = ${number} group by 1`.execute(db);
  if (!rows[0]) throw refuse("object-unknown");
  return rows[0];
}

const read = command({
  name: "media.read-pages",
  summary:
    "Have the pictures of an object read by the server's text recognition, in place of the text they have",
  path: "/collection-objects/:number/readings",
  status: 201,
  who: maker,
  params: byNumber,
  input: z
    .strictObject({ languages: z.array(z.string().max(30)).max(4).default([]) })
    .meta({ id: "ReadPages" }),
  output: readingsSchema,
  refusals: ["object-unknown", "media-program-missing"],
  audit: ({ params }) => ({
    subject: { kind: "collection-object", id: String(params.number) },
    scope: "worked-at",
  }),
  prepare: async () => await findPrograms(),
  run: async (tx, actor, _clock, { number }, { languages }, programs) => {
    const { memberId, images, all } = await filesOf(tx, number);
    demandPermission(actor, "catalogue.edit", memberId);
    if (programs.tesseract === null) throw refuse("media-program-missing", { program: "tesseract" });
    await readLater(tx, images, languages);
    return await readingsOf(tx, all);
  },
});

/** Days for which an address is signed at most. */
const MOST_DAYS = 14;

const linked = command({
  name: "media.sign-files",
  summary: "Addresses that open the files of a published object to whoever has them, for some days",
  path: "/collection-objects/:number/links",
  status: 201,
  who: maker,
  params: byNumber,
  input: z.strictObject({ days: z.number().int().min(1).max(MOST_DAYS) }).meta({ id: "SignFiles" }),
  output: fileLinksSchema,
  refusals: ["object-unknown"],
  audit: ({ params, output }) => ({
    subject: { kind: "collection-object", id: String(params.number) },
    scope: "worked-at",
    detail: { until: output.until, files: output.items.length },
  }),
  run: async (tx, actor, clock, { number }, { days }) => {
    const { memberId, all } = await filesOf(tx, number);
    demandPermission(actor, "catalogue.edit", memberId);
    const until = new Date(clock.now().getTime() + days * DAY_MS);
    const { rows } = await sql<{ id: string; name: string }>`select f.id, f.name from assets.file_fact f
      where f.id = any(${all}::uuid[]) order by array_position(${all}::uuid[], f.id)`.execute(tx);
    const items: { name: string; address: string }[] = [];
    for (const { id, name } of rows) items.push({ name, address: await signedAddress(tx, id, until) });
    return { until: until.toISOString(), items };
  },
});

const readings = query({
  name: "media.readings",
  summary: "How far the reading of an object's pages is",
  path: "/collection-objects/:number/readings",
  who: maker,
  params: byNumber,
  filter: z.strictObject({}),
  output: readingsSchema,
  refusals: ["object-unknown"],
  run: async ({ db }, actor, { number }) => {
    const { memberId, all } = await filesOf(db, number);
    demandPermission(actor, "catalogue.edit", memberId);
    return await readingsOf(db, all);
  },
});

const makePlaying = command({
  name: "media.make-playing",
  summary: "Make recordings of an object ready for browsers once more, where that waits or failed",
  path: "/collection-objects/:number/playings",
  status: 201,
  who: maker,
  params: byNumber,
  input: z.strictObject({}),
  output: playingsSchema,
  refusals: ["object-unknown", "media-program-missing"],
  audit: ({ params }) => ({
    subject: { kind: "collection-object", id: String(params.number) },
    scope: "worked-at",
  }),
  prepare: async () => await findPrograms(),
  run: async (tx, actor, _clock, { number }, _input, programs) => {
    const { memberId, all } = await filesOf(tx, number);
    demandPermission(actor, "catalogue.edit", memberId);
    if (programs.ffmpeg === null) throw refuse("media-program-missing", { program: "ffmpeg" });
    await playLater(tx, all);
    return { items: await playingsOf(tx, all) };
  },
});

const playings = query({
  name: "media.playings",
  summary: "How far recordings of an object are made ready for browsers",
  path: "/collection-objects/:number/playings",
  who: maker,
  params: byNumber,
  filter: z.strictObject({}),
  output: playingsSchema,
  refusals: ["object-unknown"],
  run: async ({ db }, actor, { number }) => {
    const { memberId, all } = await filesOf(db, number);
    demandPermission(actor, "catalogue.edit", memberId);
    return { items: await playingsOf(db, all) };
  },
});

const programs = query({
  name: "media.programs",
  summary: "Which optional programs are installed beside the server: ffmpeg, tesseract",
  path: "/media-programs",
  who: maker,
  params: z.object({}),
  filter: z.strictObject({}),
  output: programsSchema,
  refusals: [],
  run: async () => await findPrograms(),
});

/** What is done with recordings, documents and pictures of text. */
export const mediaCommands: readonly AnyCommand[] = [read, linked, makePlaying];
export const mediaQueries: readonly AnyQuery[] = [readings, playings, programs];
