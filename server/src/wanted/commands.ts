import { z } from "zod";
import { submissionSchema, submittedSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { answerWanted, endWanted, reportWanted } from "./answers.ts";
import { postWanted } from "./posts.ts";
import { refusalTable } from "./refusals.ts";
import { endSchema, newAnswerSchema, newPostSchema, reportSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const postParams = z.object({ id: z.string().max(60) });
type PostParams = { id: string };
const postPage = ({ id }: PostParams): string => `/wanted/${encodeURIComponent(id)}`;

/** A form of a post's page. */
function postForm<Output>(
  act: string,
  told: (output: Output) => string,
  more: Partial<FormDoor<PostParams, Output>> = {},
): FormDoor<PostParams, Output> {
  return {
    path: `/wanted/:id/${act}`,
    after: postPage,
    failed: postPage,
    done: (output) => ({ key: told(output) }),
    ...more,
  };
}

const post = command({
  name: "wanted.post",
  summary: "Say which book I look for, in a circle or among those who live near",
  path: "/wanted",
  status: 201,
  who: person,
  params: z.object({}),
  input: newPostSchema,
  output: submissionSchema,
  refusals: [
    "minor-guarded-only",
    "circle-unknown",
    "place-needed",
    "wanted-full",
    "acts-exhausted",
    "text-refused",
  ],
  audit: ({ output }) => ({ subject: { kind: "wanted-post", id: output.id }, scope: null }),
  run: (tx, actor, clock, _params, input) => postWanted(tx, actor, clock, input),
  forms: [
    {
      path: "/wanted",
      after: (_params, { id }) => postPage({ id }),
      failed: () => "/wanted",
      done: ({ isPublic }) => ({ key: isPublic ? "wanted.done.posted" : "wanted.done.waits" }),
    },
  ],
});

const answer = command({
  name: "wanted.answer",
  summary: "Help somebody who looks for a book: a copy of mine, an address, or what my library said",
  path: "/wanted/:id/answers",
  status: 201,
  who: person,
  params: postParams,
  input: newAnswerSchema,
  output: submittedSchema,
  refusals: [
    "wanted-unknown",
    "wanted-own",
    "wanted-ended",
    "copy-unknown",
    "copy-unseen",
    "link-invalid",
    "answer-empty",
    "answers-full",
    "acts-exhausted",
    "text-refused",
    "answered-already",
  ],
  audit: ({ params }) => ({ subject: { kind: "wanted-post", id: params.id }, scope: null }),
  run: (tx, actor, clock, { id }, input) => answerWanted(tx, actor, clock, id, input),
  forms: [
    postForm("answer", ({ isPublic }: { isPublic: boolean }) =>
      isPublic ? "wanted.done.answered" : "wanted.done.waits",
    ),
  ],
});

const end = command({
  name: "wanted.end",
  summary: "I found it, or look no more",
  method: "PUT",
  path: "/wanted/:id/end",
  status: 200,
  who: person,
  params: postParams,
  input: endSchema,
  output: done,
  refusals: ["wanted-unknown", "wanted-ended", "answer-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "wanted-post", id: params.id },
    scope: null,
    detail: { found: input.found },
  }),
  run: async (tx, actor, clock, { id }, input) => {
    await endWanted(tx, actor, clock, id, input);
    return {};
  },
  forms: [postForm("end", () => "wanted.done.ended")],
});

const report = command({
  name: "wanted.report",
  summary: "Tell the moderators of a post I see, or of an answer to mine",
  path: "/wanted/:id/reports",
  status: 201,
  who: person,
  params: postParams,
  input: reportSchema,
  output: done,
  refusals: ["wanted-unknown", "answer-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => {
    await reportWanted(tx, actor, clock, id, input);
    return {};
  },
  forms: [postForm("report", () => "community.reported")],
});

/** Every write of this room. */
export const wantedCommands: readonly AnyCommand[] = [post, answer, end, report];
