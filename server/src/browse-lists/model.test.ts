import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InstanceBrief } from "../catalogue/index.ts";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { rebuildBrowse, reconcileBrowse, updateBrowse } from "./build.ts";

const TITLES = 12;
const NAMES = [
  "沈从文",
  "沈從文",
  "Shen, Congwen",
  "曹雪芹",
  "Cao, Xueqin",
  "Tsao Hsueh-chin",
  "constructor",
];

let database: Database;
let ids: number[];
beforeAll(async () => {
  database = await createTestDatabase();
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "ALIB", name: { en: "A" } }),
  );
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.instance (brief, record_count) select '{}'::json, 0 from generate_series(1, ${TITLES}) returning id`.execute(
    database.db,
  );
  ids = rows.map((row) => row.id);
  await sql`
    with r as (
      insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
      select ${member.id}, 'c' || i, i, 'marc21', '{}', 1, ${systemActor.personId} from unnest(${ids}::bigint[]) i
      returning id
    )
    insert into catalogue.holding (record_id, branch_id, call_number)
    select r.id, b.id, 'I' || r.id from r, consortium.branch b where b.member_id = ${member.id} and b.is_main`.execute(
    database.db,
  );
  await reconcileBrowse(database.db);
});
afterAll(() => database.close());

type Change = { at: number; main: string | null; form: string; subject: string; number: number };

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: TITLES - 1 }),
  main: fc.option(fc.constantFrom(...NAMES), { freq: 4 }),
  form: fc.constantFrom(...NAMES),
  subject: fc.constantFrom("历史", "歷史", "歴史", "学校图书馆"),
  number: fc.nat({ max: 3 }),
});

async function make({ at, main, form, subject, number }: Change): Promise<void> {
  const brief = {
    title: { main: main ?? "" },
    parallelTitle: null,
    otherTitles: [form],
    contributors: [{ value: main ?? "", forms: [form], role: "author", isMain: true, isCorporate: false }],
    languages: [],
    subjects: [{ value: subject, forms: [] }],
    classNumbers: [],
  } as unknown as InstanceBrief;
  await sql`
    update catalogue.instance set version = version + 1, record_count = ${main === null ? 0 : 1},
      brief = ${JSON.stringify(brief)}::json where id = ${ids[at]}`.execute(database.db);
  await sql`
    update catalogue.holding h set call_number = ${`I24${number}/${at}`}
    from catalogue.record r where r.id = h.record_id and r.instance_id = ${ids[at]}`.execute(database.db);
}

async function lists(): Promise<unknown[]> {
  const { rows } = await sql`
    select h.kind, h.key, h.display, h.titles, h.target, h.forms, h.variants, h.pinyin_key, h.latin_key
    from browse_lists.heading h order by h.kind, h.key`.execute(database.db);
  const marks = await sql`
    select s.instance_id, s.member_id, s.call_number from browse_lists.shelf s order by 1, 2`.execute(
    database.db,
  );
  return [...rows, ...marks.rows];
}

test("after any changes, told in any portions, the lists are what a rebuild makes of the catalogue", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
      async (portions) => {
        for (const portion of portions) {
          for (const one of portion) await make(one);
          await updateBrowse(
            database.db,
            portion.map((one) => ids[one.at]!),
          );
        }
        const kept = await lists();
        await rebuildBrowse(database.db);
        expect(kept).toEqual(await lists());
      },
    ),
    { numRuns: 15 },
  );
});
