import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type pg from "pg";
import { importFile, loadItemPlaces } from "../server/src/catalogue/index.ts";
import { checkOut, placeHold, scanItem } from "../server/src/circulation/index.ts";
import {
  addBranch,
  addClosure,
  addLocation,
  addMember,
  addNews,
  listBranches,
  listMembers,
  setDistance,
  setFace,
  setOpeningHours,
} from "../server/src/consortium/index.ts";
import { type Actor, onBehalfOf, systemActor, workingFor } from "../server/src/kernel/actor.ts";
import type { Config } from "../server/src/kernel/config.ts";
import { type Db, inTransaction } from "../server/src/kernel/database.ts";
import type { Clock } from "../server/src/kernel/time.ts";
import {
  createPerson,
  findPersonByLogin,
  grantRole,
  demoAccounts as marked,
} from "../server/src/people/index.ts";
import { loadAlliance } from "./alliance.ts";
import { loadCollections } from "./collections.ts";
import { loadColumns } from "./columns.ts";
import { loadDesks } from "./desks.ts";
import { loadExhibition } from "./exhibitions.ts";
import { readFacts } from "./facts.ts";
import { catalogueOf } from "./files.ts";
import { loadMedia } from "./media/load-media.ts";
import { loadOwnPages } from "./own-pages.ts";
import { demoAccounts, demoReaders } from "./people.ts";
import { chance } from "./random.ts";
import { loadReadingLife } from "./reading-life.ts";
import { type DemoMember, demoClosures, demoIntro, demoMembers, demoNews, minutesApart } from "./region.ts";
import { loadNestPictures, loadSharing } from "./sharing.ts";

export { type DemoAccount, demoAccounts } from "./people.ts";

/** What loading needs; `onProgress` hears a short word for each step. */
export type DemoDeps = {
  db: Db;
  pool: pg.Pool;
  dataFolder: string;
  config: Config;
  clock: Clock;
  onProgress?: (text: string) => void;
};

const FINISHED = "demo-region-loaded";

/** True for a region without foreign members whose demo data is not complete yet. */
export async function shouldLoadDemo(db: Db): Promise<boolean> {
  const done = await sql`select 1 from kernel.secret where name = ${FINISHED}`.execute(db);
  if (done.rows.length > 0) return false;
  const known = new Set(demoMembers.map((m) => m.code));
  return (await listMembers(db)).every((m) => known.has(m.code));
}

/** Loads the fictional region. Every step looks what is there already: after a crash the next start completes it. */
export async function loadDemoRegion(deps: DemoDeps): Promise<void> {
  const say = deps.onProgress ?? (() => undefined);
  say("members");
  for (const member of demoMembers) await loadMember(deps.db, member);
  await loadDistances(deps.db);
  say("people");
  await loadPeople(deps.db);
  const books = readFacts();
  await mkdir(join(deps.dataFolder, "demo"), { recursive: true });
  for (const [i, member] of demoMembers.entries()) {
    say(`catalogue ${i + 1} of ${demoMembers.length}`);
    await loadCatalogue(deps, member, books);
  }
  say("loans");
  await loadCirculation(deps);
  say("joint store, crates and tours");
  await loadDesks(deps);
  say("serials, scores, maps, recordings and films");
  await loadMedia(deps);
  say("readers' own books");
  await loadSharing(deps.db, deps.clock, books);
  await loadNestPictures(deps);
  await loadAlliance(deps.db, deps.clock);
  await loadReadingLife(deps.db, deps.clock);
  await loadColumns(deps.db, deps.clock);
  say("special collections");
  await loadCollections(deps);
  await loadExhibition(deps.db);
  say("readers' own pages");
  await loadOwnPages(deps);
  await sql`insert into kernel.secret (name, value) values (${FINISHED}, '') on conflict do nothing`.execute(
    deps.db,
  );
}

async function loadMember(db: Db, demo: DemoMember): Promise<void> {
  if ((await listMembers(db)).some((m) => m.code === demo.code)) return;
  await inTransaction(db, async (tx) => {
    const member = await addMember(tx, systemActor, {
      code: demo.code,
      name: demo.name,
      importProfile: demo.profile,
    });
    for (const branch of demo.branches) {
      const isMain = branch.code === "MAIN";
      if (!isMain)
        await addBranch(tx, systemActor, {
          memberId: member.id,
          code: branch.code,
          name: branch.name,
          address: branch.address,
          isPickup: !branch.isStore,
        });
      const row = (await listBranches(tx, { memberId: member.id })).find((b) => b.code === branch.code)!;
      if (isMain)
        await sql`update consortium.branch set name = ${JSON.stringify(branch.name)}::jsonb, address = ${JSON.stringify(branch.address)}::jsonb
          where id = ${row.id}`.execute(tx);
      await addLocation(tx, systemActor, {
        memberId: member.id,
        code: branch.location,
        branchId: row.id,
        ...(branch.locationName && { name: branch.locationName }),
        floor: branch.floor,
      });
      const weekdays = isMain ? [0, 1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5];
      await setOpeningHours(
        tx,
        systemActor,
        row.id,
        weekdays.map((weekday) => ({ weekday, opens: "08:00", closes: isMain ? "22:00" : "18:00" })),
      );
    }
    await setFace(tx, systemActor, member.id, {
      accent: demo.accent,
      scope: "region",
      facetOrder: [],
      languages: [],
      intro: demoIntro,
      host: null,
    });
    await addNews(tx, systemActor, { memberId: member.id, ...demoNews });
    for (const closure of demoClosures)
      await addClosure(tx, systemActor, { memberId: member.id, ...closure });
  });
}

