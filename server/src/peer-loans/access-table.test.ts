import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCircle, makeInvite } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { newId } from "../kernel/ids.ts";
import { multipart, multipartOf } from "../kernel/testing-doors.ts";
import { setMinor } from "../neighbours/index.ts";
import { addPhoto } from "../shelves/testing.ts";
import { blockReader } from "./readers/met-readers.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "./testing.ts";
import { ask, offerCopy } from "./testing-loans.ts";

type Who = "stranger" | "blocked" | "minor";
const wrongSides: Who[] = ["stranger", "blocked", "minor"];

let world: Neighbourhood;
const ids: Record<string, string> = {};
const headers = {} as Record<Who, Record<string, string>>;

beforeAll(async () => {
  world = await buildNeighbourhood();
  const lin = await addReader(world, "lin", { at: HOME, memberId: world.memberId });
  const mei = await addReader(world, "mei", { at: HOME });
  const people: Record<Who, Actor> = {
    stranger: await addReader(world, "stranger", { at: { lat: 31.2, lon: 121.5 } }),
    blocked: await addReader(world, "blocked", { at: HOME }),
    minor: await addReader(world, "minor"),
  };
  await world.run((tx) => blockReader(tx, lin, world.clock, people.blocked.personId));
  await world.run((tx) => setMinor(tx, people.minor, people.minor.personId, true));
  const circle = await world.run((tx) =>
    createCircle(tx, lin, world.clock, {
      kind: "interest",
      name: "金河读书会",
      proofs: ["steward", "vouch", "invite", "roster", "account", "email"],
      memberId: world.memberId,
      emailDomain: "example.org",
      isListed: false,
    }),
  );
  ids.copy = await offerCopy(world, lin, { circleIds: [circle.id] });
  ids.loan = await ask(world, mei, ids.copy);
  const title = await sql<{ id: number }>`select c.title_id as id from shelves.copy c
    where c.id = ${ids.copy}`.execute(world.database.db);
  ids.title = String(title.rows[0]!.id);
  ids.circle = circle.id;
  ids.lin = lin.personId;
  const invite = await world.run((tx) => makeInvite(tx, lin, world.clock, circle.id, { days: 7, uses: 9 }));
  ids.token = invite.token;
  const photo = { id: newId<"photo">(), type: "image/jpeg", bytes: 1 };
  ids.photo = (await world.run((tx) => addPhoto(tx, lin, world.clock, { copyId: ids.copy!, photo }))).id;
  for (const who of wrongSides) headers[who] = await signIn(world, who);
});
afterAll(() => world.close());

/** `own`: the action concerns only whoever acts; it answers, and tells nothing of anybody else. */
type Verdict = string | "own";
type Row = [method: string, path: string, body: unknown, verdict: Verdict | Record<Who, Verdict>];

const unknownCopy = "copy-unknown";
const unknownLoan = "loan-unknown";
const options = { modes: ["lend"] };
const publicOptions = { modes: ["lend"], audience: { public: true } };
const underAge = (verdict: Verdict): Record<Who, Verdict> => ({
  stranger: verdict,
  blocked: verdict,
  minor: "minor-guarded-only",
});

/** What comes with a file, whatever is in it. */
const FILE = { file: "" };

