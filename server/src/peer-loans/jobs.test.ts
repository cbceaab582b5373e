import { createServer, type Server } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { circlesJobs } from "../circles/index.ts";
import { setRegionZone } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { DAY_MS } from "../kernel/time.ts";
import { noticesJobs } from "../notices/index.ts";
import { toldTo } from "../notices/testing.ts";
import { peerLoansJobs } from "./jobs.ts";
import { acceptLoan } from "./loans/loan-moves.ts";
import { agreeAppointment, proposeAppointment } from "./meeting/appointments.ts";
import { tell } from "./notices.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood } from "./testing.ts";
import { ask, offerCopy, stateOf } from "./testing-loans.ts";

let world: Neighbourhood;
let lin: Actor;
let mei: Actor;
let post: Server;
let letters: string[];
let jobs: ReturnType<typeof peerLoansJobs>;
let mailing: typeof jobs;
beforeAll(async () => {
  world = await buildNeighbourhood();
  lin = await addReader(world, "lin", { at: HOME, email: "lin@example.org" });
  mei = await addReader(world, "mei", { at: HOME, email: "mei@example.org" });
  letters = [];
  post = createServer((socket) => {
    let letter: string | null = null;
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      const text = chunk.toString();
      if (letter !== null) {
        letter += text;
        if (!letter.endsWith("\r\n.\r\n")) return;
        letters.push(letter);
        letter = null;
        socket.write("250 ok\r\n");
      } else if (/^DATA/i.test(text)) {
        letter = "";
        socket.write("354 go\r\n");
      } else socket.write(/^QUIT/i.test(text) ? "221 bye\r\n" : "250 ok\r\n");
    });
  });
  await new Promise<void>((done) => post.listen(0, "127.0.0.1", done));
  const { port } = post.address() as { port: number };
  const config = readConfig({
    PUBLIC_URL: "https://shelf.example",
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    SMTP_FROM: "library@example.org",
  });
  jobs = {
    ...circlesJobs({ ...world.database, clock: world.clock, config }),
    ...peerLoansJobs({ ...world.database, clock: world.clock, config }),
  };
  mailing = noticesJobs({ ...world.database, clock: world.clock, config });
});
afterAll(async () => {
  post.close();
  await world.close();
});

/** The words of the last letter, however they were encoded. */
function lastBody(): string {
  const [head, ...rest] = letters.at(-1)!.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n").split("\r\n.\r\n")[0]!;
  if (/encoding: base64/i.test(head!)) return Buffer.from(body, "base64").toString();
  const bytes = body
    .replaceAll("=\r\n", "")
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

test("a new message is mailed once, in words", async () => {
  await ask(world, mei, await offerCopy(world, lin));
  await mailing["notices-queue"]!({});
  await mailing["notices-queue"]!({});
  const { rows } = await sql<{ payload: unknown }>`
    select j.payload from graphile_worker._private_jobs j where j.key like 'notices-mail-%'`.execute(
    world.database.db,
  );
  expect(rows).toHaveLength(1);
  await mailing["notices-mail"]!(rows[0]!.payload);
  await mailing["sharing-mail"]!(rows[0]!.payload);
  expect(letters).toHaveLength(1);
  expect(letters[0]).toContain("To: lin@example.org");
  expect(lastBody()).toContain("请在四天内回答");
});

test("a mail tells the time where its reader is, and leads to the thing itself", async () => {
  const tao = await addReader(world, "tao", { at: HOME, email: "tao@example.org" });
  const loanId = await ask(world, tao, await offerCopy(world, lin));
  await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
  const at = new Date("2026-11-25T02:00:00Z");
  await world.run((tx) => proposeAppointment(tx, lin, world.clock, loanId, { at, place: "图书馆大厅" }));
  const mail = async (kind: string): Promise<string> => {
    const { rows } = await sql<{ id: string }>`select n.id from notices.notice n where n.kind = ${kind}
      order by n.created_at desc, n.id desc limit 1`.execute(world.database.db);
    await mailing["notices-mail"]!({ noticeId: rows[0]!.id });
    return lastBody();
  };
  const proposed = await mail("appointment-proposed");
  expect(proposed).toMatch(/2026年11月25日.*10:00/);
  expect(proposed).not.toContain("UTC");
  expect(proposed).toContain(`https://shelf.example/zh-hans/sharing/loans/${loanId}`);
  await world.run((tx) => tell(tx, world.clock, lin.personId, "offers-paused", { count: 2 }));
  expect(await mail("offers-paused")).toContain("https://shelf.example/zh-hans/sharing/books");
  await world.run((tx) => setRegionZone(tx, systemActor, "Europe/Berlin"));
  await world.run((tx) => proposeAppointment(tx, lin, world.clock, loanId, { at, place: "图书馆大厅" }));
  const away = await mail("appointment-proposed");
  await world.run((tx) => setRegionZone(tx, systemActor, "Asia/Shanghai"));
  expect(away).toMatch(/03:00/);
});

test("the code for a circle is mailed to the address it was asked for", async () => {
  await jobs["sharing-mail-code"]!({
    to: "mei@stu.example.org",
    code: "123456",
    circle: "金河",
    language: "en",
  });
  expect(letters.at(-1)).toContain("To: mei@stu.example.org");
  expect(letters.at(-1)).toMatch(/123456/);
});

test("a code to sign in is mailed at once, in the language it was asked in", async () => {
  const code = { channel: "email", to: "new@example.org", code: "654321", language: "en" };
  await mailing["people-send-code"]!(code);
  expect(letters.at(-1)).toContain("To: new@example.org");
  expect(letters.at(-1)).toContain("Subject: Your Commonshelf code");
  expect(letters.at(-1)).toContain("654321");
});

test("the clock lets requests expire; both are reminded of a meeting once", async () => {
  const loanId = await ask(world, lin, await offerCopy(world, mei));
  await world.run((tx) => acceptLoan(tx, mei, world.clock, loanId));
  const at = new Date(world.clock.now().getTime() + 2 * DAY_MS);
  await world.run((tx) => proposeAppointment(tx, lin, world.clock, loanId, { at, place: "图书馆大厅" }));
  await world.run((tx) => agreeAppointment(tx, mei, world.clock, loanId));
  world.clock.advance(1.5 * DAY_MS);
  await jobs["sharing-remind"]!({});
  await jobs["sharing-remind"]!({});
  for (const reader of [lin, mei]) {
    const notices = await toldTo(world.database.db, reader.personId);
    expect(notices.filter((notice) => notice.kind === "appointment-soon")).toHaveLength(1);
  }
  world.clock.advance(9 * DAY_MS);
  await jobs["sharing-clock"]!({});
  expect(await stateOf(world, lin, loanId)).toBe("lapsed");
  world.clock.advance(31 * DAY_MS);
  await jobs["sharing-forget"]!({});
  const { rows } = await sql<{ left: number }>`select count(*) as left from peer_loans.appointment`.execute(
    world.database.db,
  );
  expect(rows[0]!.left).toBe(0);
});
