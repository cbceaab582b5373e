import { z } from "zod";
import { worker } from "../collections/index.ts";
import { createdSchema, submissionSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf, type FormAddress, type FormDoor } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { reportReasons } from "../moderation/words.ts";
import { person } from "../people/index.ts";
import { correct, correctionsOf, settle } from "./corrections.ts";
import { LONGEST } from "./limits.ts";
import { putRight } from "./readings.ts";
import { refusalTable } from "./refusals.ts";
import { correctionSchema, settlementSchema } from "./schema.ts";
import { report, say, takeBack, type VoiceKind } from "./voices.ts";

const command = commandsOf(refusalTable);
const byNumber = z.object({ number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const byId = z.object({ id: z.string().max(60) });
type ByNumber = z.output<typeof byNumber>;
const objectPage = ({ number }: ByNumber): string => `/objects/${number}#voices`;
const text = (longest: number) => z.string().trim().min(1).max(longest);
const noted = ({ params }: { params: ByNumber }) => ({
  subject: { kind: "collection-object", id: String(params.number) },
  scope: null,
});

/** Something said for all to read. */
function saying(kind: VoiceKind, summary: string, ...own: "voice-twice"[]): AnyCommand {
  return command({
    name: `object-voices.add-${kind}`,
    summary,
    path: `/objects/:number/${kind}s`,
    status: 201,
    who: person,
    params: byNumber,
    input: z
      .strictObject({ text: text(LONGEST[kind]) })
      .meta({ id: kind === "tag" ? "NewObjectTag" : "NewObjectComment" }),
    output: submissionSchema,
    refusals: ["object-unknown", "acts-exhausted", "text-refused", ...own],
    audit: noted,
    run: async (tx, actor, clock, { number }, input) =>
      await say(tx, actor, clock, { kind, number, text: input.text }),
    forms: [
      {
        path: `/objects/:number/${kind}s`,
        after: objectPage,
        failed: objectPage,
        done: ({ isPublic }) => ({ key: isPublic ? `voices.done.${kind}` : "voices.done.waits" }),
      },
    ],
  });
}

const tag = saying("tag", "Give an object a word by which others find it", "voice-twice");
const comment = saying("comment", "Say something of an object for all to read");

const correction = command({
  name: "object-voices.add-correction",
  summary: "Say what is wrong with what is written of an object, to those who work on the collection",
  path: "/objects/:number/corrections",
  status: 201,
  who: person,
  params: byNumber,
  input: z.strictObject({ text: text(LONGEST.correction) }).meta({ id: "AddCorrection" }),
  output: createdSchema,
  refusals: ["object-unknown", "acts-exhausted"],
  audit: noted,
  run: async (tx, actor, clock, { number }, input) =>
    await correct(tx, actor, clock, { number, text: input.text }),
  forms: [
    {
      path: "/objects/:number/corrections",
      after: objectPage,
      failed: objectPage,
      done: () => ({ key: "voices.done.correction" }),
    },
  ],
});

const byPage = z.object({
  number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  place: z.coerce.number().int().positive().max(1_000_000),
});
const leafPage = ({ number, place }: z.output<typeof byPage>): string => `/objects/${number}/pages/${place}`;

const reading = command({
  name: "object-voices.put-text-right",
  summary: "Put the text of a page right; a moderator looks at it before it is the page's text",
  path: "/objects/:number/pages/:place/readings",
  status: 201,
  who: person,
  params: byPage,
  input: z
    .strictObject({
      version: z.string().max(16).describe("Of the text that was seen"),
      text: text(LONGEST.reading),
    })
    .meta({ id: "PutTextRight" }),
  output: createdSchema,
  refusals: [
    "object-unknown",
    "page-unknown",
    "reading-overtaken",
    "reading-same",
    "reading-waits",
    "acts-exhausted",
  ],
  audit: ({ params }) => noted({ params: { number: params.number } }),
  run: async (tx, actor, clock, params, input) => await putRight(tx, actor, clock, { ...params, ...input }),
  forms: [
    {
      path: "/objects/:number/pages/:place/text",
      after: leafPage,
      failed: (params) => `${leafPage(params)}/text`,
      done: () => ({ key: "voices.done.reading" }),
    },
  ],
});

const ownForm = (act: string): FormDoor<{ id: string }, unknown> => {
  const page = (_params: unknown, _output: unknown, address: FormAddress): string =>
    `/objects/${encodeURIComponent(address.number ?? "")}#voices`;
  return {
    path: `/objects/:number/voices/:id/${act}`,
    params: ({ id }) => ({ id }),
    after: page,
    failed: (params, address) => page(params, null, address),
    done: () => ({ key: `voices.done.${act}` }),
  };
};

const back = command({
  name: "object-voices.take-back",
  summary: "Take back a tag, a comment or an open correction of my own",
  method: "DELETE",
  path: "/object-voices/:id",
  status: 204,
  who: person,
  params: byId,
  input: z.strictObject({}),
  output: z.null(),
  refusals: ["voice-unknown"],
  audit: ({ params }) => ({ subject: { kind: "object-voice", id: params.id }, scope: null }),
  run: async (tx, actor, _clock, { id }) => {
    await takeBack(tx, actor, id);
    return null;
  },
  forms: [ownForm("remove")],
});

const reported = command({
  name: "object-voices.report",
  summary: "Tell the moderators that a comment or a tag should go",
  path: "/object-voices/:id/reports",
  status: 201,
  who: person,
  params: byId,
  input: z
    .strictObject({
      reason: z.enum(reportReasons).default("other"),
      words: z.string().trim().max(1000).default(""),
    })
    .meta({ id: "ObjectVoicesReport" }),
  output: z.object({}),
  refusals: ["voice-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => {
    await report(tx, actor, clock, id, input);
    return {};
  },
  forms: [ownForm("report")],
});

const settled = command({
  name: "object-voices.settle-correction",
  summary: "Settle a correction of an object, with an answer to whoever wrote it",
  method: "PUT",
  path: "/object-corrections/:id",
  status: 200,
  who: worker,
  params: byId,
  input: settlementSchema,
  output: correctionSchema,
  refusals: ["voice-unknown", "correction-settled"],
  audit: ({ params, input }) => ({
    subject: { kind: "object-voice", id: params.id },
    scope: "worked-at",
    detail: { state: input.state },
  }),
  run: async (tx, actor, clock, { id }, input) => await settle(tx, actor, clock, id, input),
});

const corrections = queriesOf(refusalTable)({
  name: "object-voices.corrections",
  summary: "What readers say is wrong with what is written of a collection's objects, what waits first",
  path: "/collections/:slug/corrections",
  who: worker,
  params: z.object({ slug: z.string().max(60) }),
  filter: z.strictObject(paging),
  output: pageOf(correctionSchema),
  refusals: ["collection-unknown"],
  run: ({ db }, actor, { slug }, page) => correctionsOf(db, actor, slug, page),
});

/** What readers say of objects, and what is done with it. */
export const voiceCommands: readonly AnyCommand[] = [
  tag,
  comment,
  correction,
  reading,
  back,
  reported,
  settled,
];
export const voiceQueries: readonly AnyQuery[] = [corrections];
