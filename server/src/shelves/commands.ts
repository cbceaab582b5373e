import { z } from "zod";
import { createdSchema } from "../contracts/shapes.ts";
import { pictureCodes } from "../files/index.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { PICTURE_BYTES } from "../kernel/images/pictures.ts";
import { Problem } from "../kernel/problem.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { readBookFile, readBooks } from "./book-lists/typed.ts";
import { lineReasons, linesInWords } from "./book-lists/words.ts";
import { changeCopy, pauseCopy, withdrawCopy } from "./copies/copies.ts";
import { libraryCommands } from "./copies/library-commands.ts";
import { offerFieldsOf } from "./copies/offer-fields.ts";
import { addPhoto, removePhoto, takePhoto } from "./photos/photos.ts";
import { type Published, publishCopies } from "./publish.ts";
import { refusalTable } from "./refusals.ts";
import { reportKinds, reportShared } from "./reports.ts";
import { scanCommands } from "./scan/scan-commands.ts";
import {
  copyChangesSchema,
  publishCsvSchema,
  publishedSchema,
  publishSchema,
  publishTypedSchema,
  wordedSchema,
  wordingSchema,
} from "./schema.ts";
import { stubCommands } from "./stubs/stub-commands.ts";
import { wordTitle } from "./titles/wordings.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const noInput = z.strictObject({});
const copyParams = z.object({ id: uuidSchema });

type CopyParams = { id: string };
const copyPage = ({ id }: CopyParams): string => `/sharing/copies/${id}`;
const books = (): string => "/sharing/books";

/** The form of a copy's page. */
function copyForm<Output>(
  act: string,
  more: Partial<FormDoor<CopyParams, Output>> = {},
): FormDoor<CopyParams, Output> {
  return {
    path: `/sharing/copies/:id/${act}`,
    after: copyPage,
    failed: copyPage,
    done: () => ({ key: "sharing.done.saved" }),
    ...more,
  };
}

/** What an audience may be refused for. */
const audienceRefusals = ["circle-unknown", "minor-guarded-only", "place-needed"] as const;
/** What publishing is refused for. */
const publishRefusals = [
  ...audienceRefusals,
  "shelf-empty",
  "shelf-too-long",
  "books-exhausted",
  "text-refused",
] as const;

/** Nothing but lines that are no books: the first one says why. */
function demandSome(published: Published): Published {
  const [first] = published.skipped;
  if (published.copies.length === 0 && first)
    throw new Problem(first.reason, 400, { line: first.line, text: first.text });
  return published;
}

const publish = command({
  name: "shelves.publish-copies",
  summary: "Publish copies: one, or a whole shelf of up to 500",
  path: "/sharing/copies",
  status: 201,
  who: person,
  params: z.object({}),
  input: publishSchema,
  output: publishedSchema,
  refusals: [...publishRefusals, "isbn-invalid", "title-missing", "title-needed"],
  audit: "events",
  run: async (tx, actor, clock, _params, input) => ({
    ...demandSome(await publishCopies(tx, actor, clock, input)),
    notTaken: [],
  }),
});

const publishTyped = command({
  name: "shelves.publish-typed",
  summary:
    "Publish books as people type or paste them: a line for each, ISBN or title and author, or a table",
  path: "/sharing/copies/typed",
  status: 201,
  who: person,
  params: z.object({}),
  input: publishTypedSchema,
  output: publishedSchema,
  refusals: [...publishRefusals, ...lineReasons],
  audit: "events",
  run: async (tx, actor, clock, _params, { text, options }) => {
    const { lines, notTaken } = readBooks(text);
    return { ...demandSome(await publishCopies(tx, actor, clock, { lines, options })), notTaken };
  },
  forms: [
    {
      path: "/sharing/books",
      prepareFields: ({ lines, ...offer }) => ({ ...offerFieldsOf(offer, "options."), text: lines }),
      after: books,
      failed: books,
      done: ({ copies, skipped, badNumbers }) => {
        const told: Record<string, string | number> = { count: copies.length };
        if (skipped.length === 0 && badNumbers.length > 0)
          return {
            key: "sharing.done.published-by-title",
            params: { ...told, lines: linesInWords(badNumbers) },
          };
        if (skipped.length === 0) return { key: "sharing.done.published", params: told };
        return { key: "sharing.done.published-some", params: { ...told, lines: linesInWords(skipped) } };
      },
    },
  ],
});

const publishCsv = command({
  name: "shelves.publish-table",
  summary: "Publish the books of a table (ISBN, title, author, note, shelf; or exports of other sites)",
  path: "/sharing/copies/csv",
  status: 201,
  who: person,
  params: z.object({}),
  input: publishCsvSchema,
  output: publishedSchema,
  refusals: publishRefusals,
  audit: "events",
  run: async (tx, actor, clock, _params, { csv, options }) => {
    const { lines, notTaken } = readBookFile(csv);
    return { ...(await publishCopies(tx, actor, clock, { lines, options })), notTaken };
  },
});

