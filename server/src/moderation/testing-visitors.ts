import { sql } from "kysely";
import { addMember, type Member } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { drainOutbox, type OutboxMessage } from "../kernel/outbox.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { createPerson, grantRole, type Role } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { moderationCommands } from "./commands.ts";
import { POSTING_DECIDED } from "./decisions.ts";
import { type Posting, submitPosting } from "./postings.ts";
import { moderationQueries } from "./queries.ts";
import { reportPosting } from "./reports.ts";
import type { QueuedPosting } from "./schema.ts";
import { standingDecisions } from "./standing.ts";

const PASSWORD = "correct horse";
export const clock = fixedClock("2026-11-20T08:00:00Z");
export let database: Database & { close(): Promise<void> };
let app: App;
export let jinhe: Member;
export let nanshan: Member;
let counter = 0;

export type Answer = { status: number; code: string | undefined; body: Record<string, unknown> };
export type Visitor = { actor: Actor; call(method: Method, path: string, body?: unknown): Promise<Answer> };
export type Method = "GET" | "POST" | "DELETE";

/** Makes what the tests begin with. */
export async function open(): Promise<void> {
  database = await createTestDatabase();
  const deps = { ...database, clock, config: readConfig({}) };
  [jinhe, nanshan] = await inTransaction(database.db, async (tx) => [
    await addMember(tx, systemActor, { code: "JINHE", name: { "zh-Hans": "金河大学图书馆" } }),
    await addMember(tx, systemActor, { code: "NANSHAN", name: { "zh-Hant": "南山大學圖書館" } }),
  ]);
  app = await createApp(deps, false);
  registerPeople(app, deps);
  mountCommands(app, deps, moderationCommands);
  mountQueries(app, deps, moderationQueries);
  demandDeclaredRefusals();
}
/** Ends it. */
export async function close(): Promise<void> {
  await app.close();
  await database.close();
}

export async function visitor(member: Member, role?: Role): Promise<Visitor> {
  const login = `m${++counter}`;
  const person = await inTransaction(database.db, async (tx) => {
    const made = await createPerson(tx, systemActor, {
      name: login,
      login,
      password: PASSWORD,
      affiliations: [{ memberId: member.id, patronGroup: "student", number: login }],
    });
    if (role)
      await grantRole(tx, systemActor, made.id, role, role === "consortium-admin" ? null : member.code);
    return made;
  });
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: PASSWORD },
  });
  const headers = {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": (reply.json() as { csrfToken: string }).csrfToken,
  };
  const actor = actorOf({ personId: person.id, name: login });
  return { actor, call: (method, path, body) => send(headers, method, path, body) };
}

async function send(
  headers: Record<string, string>,
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers,
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const read = (reply.body === "" ? {} : reply.json()) as Record<string, unknown>;
  return {
    status: reply.statusCode,
    code: reply.statusCode >= 400 ? String(read.code) : undefined,
    body: read,
  };
}
export const nobody: Pick<Visitor, "call"> = { call: (method, path, body) => send({}, method, path, body) };

export const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
export const nest = (writer: Visitor | null, text: string, subject = `s${++counter}`): Posting => ({
  kind: "nest",
  subject,
  personId: writer?.actor.personId ?? null,
  texts: [text],
});
export const submit = (posting: Posting) => run((tx) => submitPosting(tx, clock, posting));
export const report = (by: Visitor, posting: Posting, words = "不妥") =>
  run((tx) => reportPosting(tx, by.actor, clock, posting, words, "advertising"));
export const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

export async function waiting(who: Visitor, subject: string): Promise<QueuedPosting | undefined> {
  const answer = await who.call("GET", "/moderation?limit=200");
  return (answer.body.items as QueuedPosting[]).find((one) => one.subject === subject);
}
export async function idOf(subject: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select p.id from moderation.posting p
    where p.subject = ${subject}`.execute(database.db);
  return rows[0]!.id;
}
export const yes = { decision: "publish" };
export const no = { decision: "reject", reason: "advertising", words: "是广告" };
export const decide = (who: Pick<Visitor, "call">, id: string, decision: object = yes) =>
  who.call("POST", `/moderation/postings/${id}`, decision);

/** What rooms above hear, as they hear it. */
export async function heard(): Promise<{ kind: string; subject: string; isPublic: boolean }[]> {
  const found: { kind: string; subject: string; isPublic: boolean }[] = [];
  const handle = async (tx: Tx, messages: OutboxMessage[]): Promise<void> => {
    found.push(...(await standingDecisions(tx, messages, ["nest", "circle"])));
  };
  await drainOutbox(database.db, [{ topic: POSTING_DECIDED, name: "test", handle }]);
  return found;
}
