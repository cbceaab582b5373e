/** A room that is nowhere but in a test: its folder under `server/src`, its pages under `web/reader` and `web/staff`. */
export const greetings: Readonly<Record<string, string>> = {
  "server/src/greetings/room.ts": `import { sql } from "kysely";
import type { Room } from "../kernel/room.ts";
import { greetingCommands, greetingQueries } from "./commands.ts";
import { readAloud } from "./delivery.ts";
import { greetingTexts } from "./greetings.ts";
import { greetingPages } from "./pages.ts";

export const room: Room = {
  name: "greetings",
  enters: ["people"],
  commands: greetingCommands,
  queries: greetingQueries,
  pages: greetingPages,
  deliveryOptions: [readAloud],
  indexSource: greetingTexts,
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
  "server/src/greetings/delivery.ts": `import { z } from "zod";
import { type DeliveryOption, wayShape } from "../contracts/delivery-option.ts";

const shape = wayShape("read-aloud", { greeters: z.number().int() });
export const readAloud: DeliveryOption<z.output<typeof shape>> = {
  kind: "read-aloud",
  order: 50,
  schema: shape,
  find: async () => [{ kind: "read-aloud", greeters: 3, hours: [0, 1], reason: "greeters" }],
  words: ({ greeters }, { t, base }) => ({
    value: null,
    what: t("ways.read-aloud", { count: greeters }),
    why: "",
    href: \`\${base}/greetings\`,
  }),
};
`,
  "server/src/greetings/refusals.ts": `import { refuser } from "../kernel/refusals.ts";

export const refusalTable = { "greeting-rude": 409 } as const;
export const refuse = refuser(refusalTable);
`,
  "server/src/greetings/commands.ts": `import { sql } from "kysely";
import { z } from "zod";
import { commandsOf } from "../kernel/command.ts";
import { publish } from "../kernel/outbox.ts";
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
      const { rows } = await sql<{ id: number }>\`select i.id from catalogue.title_line i\`.execute(tx);
      await publish(tx, "greetings-changed", { instanceIds: rows.map(({ id }) => id) });
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
import type { IndexSource } from "../contracts/index-source.ts";
import type { Db } from "../kernel/database.ts";

export async function listGreetings(db: Db): Promise<{ words: string }[]> {
  return (await sql<{ words: string }>\`select words from greetings.greeting order by id\`.execute(db)).rows;
}

/** Every title is found by what people were greeted with. */
export const greetingTexts: IndexSource = {
  name: "greetings.texts",
  topic: "greetings-changed",
  textsOf: async (db, ids) => {
    const note = (await listGreetings(db)).map(({ words }) => words);
    return new Map(ids.map((id) => [id, { note }]));
  },
};
`,
  "server/src/greetings/pages.ts": `import { pagesOf } from "../contracts/reader-page.ts";
import { listGreetings } from "./greetings.ts";

const page = pagesOf<typeof import("../../../web/reader/greetings/pages.ts")>();

export const greetingPages = [
  page({ path: "/greetings", component: "GreetingsPage", find: async ({ db }) => ({ items: await listGreetings(db) }) }),
];
`,
  "server/src/greetings/messages/zh-Hans.json": `{ "ways.read-aloud_other": "{{count, number}} 人可以读给你听", "greetings.title": "问候", "greetings.said": "说了。", "problem.greeting-rude": "这样说不礼貌。" }`,
  "server/src/greetings/messages/zh-Hant.json": `{ "ways.read-aloud_other": "{{count, number}} 人可以讀給你聽", "greetings.title": "問候", "greetings.said": "說了。", "problem.greeting-rude": "這樣說不禮貌。" }`,
  "server/src/greetings/messages/en.json": `{ "ways.read-aloud_one": "{{count, number}} people read it to you", "ways.read-aloud_other": "{{count, number}} people read it to you", "greetings.title": "Greetings", "greetings.said": "Said.", "problem.greeting-rude": "That is rude." }`,
  "server/src/greetings/messages/staff-zh-Hans.json": `{ "nav.greetings": "问候处", "action.greetings.say": "问候", "audit.subject.greeting": "问候语" }`,
  "server/src/greetings/messages/staff-zh-Hant.json": `{ "nav.greetings": "問候處", "action.greetings.say": "問候", "audit.subject.greeting": "問候語" }`,
  "server/src/greetings/messages/staff-en.json": `{ "nav.greetings": "Greetings desk", "action.greetings.say": "Greeted", "audit.subject.greeting": "Greeting" }`,
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
  "web/staff/greetings/pages.tsx": `import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Greetings = lazy(async () => ({ default: (await import("./greetings.tsx")).Greetings }));

export const pages: readonly WorkbenchPage[] = [
  { id: "greetings", label: "nav.greetings", group: "desk", place: 500, element: () => <Greetings /> },
];
`,
  "web/staff/greetings/greetings.tsx": `import type { ReactNode } from "react";

export function Greetings(): ReactNode {
  return <p className="greetings-at-the-desk" />;
}
`,
};
