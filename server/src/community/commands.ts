import { z } from "zod";
import { type AnyCommand, commandsOf, type FormDoor } from "../kernel/command.ts";
import { reportBodySchema } from "../moderation/schema.ts";
import { person } from "../people/index.ts";
import { writeNote } from "./notes.ts";
import { ownCommands } from "./own-commands.ts";
import { rate } from "./ratings.ts";
import { refusalTable } from "./refusals.ts";
import { reportReview, reportTag } from "./reports.ts";
import { deleteReview, writeReview } from "./reviews.ts";
import { instanceParams, ownReviewSchema, reviewParams, reviewTextSchema, tagsBodySchema } from "./schema.ts";
import { readTags, setTags } from "./tags.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const reviewsPage = (id: string | number | undefined): string => `/instance/${id}/reviews`;
const reported = (): { key: string } => ({ key: "community.reported" });

/** A form of the page with everything that readers say about a title. */
function titleForm<Output>(
  path: string,
  more: Partial<FormDoor<{ id: number }, Output>> = {},
): FormDoor<{ id: number }, Output> {
  return {
    path: `/instance/:id/reviews/${path}`,
    after: ({ id }) => reviewsPage(id),
    failed: ({ id }) => reviewsPage(id),
    done: () => ({ key: "community.saved" }),
    ...more,
  };
}

const rateTitle = command({
  name: "community.rate",
  summary: "Give 1 to 5 stars; null takes them back",
  method: "PUT",
  path: "/instances/:id/rating",
  status: 204,
  who: person,
  params: instanceParams,
  input: z.strictObject({ stars: z.number().int().min(1).max(5).nullable() }).meta({ id: "Rate" }),
  output: done,
  refusals: ["instance-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { stars }) => {
    await rate(tx, actor, clock, id, stars);
    return {};
  },
  forms: [titleForm("rating")],
});

const review = command({
  name: "community.write-review",
  summary: "Write or rewrite my review; moderators decide before others see it",
  method: "PUT",
  path: "/instances/:id/review",
  status: 200,
  who: person,
  params: instanceParams,
  input: reviewTextSchema,
  output: ownReviewSchema,
  refusals: ["instance-unknown"],
  audit: "events",
  run: (tx, actor, clock, { id }, { text }) => writeReview(tx, actor, clock, id, text),
  forms: [titleForm("write", { done: ({ state }) => ({ key: `community.written.${state}` }) })],
});

const tagTitle = command({
  name: "community.set-tags",
  summary: "Replace my tags of an instance",
  method: "PUT",
  path: "/instances/:id/tags",
  status: 204,
  who: person,
  params: instanceParams,
  input: tagsBodySchema,
  output: done,
  refusals: ["instance-unknown", "tag-empty", "too-many-tags", "text-refused"],
  audit: "events",
  run: async (tx, actor, clock, { id }, tags) => {
    await setTags(tx, actor, clock, id, tags);
    return {};
  },
  forms: [
    titleForm("tags", {
      prepareFields: ({ open, own, ...others }) => ({
        ...others,
        open: readTags(String(open ?? "")),
        own: readTags(String(own ?? "")),
      }),
    }),
  ],
});

const note = command({
  name: "community.write-note",
  summary: "Write my private note; null takes it away",
  method: "PUT",
  path: "/instances/:id/note",
  status: 204,
  who: person,
  params: instanceParams,
  input: z.strictObject({ text: z.string().trim().max(10_000).nullable() }).meta({ id: "WriteNote" }),
  output: done,
  refusals: ["instance-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { text }) => {
    await writeNote(tx, actor, clock, id, text ?? "");
    return {};
  },
  forms: [titleForm("note")],
});

const reportOneTag = command({
  name: "community.report-tag",
  summary: "Report a public tag",
  path: "/instances/:id/tag-reports",
  status: 204,
  who: person,
  params: instanceParams,
  input: reportBodySchema.extend({ label: z.string().max(40) }).meta({ id: "ReportTag" }),
  output: done,
  refusals: ["tag-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, { label, ...why }) => {
    await reportTag(tx, actor, clock, { instanceId: id, label }, why);
    return {};
  },
  forms: [
    titleForm("report-tag", {
      done: reported,
      // The form asks which tag and no more.
      prepareFields: (fields) => ({ reason: "other", ...fields }),
    }),
  ],
});

const reportOneReview = command({
  name: "community.report-review",
  summary: "Report a published review",
  path: "/reviews/:id/reports",
  status: 204,
  who: person,
  params: reviewParams,
  input: reportBodySchema,
  output: done,
  refusals: ["review-unknown", "already-reported", "acts-exhausted"],
  audit: "events",
  run: async (tx, actor, clock, { id }, why) => {
    await reportReview(tx, actor, clock, id, why);
    return {};
  },
  forms: [
    {
      path: "/instance/:instanceId/reviews/:id/report",
      after: (_params, _output, { instanceId }) => reviewsPage(instanceId),
      failed: (_params, { instanceId }) => reviewsPage(instanceId),
      done: reported,
    },
  ],
});

const ownPage = (): string => "/account/reviews";

const removeReview = command({
  name: "community.delete-review",
  summary: "Take my review back",
  method: "DELETE",
  path: "/reviews/:id",
  status: 204,
  who: person,
  params: reviewParams,
  input: z.strictObject({}),
  output: done,
  refusals: ["review-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await deleteReview(tx, actor, id);
    return {};
  },
  forms: [
    {
      path: "/account/reviews/:id/delete",
      after: ownPage,
      failed: ownPage,
      done: () => ({ key: "community.review.deleted" }),
    },
  ],
});

/** Every write of this room. */
export const communityCommands: readonly AnyCommand[] = [
  rateTitle,
  review,
  tagTitle,
  note,
  reportOneTag,
  reportOneReview,
  removeReview,
  ...ownCommands,
];
