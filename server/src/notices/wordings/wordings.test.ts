import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRegion, openDesks, signInAs, type TestRegion } from "../../circulation/testing.ts";
import { systemActor } from "../../kernel/actor.ts";
import { type Config, readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { languages } from "../../kernel/text.ts";
import { fixedClock } from "../../kernel/time.ts";
import { createPerson, grantRole } from "../../people/index.ts";
import { mailNotice } from "../notice-mail.ts";
import { notify } from "../notices.ts";
import { room } from "../room.ts";
import { toldTo } from "../testing.ts";
import { libraryNoticeKinds } from "../words.ts";
import { defaultWording, demandValues } from "./wordings.ts";

let database: Database;
let app: App;
let members: TestRegion["members"];
let admin: Record<string, string>;
let post: Server;
let config: Config;
const sent: string[] = [];
const clock = fixedClock("2026-11-20T02:00:00Z");

/** A mail server that takes everything and remembers it. */
function listen(): Promise<number> {
  post = createServer((socket) => {
    let isData = false;
    let text = "";
    socket.write("220 here\r\n");
    socket.on("data", (chunk) => {
      for (const line of chunk.toString().split("\r\n")) {
        if (isData && line === ".") {
          isData = false;
          sent.push(text);
          text = "";
          socket.write("250 taken\r\n");
        } else if (isData) text += `${line}\n`;
        else if (/^DATA/i.test(line)) {
          isData = true;
          socket.write("354 go on\r\n");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else if (line !== "") socket.write("250 well\r\n");
      }
    });
    socket.on("error", () => undefined);
  });
  return new Promise((done) => {
    post.listen(0, "127.0.0.1", () => done((post.address() as { port: number }).port));
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
  members = (await createRegion(database.db)).members;
  const port = await listen();
  config = readConfig({
    SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    SMTP_FROM: "shelf@example.org",
  });
  app = await openDesks(database, clock);
  mountCommands(app, { ...database, clock, config }, room.commands ?? []);
  mountQueries(app, { ...database, clock, config }, room.queries ?? []);
  admin = await asAdmin("east", "EAST", "east@example.org");
});
afterAll(async () => {
  await app.close();
  await database.close();
  post.close();
});

async function asAdmin(
  login: string,
  member: "EAST" | "MID",
  email: string | null,
): Promise<Record<string, string>> {
  const headers = await signInAs(database, app, login, { member, branchId: members[member].branchId });
  const reply = await app.inject({ url: "/api/v1/session", headers });
  const { id } = reply.json<{ person: { id: string } }>().person;
  await inTransaction(database.db, (tx) => grantRole(tx, systemActor, id, "member-admin", member));
  await database.pool.query("update people.person set email = $1 where id = $2", [email, id]);
  return headers;
}
const ask = async <T = { code: string; params: Record<string, string> }>(
  method: "GET" | "PUT" | "POST" | "DELETE",
  path = "",
  payload?: object,
  headers = admin,
) => {
  const reply = await app.inject({
    method,
    url: `/api/v1/members/EAST/notice-texts${path}`,
    headers,
    ...(payload && { payload }),
  });
  return { status: reply.statusCode, body: (reply.body === "" ? {} : reply.json()) as T };
};
const OWN = {
  kind: "hold-ready",
  language: "zh-Hans",
  subject: "{{title}} 到了",
  body: "东馆：《{{ title }}》在{{branch}}，请在{{shelfUntil}}前来取。",
} as const;

async function mail(memberId: number, language: "zh-Hans" | "en"): Promise<string> {
  const reader = await inTransaction(database.db, (tx) =>
    createPerson(tx, systemActor, {
      name: "r",
      email: "r@example.org",
      language,
      affiliations: [{ memberId, patronGroup: "student", number: `n${Math.random()}` }],
    }),
  );
  await inTransaction(database.db, (tx) =>
    notify(tx, clock, {
      personId: reader.id,
      kind: "hold-ready",
      params: { title: "边城", branchId: members.EAST.branchId, shelfUntil: "2026-12-01" },
      link: null,
    }),
  );
  const [told] = await toldTo(database.db, reader.id);
  await mailNotice({ db: database.db, clock, config }, told!.id);
  return decode(sent.at(-1)!);
}

/** A mail as its reader sees it: quoted-printable and base64 undone. */
function decode(text: string): string {
  const [head = "", ...body] = text.split("\n\n");
  const raw = body.join("\n\n");
  const subject = [...head.matchAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/g)]
    .map(([, how, what]) =>
      how === "B"
        ? Buffer.from(what!, "base64").toString()
        : Buffer.from(
            what!
              .replaceAll("_", " ")
              .replace(/=([0-9A-F]{2})/g, (_a, hex: string) => String.fromCharCode(parseInt(hex, 16))),
            "latin1",
          ).toString(),
    )
    .join("");
  const content = /base64/.test(head)
    ? Buffer.from(raw, "base64").toString()
    : Buffer.from(
        raw
          .replace(/=\n/g, "")
          .replace(/=([0-9A-F]{2})/g, (_a, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        "latin1",
      ).toString();
  return `${subject}\n${content}`;
}

test("a library's own words go to its own readers in their language; others read the consortium's", async () => {
  expect((await ask("PUT", "", OWN)).status).toBe(204);
  expect(await mail(members.EAST.id, "zh-Hans")).toMatch(
    /边城 到了[\s\S]*东馆：《边城》在.*2026年12月1日前来取/,
  );
  expect(await mail(members.EAST.id, "en")).not.toContain("东馆");
  expect(await mail(members.MID.id, "zh-Hans")).not.toContain("东馆");
  expect((await ask("DELETE", "", { kind: "hold-ready", language: "zh-Hans" })).status).toBe(204);
  expect(await mail(members.EAST.id, "zh-Hans")).not.toContain("东馆");
  expect((await ask("DELETE", "", { kind: "hold-ready", language: "zh-Hans" })).body.code).toBe(
    "wording-unknown",
  );
});

test("a value that the notice does not have, and braces that close nothing, are refused by their name", async () => {
  expect((await ask("PUT", "", { ...OWN, body: "{{titel}}" })).body).toMatchObject({
    code: "notice-value-unknown",
    params: { name: "titel", known: "branch, shelfUntil, title" },
  });
  expect((await ask("PUT", "", { ...OWN, subject: "{{title" })).body).toMatchObject({
    code: "notice-value-broken",
    params: { near: "{{title" },
  });
  expect((await ask("PUT", "", { ...OWN, body: "title}}" })).body.code).toBe("notice-value-broken");
  expect((await ask("PUT", "", { ...OWN, subject: "a\nBcc: x@example.org" })).status).toBe(400);
  expect((await ask("PUT", "", { ...OWN, kind: "peer-accept" })).status).toBe(400);
});

test("the list shows every notice of a library in three languages, with what counts without own words", async () => {
  await ask("PUT", "", OWN);
  const { body } = await ask<{ items: { kind: string; language: string; own: object | null }[] }>("GET");
  expect(body.items).toHaveLength(libraryNoticeKinds.length * languages.length);
  expect(body.items.filter((one) => one.own !== null)).toMatchObject([
    { kind: "hold-ready", language: "zh-Hans", own: { subject: OWN.subject } },
  ]);
});

test("every wording of the catalogues can be taken as a library's own", () => {
  for (const kind of libraryNoticeKinds)
    for (const language of languages) {
      const wording = defaultWording(kind, language);
      expect(wording.subject, kind).not.toBe("");
      expect(wording.body, kind).not.toBe("");
      demandValues(kind, wording);
    }
});

test("a preview puts a title, a day and a branch in and keeps nothing", async () => {
  await ask("DELETE", "", { kind: "hold-ready", language: "zh-Hans" });
  const { body } = await ask<{ subject: string; body: string }>("POST", "/preview", OWN);
  expect(body.subject).toBe("边城 到了");
  expect(body.body).toContain("2026年12月4日");
  expect(body.body).not.toContain("{{");
  expect((await ask("DELETE", "", { kind: "hold-ready", language: "zh-Hans" })).status).toBe(404);
});

test("a test mail goes to oneself alone; without a server, an address or an answer it says so", async () => {
  expect((await ask<{ to: string }>("POST", "/test-mail", OWN)).body.to).toBe("east@example.org");
  expect(decode(sent.at(-1)!)).toContain("边城 到了");
  const nobody = await asAdmin("east-2", "EAST", null);
  expect((await ask("POST", "/test-mail", OWN, nobody)).body.code).toBe("own-address-missing");
  for (const [settings, code] of [
    [{}, "mail-not-set-up"],
    [{ SMTP_URL: "smtp://127.0.0.1:1", SMTP_FROM: "shelf@example.org" }, "mail-refused"],
  ] as const) {
    const other = await openDesks(database, clock);
    mountCommands(other, { ...database, clock, config: readConfig(settings) }, room.commands ?? []);
    const reply = await other.inject({
      method: "POST",
      url: "/api/v1/members/EAST/notice-texts/test-mail",
      headers: admin,
      payload: OWN,
    });
    expect(reply.json<{ code: string }>().code).toBe(code);
    await other.close();
  }
});

test("desks, other libraries' administrators, readers and nobody word nothing", async () => {
  const desk = await signInAs(database, app, "desk", { member: "EAST", branchId: members.EAST.branchId });
  const other = await asAdmin("mid", "MID", null);
  const reader = await signInAs(database, app, "a-reader");
  for (const [headers, status] of [
    [desk, 403],
    [other, 403],
    [reader, 403],
    [{}, 401],
  ] as const) {
    expect((await ask("GET", "", undefined, headers)).status).toBe(status);
    expect((await ask("PUT", "", OWN, headers)).status).toBe(status);
    expect((await ask("DELETE", "", { kind: "hold-ready", language: "en" }, headers)).status).toBe(status);
    expect((await ask("POST", "/preview", OWN, headers)).status).toBe(status);
    expect((await ask("POST", "/test-mail", OWN, headers)).status).toBe(status);
  }
});
