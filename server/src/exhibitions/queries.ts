import { z } from "zod";
import { searchEverywhere } from "../collections/index.ts";
import { listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody, mayDo } from "../people/index.ts";
import { maker, workedExhibition } from "./commands.ts";
import { editionsOf, getExhibition, listExhibitions } from "./exhibitions.ts";
import { findExhibitable } from "./objects.ts";
import { refusalTable, refuse } from "./refusals.ts";
import {
  editionSchema,
  exhibitableSchema,
  publicExhibitionSchema,
  workedExhibitionSchema,
} from "./schema.ts";

const query = queriesOf(refusalTable);
const nothing = z.object({});
const none = z.strictObject({});
const bySlug = z.object({ slug: z.string().max(60) });
const FOUND = 24;

const published = query({
  name: "exhibitions.published",
  summary: "Exhibitions that are open",
  path: "/exhibitions",
  who: anybody,
  params: nothing,
  filter: none,
  output: listOf(publicExhibitionSchema),
  refusals: [],
  run: async ({ db }) => {
    const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
    const items = (await listExhibitions(db)).flatMap(({ slug, memberId, live, isWithdrawn }) =>
      live === null || isWithdrawn
        ? []
        : [
            {
              slug,
              member: codes.get(memberId) ?? "",
              title: live.title,
              intro: live.intro,
              href: `/exhibitions/${slug}`,
            },
          ],
    );
    return { items };
  },
});

const worked = query({
  name: "exhibitions.worked",
  summary: "Exhibitions that whoever asks may work on",
  path: "/exhibitions-worked",
  who: maker,
  params: nothing,
  filter: none,
  output: listOf(workedExhibitionSchema),
  refusals: [],
  run: async ({ db }, actor) => {
    const own = (await listExhibitions(db)).filter((one) => mayDo(actor, "catalogue.edit", one.memberId));
    return { items: await Promise.all(own.map((one) => workedExhibition(db, one))) };
  },
});

const editions = query({
  name: "exhibitions.editions",
  summary: "What was published of an exhibition, the newest first",
  path: "/exhibitions/:slug/editions",
  who: maker,
  params: bySlug,
  filter: none,
  output: listOf(editionSchema),
  refusals: ["exhibition-unknown"],
  run: async ({ db }, actor, { slug }) => {
    const one = await getExhibition(db, slug);
    if (!mayDo(actor, "catalogue.edit", one.memberId)) throw refuse("exhibition-unknown");
    return { items: await editionsOf(db, one) };
  },
});

const exhibitable = query({
  name: "exhibitions.objects",
  summary: "Published objects that can be shown, by words or by number",
  path: "/exhibitable-objects",
  who: maker,
  params: nothing,
  filter: z.strictObject({ q: z.string().trim().min(1).max(200) }),
  output: listOf(exhibitableSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, { q }) => {
    const numbers = /^[\d,\s]{1,200}$/.test(q)
      ? q
          .split(/[,\s]+/)
          .filter(Boolean)
          .map(Number)
      : [];
    const asked = numbers.filter((one) => Number.isSafeInteger(one)).slice(0, FOUND);
    const found = (await searchEverywhere(db, q, FOUND)).map((hit) => hit.number);
    return { items: await findExhibitable(db, [...new Set([...asked, ...found])]) };
  },
});

/** What is asked about exhibitions. */
export const exhibitionQueries: readonly AnyQuery[] = [published, worked, editions, exhibitable];
