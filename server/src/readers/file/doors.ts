import { z } from "zod";
import { createdSchema } from "../../contracts/shapes.ts";
import { photoBytes, photoSizes, pictureCodes } from "../../files/index.ts";
import { memberWorkedAt } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { inTransaction } from "../../kernel/database.ts";
import type { App, RouteDeps } from "../../kernel/http.ts";
import { PICTURE_BYTES } from "../../kernel/images/pictures.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { noteRead, requireStaff, staff } from "../../people/index.ts";
import { listMerges } from "../merging/merges.ts";
import { refusalTable } from "../refusals.ts";
import { fileSchema, newGuarantorSchema, newNoteSchema } from "../schema.ts";
import { demandOwnReader } from "./access.ts";
import { addGuarantor, addNote, notesOf, removeGuarantor, removeNote } from "./notes.ts";
import { keepReaderPhoto, photoOf, readPhoto, removePhoto, setPhoto } from "./photos.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = staff("people.register");
const nothing = z.object({});
const ofReader = z.object({ id: z.string().max(60) });

const about = (kind: string, id: string, personId: string) => ({
  subject: { kind, id },
  scope: "worked-at" as const,
  personId,
});

const file = query({
  name: "readers.file",
  summary: "What the library keeps about its reader beside what they are: notes, guarantors, joined records",
  path: "/patrons/:id/file",
  who: staff("circulation.desk"),
  params: ofReader,
  filter: z.strictObject({}),
  output: fileSchema,
  refusals: ["patron-unknown"],
  run: async ({ db, clock }, actor, { id }) => {
    await demandOwnReader(db, actor, id);
    await inTransaction(db, (tx) => noteRead(tx, clock, actor, [id], "account"));
    const memberId = memberWorkedAt(actor);
    return {
      ...(await notesOf(db, clock, id, memberId)),
      photo: await photoOf(db, id, memberId),
      merges: await listMerges(db, clock, id),
    };
  },
});

const note = command({
  name: "readers.add-note",
  summary: "Write a note about a reader for the library's own staff",
  path: "/patrons/:id/notes",
  status: 201,
  who,
  params: ofReader,
  input: newNoteSchema,
  output: createdSchema,
  refusals: ["patron-unknown", "notes-full"],
  audit: ({ params, output }) => about("reader-note", output.id, params.id),
  run: async (tx, actor, clock, { id }, { text }) => ({ id: await addNote(tx, actor, clock, id, text) }),
});

const unnote = command({
  name: "readers.remove-note",
  summary: "Take a note about a reader away",
  method: "DELETE",
  path: "/patrons/:id/notes/:noteId",
  status: 204,
  who,
  params: z.object({ id: z.string().max(60), noteId: z.string().max(60) }),
  input: nothing,
  output: z.void(),
  refusals: ["patron-unknown", "note-unknown"],
  audit: ({ params }) => about("reader-note", params.noteId, params.id),
  run: (tx, actor, _clock, { id, noteId }) => removeNote(tx, actor, id, noteId),
});

const guarantor = command({
  name: "readers.add-guarantor",
  summary: "Name somebody who answers to the library for a reader",
  path: "/patrons/:id/guarantors",
  status: 201,
  who,
  params: ofReader,
  input: newGuarantorSchema,
  output: createdSchema,
  refusals: ["patron-unknown", "guarantors-full"],
  audit: ({ params, output }) => about("guarantor", output.id, params.id),
  run: async (tx, actor, clock, { id }, input) => ({ id: await addGuarantor(tx, actor, clock, id, input) }),
});

const unguarantor = command({
  name: "readers.remove-guarantor",
  summary: "Somebody answers for a reader no longer",
  method: "DELETE",
  path: "/patrons/:id/guarantors/:guarantorId",
  status: 204,
  who,
  params: z.object({ id: z.string().max(60), guarantorId: z.string().max(60) }),
  input: nothing,
  output: z.void(),
  refusals: ["patron-unknown", "guarantor-unknown"],
  audit: ({ params }) => about("guarantor", params.guarantorId, params.id),
  run: (tx, actor, _clock, { id, guarantorId }) => removeGuarantor(tx, actor, id, guarantorId),
});

const photo = command({
  name: "readers.set-photo",
  summary: "The library's picture of its reader (JPEG, PNG, WebP, GIF or AVIF up to 12 MB, written anew)",
  path: "/patrons/:id/photo",
  status: 201,
  who,
  params: ofReader,
  input: z.strictObject({}),
  output: createdSchema,
  fileBytes: () => PICTURE_BYTES,
  refusals: ["patron-unknown", ...pictureCodes],
  audit: ({ params, output }) => about("reader-photo", output.id, params.id),
  prepare: async ({ db, config, upload }, actor, { id }) => {
    await demandOwnReader(db, actor, id);
    return await keepReaderPhoto({ config }, await photoBytes(upload));
  },
  run: async (tx, actor, clock, { id }, _input, kept) => ({ id: await setPhoto(tx, actor, clock, id, kept) }),
});

const unphoto = command({
  name: "readers.remove-photo",
  summary: "Keep no picture of a reader any more",
  method: "DELETE",
  path: "/patrons/:id/photo",
  status: 204,
  who,
  params: ofReader,
  input: nothing,
  output: z.void(),
  refusals: ["patron-unknown", "photo-unknown"],
  audit: ({ params }) => about("reader-photo", "", params.id),
  run: (tx, actor, _clock, { id }) => removePhoto(tx, actor, id),
});

/** What stands in a reader's file. */
export const fileCommands: readonly AnyCommand[] = [note, unnote, guarantor, unguarantor, photo, unphoto];
export const fileQueries: readonly AnyQuery[] = [file];

/** The picture itself. */
export function registerPhoto(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/patrons/:id/photo",
    {
      config: {
        refusals: { "sign-in-needed": 401, forbidden: 403, "choose-branch": 409, "photo-unknown": 404 },
      },
      schema: {
        operationId: "readersPhoto",
        summary: "The library's picture of its reader, for its own desks",
        tags: ["readers"],
        params: ofReader,
        querystring: z.strictObject({
          size: z.enum(photoSizes).default("small"),
          v: z.string().max(100).optional().describe("Whatever changes with the picture"),
        }),
      },
    },
    async (request, reply) => {
      const actor = requireStaff(request, "circulation.desk");
      const found = await readPhoto(deps, actor, request.params.id, request.query.size);
      return await reply
        .type(found.type)
        .header("cache-control", "private, no-store")
        .header("content-security-policy", "default-src 'none'")
        .header("content-length", found.bytes)
        .send(found.stream());
    },
  );
}