const word = command({
  name: "shelves.word-title",
  summary:
    "Say how the book of a copy is called: as its owner, or as one voice where no library has its ISBN; a moderator says it for good",
  method: "PUT",
  path: "/sharing/copies/:id/wording",
  status: 200,
  who: person,
  params: copyParams,
  input: wordingSchema,
  output: wordedSchema,
  refusals: ["copy-unknown", "title-catalogued", "acts-exhausted", "text-refused", "text-doubted"],
  audit: ({ params, output }) => ({
    subject: { kind: "sharing-copy", id: params.id },
    scope: null,
    detail: { isFinal: output.isFinal },
  }),
  run: async (tx, actor, clock, { id }, { title, author }) => {
    const { main, ...worded } = await wordTitle(tx, actor, clock, id, { main: title, author });
    return { ...worded, title: main };
  },
  forms: [
    copyForm("wording", {
      done: ({ isFinal }) => ({ key: isFinal ? "sharing.done.saved" : "sharing.done.worded" }),
    }),
  ],
});

const change = command({
  name: "shelves.change-copy",
  summary: "Change one of my copies",
  method: "PATCH",
  path: "/sharing/copies/:id",
  status: 200,
  who: person,
  params: copyParams,
  input: copyChangesSchema,
  output: done,
  refusals: ["copy-unknown", ...audienceRefusals, "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => {
    await changeCopy(tx, actor, clock, id, input);
    return {};
  },
  forms: [copyForm("change", { prepareFields: (fields) => offerFieldsOf(fields) })],
});

const pause = command({
  name: "shelves.pause-copy",
  summary: "Hide one of my copies from new requests, or show it again",
  method: "PUT",
  path: "/sharing/copies/:id/paused",
  status: 200,
  who: person,
  params: copyParams,
  input: z.strictObject({ paused: z.boolean() }).meta({ id: "PauseCopy" }),
  output: done,
  refusals: ["copy-unknown", "copy-hidden", "copy-state"],
  audit: "events",
  run: async (tx, actor, _clock, { id }, { paused }) => {
    await pauseCopy(tx, actor, id, paused);
    return {};
  },
  forms: [copyForm("pause")],
});

const withdraw = command({
  name: "shelves.withdraw-copy",
  summary: "Take one of my copies out of sharing",
  method: "DELETE",
  path: "/sharing/copies/:id",
  status: 204,
  who: person,
  params: copyParams,
  input: noInput,
  output: done,
  refusals: ["copy-unknown", "copy-on-loan", "copy-state"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    await withdrawCopy(tx, actor, clock, id);
    return {};
  },
  forms: [copyForm("withdraw", { after: books, done: () => ({ key: "sharing.done.withdrawn" }) })],
});

const photo = command({
  name: "shelves.add-photo",
  summary:
    "Add a picture of one of my copies (multipart; JPEG, PNG, WebP, GIF or AVIF up to 12 MB, written anew)",
  path: "/sharing/copies/:id/photos",
  status: 201,
  who: person,
  params: copyParams,
  input: noInput,
  output: createdSchema,
  fileBytes: () => PICTURE_BYTES,
  refusals: ["copy-unknown", "photos-full", ...pictureCodes],
  audit: ({ params }) => ({ subject: { kind: "copy", id: params.id }, scope: null }),
  prepare: (deps, actor, { id }) => takePhoto(deps, actor, id),
  run: (tx, actor, clock, { id }, _input, kept) => addPhoto(tx, actor, clock, { copyId: id, photo: kept }),
  forms: [copyForm("photo", { done: () => ({ key: "sharing.done.photo" }) })],
});

const dropPhoto = command({
  name: "shelves.remove-photo",
  summary: "Throw a picture away",
  method: "DELETE",
  path: "/sharing/photos/:id",
  status: 204,
  who: person,
  params: copyParams,
  input: noInput,
  output: z.object({ copyId: z.string() }),
  refusals: ["photo-unknown"],
  audit: "events",
  run: (tx, actor, _clock, { id }) => removePhoto(tx, actor, id),
  forms: [
    {
      path: "/sharing/photos/:id/remove",
      after: (_params, { copyId }) => copyPage({ id: copyId }),
      failed: books,
      done: () => ({ key: "sharing.done.saved" }),
    },
  ],
});

const report = command({
  name: "shelves.report",
  summary: "Tell the moderators of a copy or a circle I see",
  path: "/sharing/reports",
  status: 201,
  who: person,
  params: z.object({}),
  input: z
    .strictObject({
      kind: z.enum(reportKinds),
      id: uuidSchema,
      words: z.string().trim().max(500).default(""),
    })
    .meta({ id: "ShelvesReport" }),
  output: done,
  refusals: ["copy-unknown", "circle-unknown", "already-reported"],
  audit: "events",
  run: async (tx, actor, clock, _params, { words, ...subject }) => {
    await reportShared(tx, actor, clock, subject, words);
    return {};
  },
  forms: reportKinds.map((kind) => {
    const page = kind === "copy" ? "/sharing/copies" : "/sharing/circles";
    return {
      path: `${page}/:id/report`,
      fixed: { kind },
      fromAddress: ({ id }) => ({ id }),
      after: (_params, _output, { id }) => `${page}/${id ?? ""}`,
      failed: (_params, { id }) => `${page}/${id ?? ""}`,
      done: () => ({ key: "community.reported" }),
    };
  }),
});

/** Every write of this room but pictures, which come as files. */
export const shelvesCommands: readonly AnyCommand[] = [
  photo,
  publish,
  publishTyped,
  publishCsv,
  word,
  change,
  pause,
  withdraw,
  dropPhoto,
  report,
  ...libraryCommands,
  ...scanCommands,
  ...stubCommands,
];
