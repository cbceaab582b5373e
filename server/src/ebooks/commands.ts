import { z } from "zod";
import { reportWordsSchema } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { person } from "../people/index.ts";
import { recommendEbook, reportEbook, withdrawEbook } from "./ebooks.ts";
import { refusalTable } from "./refusals.ts";
import { newEbookSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const params = z.object({ id: z.string().max(60) });
const ofCircle = z.object({ circleId: z.string() }).meta({ id: "OfCircle" });
const pageOf = (circleId: string): string => `/ebooks?circle=${encodeURIComponent(circleId)}`;

const recommend = command({
  name: "ebooks.recommend",
  summary: "Recommend an e-book to a circle: what a library has on line, or an address, with what allows it",
  path: "/ebooks",
  status: 201,
  who: person,
  params: z.object({}),
  input: newEbookSchema,
  output: z
    .object({ id: z.string(), circleId: z.string(), isPublic: z.boolean() })
    .meta({ id: "RecommendedEbook" }),
  refusals: [
    "circle-unknown",
    "instance-unknown",
    "ebook-not-online",
    "ebook-title-missing",
    "ebook-link",
    "ebook-link-shares-files",
    "ebook-rights-missing",
    "ebook-known",
    "acts-exhausted",
    "text-refused",
  ],
  audit: ({ output: { id } }) => ({ subject: { kind: "ebook", id }, scope: null }),
  run: async (tx, actor, clock, _params, input) => ({
    ...(await recommendEbook(tx, actor, clock, input)),
    circleId: input.circleId,
  }),
  forms: [
    {
      path: "/ebooks",
      after: (_params, { circleId }) => pageOf(circleId),
      failed: () => "/ebooks",
      done: ({ isPublic }) => ({ key: isPublic ? "ebooks.done.recommended" : "ebooks.done.waits" }),
    },
  ],
});

const withdraw = command({
  name: "ebooks.withdraw",
  summary: "Take an e-book back that I recommended, or that stands in a circle I look after",
  method: "DELETE",
  path: "/ebooks/:id",
  status: 200,
  who: person,
  params,
  input: z.strictObject({}),
  output: ofCircle,
  refusals: ["ebook-unknown", "ebook-not-yours"],
  audit: ({ params: { id } }) => ({ subject: { kind: "ebook", id }, scope: null }),
  run: async (tx, actor, clock, { id }) => {
    const { circleId } = await withdrawEbook(tx, actor, clock, id);
    return { circleId };
  },
  forms: [
    {
      path: "/ebooks/:id/withdraw",
      after: (_params, { circleId }) => pageOf(circleId),
      failed: () => "/ebooks",
      done: () => ({ key: "ebooks.done.withdrawn" }),
    },
  ],
});

const report = command({
  name: "ebooks.report",
  summary: "Tell the moderators that an e-book may not be passed on",
  path: "/ebooks/:id/reports",
  status: 201,
  who: person,
  params,
  input: reportWordsSchema,
  output: ofCircle,
  refusals: ["ebook-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { words }) => {
    const { circleId } = await reportEbook(tx, actor, clock, id, words);
    return { circleId };
  },
  forms: [
    {
      path: "/ebooks/:id/report",
      after: (_params, { circleId }) => pageOf(circleId),
      failed: () => "/ebooks",
      done: () => ({ key: "community.reported" }),
    },
  ],
});

/** Every write of this room. */
export const ebooksCommands: readonly AnyCommand[] = [recommend, withdraw, report];