async function loadDistances(db: Db): Promise<void> {
  const members = new Map((await listMembers(db)).map((m) => [m.id, m.code]));
  const places = (await listBranches(db)).flatMap((b) => {
    const demo = demoMembers.find((m) => m.code === members.get(b.memberId));
    const at = demo?.branches.find((x) => x.code === b.code)?.at;
    return at ? [{ id: b.id, at }] : [];
  });
  await inTransaction(db, async (tx) => {
    for (const from of places)
      for (const to of places)
        if (from.id < to.id)
          await setDistance(tx, systemActor, {
            fromBranchId: from.id,
            toBranchId: to.id,
            minutes: minutesApart(from.at, to.at),
          });
  });
}

async function loadPeople(db: Db): Promise<void> {
  const members = new Map((await listMembers(db)).map((m) => [m.code, m.id]));
  for (const one of demoAccounts) {
    if (await findPersonByLogin(db, one.login)) continue;
    await inTransaction(db, async (tx) => {
      const memberId = members.get(one.memberCode)!;
      const person = await createPerson(tx, systemActor, {
        name: one.name,
        login: one.login,
        password: one.password,
        affiliations: [
          { memberId, patronGroup: one.role === "reader" ? "student" : "staff", number: one.card },
        ],
        card: { memberId, barcode: one.card },
      });
      await marked.mark(tx, person.id);
      if (one.role !== "reader")
        await grantRole(
          tx,
          systemActor,
          person.id,
          one.role,
          one.role === "consortium-admin" ? null : one.memberCode,
        );
    });
  }
  const cards = await sql<{ barcode: string }>`select c.barcode from people.card c`.execute(db);
  const known = new Set(cards.rows.map((row) => row.barcode));
  await inTransaction(db, async (tx) => {
    for (const reader of demoReaders) {
      if (known.has(reader.number)) continue;
      const memberId = members.get(reader.memberCode)!;
      await createPerson(tx, systemActor, {
        name: reader.name,
        affiliations: [{ memberId, patronGroup: "student", number: reader.number }],
        card: { memberId, barcode: reader.number },
      });
    }
  });
}

async function loadCatalogue(
  deps: DemoDeps,
  demo: DemoMember,
  books: ReturnType<typeof readFacts>,
): Promise<void> {
  const path = join(deps.dataFolder, "demo", `${demo.code}.mrc`);
  await writeFile(path, catalogueOf(demo, books));
  const member = (await listMembers(deps.db)).find((m) => m.code === demo.code)!;
  await importFile(deps.pool, {
    path,
    memberId: member.id,
    profile: demo.profile,
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(deps.db, member.id),
  });
}

/** Some books are out and some are asked for, so that desks and accounts have something to show. */
async function loadCirculation(deps: DemoDeps): Promise<void> {
  const { db, clock } = deps;
  const begun = await sql`select 1 from circulation.loan limit 1`.execute(db);
  if (begun.rows.length > 0) return;
  const items = await sql<{
    barcode: string;
    member_id: number;
    home_branch_id: number;
    instance_id: number;
  }>`
    select i.barcode, i.member_id, i.home_branch_id, r.instance_id from catalogue.item i
    join catalogue.record r on r.id = i.record_id where i.for_loan order by i.id`.execute(db);
  const picked = items.rows.filter((item) => chance("out", item.barcode) < 0.035).slice(0, 320);
  const cards = [...demoReaders.map((r) => r.number), "YZ20260001", "LH20260001"];
  await inTransaction(db, async (tx) => {
    for (const [i, item] of picked.entries())
      await checkOut(tx, deskAt(item.member_id, item.home_branch_id), clock, {
        patronBarcode: cards[i % cards.length]!,
        itemBarcode: item.barcode,
        branchId: item.home_branch_id,
      });
  });
  const reader = await findPersonByLogin(db, "reader");
  const pickup = (await listBranches(db)).find((b) => b.code === "EAST")!;
  const main = (await listBranches(db)).find((b) => b.memberId === pickup.memberId && b.isMain)!;
  await loadReadyHold(deps, reader!.id, main);
  const wanted = picked.slice(5, 8).map((item) => item.instance_id);
  for (const instanceId of new Set(wanted))
    await inTransaction(db, (tx) =>
      placeHold(tx, onBehalfOf(reader!.id), clock, {
        instanceId,
        pickupBranchId: pickup.id,
      }),
    );
}

/** One book lies ready for the reader at the branch they chose. */
async function loadReadyHold(
  { db, clock }: DemoDeps,
  personId: string,
  pickup: { id: number; memberId: number },
): Promise<void> {
  const { rows } = await sql<{ barcode: string; instance_id: number }>`
    select i.barcode, r.instance_id from catalogue.item i join catalogue.record r on r.id = i.record_id
    where i.home_branch_id = ${pickup.id} and i.for_loan
      and not exists (select 1 from circulation.loan l where l.item_id = i.id)
    order by i.id desc limit 1`.execute(db);
  const [item] = rows;
  if (!item) return;
  const hold = { instanceId: item.instance_id, pickupBranchId: pickup.id };
  await inTransaction(db, (tx) => placeHold(tx, onBehalfOf(personId), clock, hold));
  await inTransaction(db, (tx) =>
    scanItem(tx, deskAt(pickup.memberId, pickup.id), clock, { barcode: item.barcode, branchId: pickup.id }),
  );
}

function deskAt(memberId: number, branchId: number): Actor {
  return workingFor(systemActor, memberId, branchId);
}