/** Every action × who may not: what each wrong side is told. Nobody is always told to sign in. */
const table: Row[] = [
  ["GET", "/copies", undefined, "own"],
  ["POST", "/copies", { lines: [{ title: "x" }], options: publicOptions }, underAge("own")],
  ["POST", "/copies/typed", { text: "围城 钱钟书", options: publicOptions }, underAge("own")],
  ["POST", "/copies/scanned", { books: [{ text: "围城 钱钟书", to: "lend" }] }, "own"],
  ["GET", "/look-up?text=x", undefined, "own"],
  ["POST", "/copies/csv", { csv: "isbn,title\n,y", options }, "own"],
  ["GET", "/copies/:copy", undefined, unknownCopy],
  ["PATCH", "/copies/:copy", { note: "x" }, unknownCopy],
  ["PUT", "/copies/:copy/deposit", { amount: 0 }, unknownCopy],
  ["PUT", "/copies/:copy/wording", { title: "x" }, unknownCopy],
  ["POST", "/titles/:title/mendings", { title: "x" }, "own"],
  ["PUT", "/copies/:copy/paused", { paused: true }, unknownCopy],
  ["DELETE", "/copies/:copy", undefined, unknownCopy],
  ["POST", "/copies/:copy/photos", FILE, unknownCopy],
  ["GET", "/photos/:photo", undefined, "photo-unknown"],
  ["DELETE", "/photos/:photo", undefined, "photo-unknown"],
  ["GET", "/profile", undefined, "own"],
  ["PATCH", "/profile", { nickname: "甲" }, "own"],
  [
    "PUT",
    "/profile/place",
    { lat: 31.2, lon: 121.5 },
    { stranger: "own", blocked: "own", minor: "minor-guarded-only" },
  ],
  ["PUT", "/minors/:lin", { isMinor: true }, "forbidden"],
  ["GET", "/nearby", undefined, underAge("own")],
  ["GET", "/in-circles", undefined, "own"],
  ["GET", "/circles", undefined, "own"],
  ["POST", "/circles", { kind: "interest", name: "新圈", proofs: ["steward"] }, underAge("own")],
  ["GET", "/circles/:circle", undefined, "circle-unknown"],
  ["PATCH", "/circles/:circle", { name: "改名" }, "steward-needed"],
  ["GET", "/circles/:circle/people", undefined, "circle-unknown"],
  ["POST", "/circles/:circle/join-account", {}, underAge("proof-missing")],
  ["POST", "/circles/:circle/join-roster", {}, underAge("proof-missing")],
  ["POST", "/circles/:circle/join-email", { code: "000000" }, underAge("code-wrong")],
  ["POST", "/circles/:circle/email", { address: "a@example.org" }, "mail-off"],
  ["POST", "/circles/:circle/leave", {}, "circle-unknown"],
  ["POST", "/circles/:circle/vouch", { personId: ":lin" }, "circle-unknown"],
  ["POST", "/circles/:circle/admit", { personId: ":lin" }, "steward-needed"],
  ["POST", "/circles/:circle/refuse", { personId: ":lin" }, "steward-needed"],
  ["POST", "/circles/:circle/expel", { personId: ":lin" }, "steward-needed"],
  ["POST", "/circles/:circle/pardon", { personId: ":lin" }, "steward-needed"],
  ["POST", "/circles/:circle/stewardship", {}, "circle-unknown"],
  ["POST", "/circles/:circle/steward", { personId: ":lin", isSteward: true }, "steward-needed"],
  ["POST", "/circles/:circle/guard", { memberId: 1 }, "forbidden"],
  ["POST", "/circles/:circle/parent", { parentId: ":circle" }, "steward-needed"],
  ["POST", "/circles/:circle/children/agreement", { childId: ":circle" }, "steward-needed"],
  ["POST", "/circles/:circle/parting", { otherId: ":circle", direction: "in" }, "steward-needed"],
  ["POST", "/circles/:circle/roster", { text: "x" }, "steward-needed"],
  ["POST", "/circles/:circle/invites", {}, "steward-needed"],
  ["GET", "/invites/:token", undefined, "own"],
  ["GET", "/readers", undefined, "own"],
  ["POST", "/reports", { kind: "copy", id: ":copy" }, unknownCopy],
  ["POST", "/reports", { kind: "circle", id: ":circle" }, "circle-unknown"],
  ["GET", "/reputation?copyId=:copy", undefined, unknownCopy],
  ["POST", "/blocks", { copyId: ":copy" }, unknownCopy],
  ["POST", "/blocks", { loanId: ":loan" }, "reader-unknown"],
  ["POST", "/blocks", { circleId: ":circle", personId: ":lin" }, "reader-unknown"],
  ["DELETE", "/blocks/:lin", undefined, "own"],
  ["POST", "/friends", { personId: ":lin" }, "reader-unknown"],
  ["DELETE", "/friends/:lin", undefined, "own"],
  ["POST", "/loans", { copyId: ":copy", mode: "lend" }, unknownCopy],
  ["GET", "/loans?side=lender", undefined, "own"],
  ["GET", "/cases", undefined, "own"],
  ["POST", "/renewals", {}, "renewals-none"],
  ["GET", "/loans/:loan", undefined, unknownLoan],
  ["POST", "/loans/:loan/accept", {}, unknownLoan],
  ["POST", "/loans/:loan/decline", {}, unknownLoan],
  ["POST", "/loans/:loan/withdraw", {}, unknownLoan],
  ["POST", "/loans/:loan/cancel", {}, unknownLoan],
  ["POST", "/loans/:loan/renewal", {}, unknownLoan],
  ["POST", "/loans/:loan/renewal-answer", { granted: true }, unknownLoan],
  ["POST", "/loans/:loan/recall", {}, unknownLoan],
  ["POST", "/loans/:loan/claim-return", { evidence: "x" }, unknownLoan],
  ["POST", "/loans/:loan/confirm-return", {}, unknownLoan],
  ["POST", "/loans/:loan/agree-pass-on", {}, unknownLoan],
  ["POST", "/loans/:loan/case", { complaint: "report-lost", evidence: "x" }, unknownLoan],
  ["POST", "/loans/:loan/proposal", { outcome: "forgiven" }, unknownLoan],
  ["POST", "/loans/:loan/settle", {}, unknownLoan],
  ["POST", "/loans/:loan/decision", { outcome: "forgiven", reason: "x" }, unknownLoan],
  ["POST", "/loans/:loan/appointment", { at: "2026-11-25T10:00:00Z", place: "x y" }, unknownLoan],
  ["POST", "/loans/:loan/appointment/agreement", {}, unknownLoan],
  ["GET", "/loans/:loan/appointment.ics", undefined, unknownLoan],
  ["GET", "/loans/:loan/code", undefined, unknownLoan],
  ["POST", "/loans/:loan/receive", { code: "000000" }, unknownLoan],
  ["POST", "/loans/:loan/take-back", { code: "000000" }, unknownLoan],
  ["GET", "/loans/:loan/case", undefined, unknownLoan],
  ["GET", "/loans/:loan/photos/:photo", undefined, unknownLoan],
  ["GET", "/loans/:loan/messages", undefined, unknownLoan],
  ["POST", "/loans/:loan/messages", { text: "x" }, unknownLoan],
  ["POST", "/circles/:circle/application", { proof: "steward" }, underAge("own")],
  ["POST", "/invites/:token", {}, underAge("own")],
  ["DELETE", "/profile/place", undefined, "own"],
  ["POST", "/profile/under-age", { isMinor: true }, "own"],
];

