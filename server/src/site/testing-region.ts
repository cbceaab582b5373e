import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { InstanceBrief } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import { addBranch, addMember, type Member } from "../consortium/index.ts";
import { CatalogueIndex, createSearcher } from "../discovery/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { commands, deliveryOptions, erasers, readerPages } from "../rooms.ts";
import { registerSite } from "./index.ts";

/** A small region behind the readers' pages, for tests: two libraries, four titles, one reader. */
export type Region = {
  database: Database;
  clock: ReturnType<typeof fixedClock>;
  app: App;
  jinhe: Member;
  nanshan: Member;
  medicalId: number;
  /** Ids of 红楼梦, 圍城, Pride and Prejudice, and of one whose only copy is for reading in the library. */
  ids: { dream: number; fortress: number; pride: number; rare: number };
  /** Instance that was joined into 红楼梦. */
  merged: number;
  personId: string;
  /** From here on the search engine cannot be asked. */
  cutOffSearch(): void;
  close(): Promise<void>;
};

/** Login and password of the region's reader 林墨, who belongs to 金河. */
export const READER = { login: "linmo", password: "reader-linmo" };

const author = (value: string): InstanceBrief["contributors"][number] => ({
  value,
  forms: [],
  role: "author",
  isMain: true,
  isCorporate: false,
});

type Copy = { member: Member; forLoan?: boolean };

/** Adds a title with its copies; returns the id of its instance. */
export async function addTitle(
  database: Database,
  brief: Partial<InstanceBrief>,
  copies: Copy[],
): Promise<number> {
  const full = JSON.stringify({ ...EMPTY_BRIEF, ...brief });
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.instance (brief, record_count) values (${full}::json, ${copies.length}) returning id`.execute(
    database.db,
  );
  const id = rows[0]!.id;
  for (const [k, { member, forLoan }] of copies.entries()) {
    const marc = JSON.stringify({
      l: "00000nam a2200000 a 4500",
      f: [
        ["001", `c${id}-${k}`],
        ["245", "1 ", "a", brief.title?.main],
      ],
    });
    await sql`
      with r as (
        insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
        values (${member.id}, ${`c${id}-${k}`}, ${id}, 'marc21', ${marc}::json, 1, ${systemActor.personId}) returning id
      ), b as (select id from consortium.branch where member_id = ${member.id} and is_main),
      h as (
        insert into catalogue.holding (record_id, branch_id, location, call_number)
        select r.id, b.id, '书库', ${`I242/${id}`} from r, b returning id, record_id, branch_id
      )
      insert into catalogue.item (record_id, holding_id, member_id, source_key, barcode, home_branch_id,
        current_branch_id, for_loan)
      select h.record_id, h.id, ${member.id}, 'k', ${`b${id}-${k}`}, h.branch_id, h.branch_id, ${forLoan ?? true}
      from h`.execute(database.db);
  }
  return id;
}

/** Builds the region with its index and the site in front of it. */
export async function buildRegion(settings: Record<string, string> = {}): Promise<Region> {
  const database = await createTestDatabase();
  const clock = fixedClock("2026-11-20T08:00:00Z");
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-site-"));
  const made = await inTransaction(database.db, async (tx) => {
    const jinhe = await addMember(tx, systemActor, {
      code: "JINHE",
      name: { "zh-Hans": "金河大学图书馆", "zh-Hant": "金河大學圖書館", en: "Jinhe University Library" },
    });
    const nanshan = await addMember(tx, systemActor, {
      code: "NANSHAN",
      name: { "zh-Hans": "南山大学图书馆", "zh-Hant": "南山大學圖書館", en: "Nanshan University Library" },
    });
    const medical = await addBranch(tx, systemActor, {
      memberId: jinhe.id,
      code: "MED",
      name: { "zh-Hans": "医学分馆", en: "Medical Library" },
      isPickup: true,
    });
    const person = await createPerson(tx, systemActor, {
      name: "林墨",
      ...READER,
      affiliations: [{ memberId: jinhe.id, patronGroup: "student", number: "20230001" }],
    });
    return { jinhe, nanshan, medicalId: medical.id, personId: person.id };
  });
  const { jinhe, nanshan } = made;
  const ids = {
    dream: await addTitle(
      database,
      {
        title: { main: "红楼梦", sub: "脂砚斋评本" },
        parallelTitle: { main: "Hong lou meng" },
        contributors: [{ ...author("曹雪芹"), forms: ["Cao, Xueqin"], dates: "1715-1763" }],
        place: "北京",
        publisher: "人民文学出版社",
        year: 1982,
        isbns: ["9787020002207"],
        subjects: [{ value: "章回小说--中国", forms: [] }],
        classNumbers: [{ scheme: "clc", value: "I242.4" }],
      },
      [{ member: nanshan }, { member: jinhe }],
    ),
    fortress: await addTitle(
      database,
      {
        ...{ title: { main: "圍城" }, contributors: [author("錢鍾書")], year: 1947 },
        ...{ summary: "</script><b>x</b>", originalLanguages: ["und"] },
      },
      [{ member: nanshan }],
    ),
    pride: await addTitle(
      database,
      {
        title: { main: "Pride and Prejudice" },
        contributors: [author("Jane Austen")],
        languages: ["eng"],
        year: 2003,
      },
      [{ member: jinhe }],
    ),
    rare: await addTitle(database, { title: { main: "永乐大典" }, year: 1408 }, [
      { member: jinhe, forLoan: false },
    ]),
  };
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.instance (brief, record_count, merged_into)
    values (${JSON.stringify(EMPTY_BRIEF)}::json, 0, ${ids.dream}) returning id`.execute(database.db);
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  const deps = {
    ...database,
    clock,
    config: readConfig({ PUBLIC_URL: "https://shelf.example", ...settings }),
  };
  let isReached = true;
  const app = await createApp(deps, false);
  registerPeople(app, deps);
  await registerSite(app, {
    ...deps,
    erasers,
    readerPages,
    commands,
    deliveryOptions,
    searcher: createSearcher(() => (isReached ? index.index : null)),
  });
  return {
    database,
    clock,
    app,
    ...made,
    ids,
    merged: rows[0]!.id,
    cutOffSearch: () => {
      isReached = false;
    },
    close: async () => {
      await app.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
