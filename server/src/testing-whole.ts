import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyServerOptions } from "fastify";
import { createRegionApp } from "./app.ts";
import { addMember, listBranches, type Member } from "./consortium/index.ts";
import { CatalogueIndex, createSearcher } from "./discovery/index.ts";
import { systemActor } from "./kernel/actor.ts";
import { readConfig } from "./kernel/config.ts";
import { inTransaction } from "./kernel/database.ts";
import type { App } from "./kernel/http.ts";
import { createTestDatabase } from "./kernel/testing.ts";
import { fixedClock } from "./kernel/time.ts";
import { createPerson, grantRole } from "./people/index.ts";
import { addTitle } from "./site/testing-region.ts";

const PASSWORD = "Lantern-Orchard-7319";

/** Who asks: nobody, a reader, a desk that has chosen its branch, the office of the consortium. */
export const sides = ["nobody", "reader", "desk", "office"] as const;
export type Side = (typeof sides)[number];

/** The whole product over a database of its own, with somebody of every side signed in; for tests over all doors. */
export type Whole = {
  app: App;
  database: Awaited<ReturnType<typeof createTestDatabase>>;
  folder: string;
  /** Cookie and token of a browser of each side. */
  headers: Record<Side, Record<string, string>>;
  personIds: Record<Exclude<Side, "nobody">, string>;
  /** Cookie and token of somebody who has just signed in. */
  signIn(login: string): Promise<Record<string, string>>;
  /** Brings the index up to date with the catalogue. */
  follow(): Promise<number>;
  close(): Promise<void>;
};

/** Builds it; `settings` as in the environment. */
export async function buildWhole(
  settings: Record<string, string> = {},
  logger: FastifyServerOptions["logger"] = false,
): Promise<Whole> {
  const database = await createTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), "commonshelf-whole-"));
  const { member, ...made } = await addPeople(database);
  await addTitles(database, member);
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  const deps = {
    ...database,
    clock: fixedClock("2026-11-21T04:00:00Z"),
    config: readConfig({ COMMONSHELF_DATA: folder, COMMONSHELF_DEMO: "off", ...settings }),
    searcher: createSearcher(() => index.index),
  };
  const app = await createRegionApp(deps, logger);
  const { personIds, branchId } = made;
  const headers: Whole["headers"] = { nobody: {}, reader: {}, desk: {}, office: {} };
  for (const side of ["reader", "desk", "office"] as const) headers[side] = await signIn(app, side);
  const chosen = await app.inject({
    method: "PUT",
    url: "/api/v1/session/branch",
    headers: headers.desk,
    payload: { branchId },
  });
  if (chosen.statusCode >= 300) throw new Error(chosen.body);
  return {
    app,
    database,
    folder,
    headers,
    personIds,
    signIn: (login) => signIn(app, login),
    follow: () => index.reconcile(),
    close: async () => {
      await app.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addPeople(
  database: Whole["database"],
): Promise<{ personIds: Whole["personIds"]; branchId: number; member: Member }> {
  return await inTransaction(database.db, async (tx) => {
    const member = await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } });
    const personIds = { reader: "", desk: "", office: "" };
    for (const side of ["reader", "desk", "office"] as const) {
      const affiliations = [{ memberId: member.id, patronGroup: "student", number: `N-${side}` }];
      const person = await createPerson(tx, systemActor, {
        name: `林墨 ${side}`,
        login: side,
        password: PASSWORD,
        affiliations,
      });
      personIds[side] = person.id;
    }
    for (const role of ["circulation", "cataloguer", "member-admin"] as const)
      await grantRole(tx, systemActor, personIds.desk, role, "JINHE");
    await grantRole(tx, systemActor, personIds.office, "consortium-admin", null);
    return { personIds, member, branchId: (await listBranches(tx, { memberId: member.id }))[0]!.id };
  });
}

async function addTitles(database: Whole["database"], member: Member): Promise<void> {
  for (const [main, value, isbn] of [
    ["红楼梦", "曹雪芹", "9787020002207"],
    ["圍城", "錢鍾書", "9787020024759"],
    ["Pride and Prejudice", "Jane Austen", "9780141439518"],
  ] as const)
    await addTitle(
      database,
      {
        title: { main },
        contributors: [{ value, forms: [], role: "author", isMain: true, isCorporate: false }],
        isbns: [isbn],
        year: 1982,
      },
      [{ member }, { member }],
    );
}

async function signIn(app: App, login: string): Promise<Record<string, string>> {
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: PASSWORD },
  });
  if (reply.statusCode !== 201) throw new Error(reply.body);
  return {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": (reply.json() as { csrfToken: string }).csrfToken,
  };
}