const filled = (text: string): string => text.replace(/:(\w+)/g, (all, name: string) => ids[name] ?? all);

async function send(row: Row, as: Record<string, string>) {
  const [method, path, body] = row;
  const url = `/api/v1/sharing${filled(path)}`;
  if (body === FILE)
    return await world.app.inject({
      method: "POST",
      url,
      headers: { ...as, ...multipart },
      payload: multipartOf(Buffer.from("x")),
    });
  return await world.app.inject({
    method: method as "GET",
    url,
    headers: as,
    ...(body !== undefined && { payload: JSON.parse(filled(JSON.stringify(body))) as object }),
  });
}

test("the table holds every action there is", async () => {
  const document = (await world.app.inject({ url: "/api/openapi.json" })).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  const shape = (path: string): string => path.replace(/\?.*/, "").replace(/\{\w+\}|:\w+/g, ":");
  const known = new Set(table.map(([method, path]) => `${method} ${shape(path)}`));
  const missing = Object.entries(document.paths)
    .filter(([path]) => path.startsWith("/api/v1/sharing/"))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${shape(path.slice("/api/v1/sharing".length))}`,
      ),
    )
    .filter((action) => !known.has(action));
  expect(missing).toEqual([]);
});

describe.each(table.map((row) => ({ name: `${row[0]} ${row[1]}`, row })))("$name", ({ row }) => {
  test("nobody has to sign in", async () => {
    const reply = await send(row, {});
    expect([401, 403]).toContain(reply.statusCode);
    expect(["sign-in-needed", "origin-wrong"]).toContain(reply.json().code);
  });

  test.each(wrongSides)("%s", async (who) => {
    const verdict = typeof row[3] === "string" ? row[3] : row[3][who];
    const reply = await send(row, headers[who]);
    if (verdict !== "own") {
      expect(reply.json().code).toBe(verdict);
      expect(reply.statusCode).toBeGreaterThanOrEqual(400);
      return;
    }
    expect(reply.statusCode, reply.body).toBeLessThan(300);
    expect(reply.body).not.toContain(ids.copy);
    expect(reply.body).not.toContain(ids.loan);
    expect(reply.body).not.toContain(ids.lin);
  });
});
