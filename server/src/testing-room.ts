/** A room that is nowhere but in a test: its folder under `server/src`, and its pages under `web/reader`. */
export const greetings: Readonly<Record<string, string>> = {
  "server/src/greetings/room.ts": `import { sql } from "kysely";
import type { Room } from "../kernel/room.ts";
import { greetingCommands, greetingQueries } from "./commands.ts";
import { greetingPages } from "./pages.ts";

export const room: Room = {
  name: "greetings",
  enters: ["people"],
  commands: greetingCommands,
  queries: greetingQueries,
  pages: greetingPages,
  navigation: [{ path: "/greetings", label: "greetings.title" }],
  erasePerson: async (tx, _clock, personId) => {
    await sql\`delete from greetings.greeting where person_id = \${personId}::uuid\`.execute(tx);
  },
};
`,
  "server/src/greetings/sql/20261201-2300-greetings.sql": `create schema greetings;
create table greetings.greeting (
  id bigint generated always as identity primary key,
  person_id uuid not null,
  words text not null
);
`,
  "server/src/greetings/refusals.ts": `import { refuser } from "../kernel/refusals.ts";

export const refusalTable = { "greeting-rude": 409 } as const;
export const refuse = refuser(refusalTable);
`,
  "server/src/greetings/commands.ts": `import { sql } from "kysely";
import { z } from "zod";
import { commandsOf } from "../kernel/command.ts";
import { queriesOf } from "../kernel/query.ts";
import { person } from "../people/index.ts";
import { listGreetings } from "./greetings.ts";
import { refusalTable, refuse } from "./refusals.ts";

const greetingSchema = z.object({ words: z.string() }).meta({ id: "Greeting" });

export const greetingCommands = [
  commandsOf(refusalTable)({
    name: "greetings.say",
    summary: "Says a greeting",
    path: "/greetings",
    status: 201,
    who: person,
    params: z.object({}),
    input: z.strictObject({ words: z.string().min(1).max(100) }),
    output: greetingSchema,
    refusals: ["greeting-rude"],
    audit: () => ({ subject: { kind: "greeting", id: "1" }, scope: null }),
    run: async (tx, actor, _clock, _params, { words }) => {
      if (words === "rude") throw refuse("greeting-rude");
      await sql\`insert into greetings.greeting (person_id, words) values (\${actor.personId}::uuid, \${words})\`.execute(tx);
      return { words };
    },
    forms: [{ path: "/greetings", after: () => "/greetings", failed: () => "/greetings", done: () => ({ key: "greetings.said" }) }],
  }),
];
export const greetingQueries = [
  queriesOf(refusalTable)({
    name: "greetings.list",
    summary: "All greetings",
    path: "/greetings",
    who: person,
    params: z.object({}),
    filter: z.strictObject({}),
    output: z.object({ items: z.array(greetingSchema) }),
    refusals: [],
    run: async ({ db }) => ({ items: await listGreetings(db) }),
  }),
];
`,
  "server/src/greetings/greetings.ts": `import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

export async function listGreetings(db: Db): Promise<{ words: string }[]> {
  return (await sql<{ words: string }>\`select words from greetings.greeting order by id\`.execute(db)).rows;
}
`,
  "server/src/greetings/pages.ts": `import { pagesOf } from "../contracts/reader-page.ts";
import { listGreetings } from "./greetings.ts";

const page = pagesOf<typeof import("../../../web/reader/greetings/pages.ts")>();

export const greetingPages = [
  page({ path: "/greetings", component: "GreetingsPage", find: async ({ db }) => ({ items: await listGreetings(db) }) }),
];
`,
  "server/src/greetings/messages/zh-Hans.json": `{ "greetings.title": "问候", "greetings.said": "说了。", "problem.greeting-rude": "这样说不礼貌。" }`,
  "server/src/greetings/messages/zh-Hant.json": `{ "greetings.title": "問候", "greetings.said": "說了。", "problem.greeting-rude": "這樣說不禮貌。" }`,
  "server/src/greetings/messages/en.json": `{ "greetings.title": "Greetings", "greetings.said": "Said.", "problem.greeting-rude": "That is rude." }`,
  "server/src/greetings/messages/staff-zh-Hans.json": `{ "action.greetings.say": "问候", "audit.subject.greeting": "问候语" }`,
  "server/src/greetings/messages/staff-zh-Hant.json": `{ "action.greetings.say": "問候", "audit.subject.greeting": "問候語" }`,
  "server/src/greetings/messages/staff-en.json": `{ "action.greetings.say": "Greeted", "audit.subject.greeting": "Greeting" }`,
  "web/reader/greetings/pages.ts": `export { GreetingsPage } from "./greetings.tsx";
`,
  "web/reader/greetings/greetings.tsx": `import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

export function GreetingsPage({ site, items }: { site: SiteContext; items: { words: string }[] }): ReactElement {
  return (
    <Layout site={site} title={site.t("greetings.title")} query="">
      {items.map(({ words }) => (
        <p key={words} className="greeting-words">{words}</p>
      ))}
      <PostForm site={site} action={\`\${site.base}/greetings\`}>
        <input name="words" />
      </PostForm>
    </Layout>
  );
}
`,
  "web/reader/greetings/greetings.css": `@layer rooms.greetings {
  .greeting-words {
    letter-spacing: 3px;
  }
}
`,
};
