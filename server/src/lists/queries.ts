import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody, person } from "../people/index.ts";
import { editorsOf } from "./editors.ts";
import { entriesOf } from "./entries.ts";
import { getList, listsOf, publicLists } from "./lists.ts";
import { refusalTable } from "./refusals.ts";
import { givenKey, listContentSchema, listParams, listSchema } from "./schema.ts";
import { sectionsOf } from "./sections.ts";
import { listKinds } from "./words.ts";

const query = queriesOf(refusalTable);
const nothing = z.object({});

const myLists = query({
  name: "lists.mine",
  summary: "My lists, and those I edit",
  path: "/lists",
  who: person,
  params: nothing,
  filter: z.strictObject({}),
  output: listOf(listSchema),
  refusals: [],
  run: async ({ db }, { personId }) => ({ items: await listsOf(db, personId) }),
});

const publicOnes = query({
  name: "lists.public",
  summary: "Public lists, the last changed first",
  path: "/public-lists",
  who: anybody,
  params: nothing,
  filter: z.strictObject({
    q: z.string().max(200).optional().describe("In title, course code or teacher"),
    kind: z.enum(listKinds).optional(),
    ...paging,
  }),
  output: pageOf(listSchema),
  refusals: ["cursor-invalid"],
  run: ({ db }, actor, _params, asked) => publicLists(db, asked, actor?.personId ?? null),
});

const oneList = query({
  name: "lists.list",
  summary: "A list with its titles",
  path: "/lists/:id",
  who: anybody,
  params: listParams,
  filter: z.strictObject({ key: givenKey.optional().describe("Of a list shared by link") }),
  output: listContentSchema,
  refusals: ["list-unknown"],
  run: async ({ db }, actor, { id }, { key }) => {
    const list = await getList(db, actor?.personId ?? null, id, key ?? null);
    const [sections, entries, editors] = await Promise.all([
      sectionsOf(db, id),
      entriesOf(db, id),
      list.rights === "reader" ? [] : editorsOf(db, id),
    ]);
    return { list, sections, entries, editors };
  },
});

/** Every read of this room. */
export const listQueries: readonly AnyQuery[] = [myLists, publicOnes, oneList];
