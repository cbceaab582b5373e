import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moderationCommands } from "./commands.ts";
import type { OwnPosting } from "./schema.ts";
import {
  type Answer,
  close,
  database,
  decide,
  idOf,
  jinhe,
  type Method,
  nanshan,
  nest,
  no,
  nobody,
  open,
  report,
  submit,
  type Visitor,
  visitor,
  yes,
} from "./testing-visitors.ts";

beforeAll(open);
afterAll(close);

describe("every refusal is met at its door", () => {
  type Case = { command: string; code: string; ask(): Promise<Answer> };
  const UNKNOWN = "0199f000-0000-7000-8000-0000000000ff";
  let writer: Visitor;
  let staff: Visitor;
  let foreign: Visitor;
  let office: Visitor;
  beforeAll(async () => {
    writer = await visitor(jinhe);
    staff = await visitor(jinhe, "member-admin");
    foreign = await visitor(nanshan, "member-admin");
    office = await visitor(jinhe, "consortium-admin");
  });
  const pending = async (by: Visitor = writer): Promise<string> => {
    const posting = nest(by, "见 www.example.com");
    await submit(posting);
    return await idOf(posting.subject);
  };
  const rejected = async (): Promise<string> => {
    const id = await pending();
    await decide(staff, id, no);
    return id;
  };
  const appealed = async (): Promise<string> => {
    const id = await rejected();
    await writer.call("POST", `/postings/${id}/appeal`, { words: "请再看" });
    return id;
  };
  const reported = async (by: Visitor, of: Visitor = writer): Promise<{ id: string; report: string }> => {
    const posting = nest(of, "可疑");
    await report(by, posting);
    const id = await idOf(posting.subject);
    const { rows } = await sql<{ id: string }>`select r.id from moderation.report r
      where r.posting_id = ${id}`.execute(database.db);
    return { id, report: rows[0]!.id };
  };

  const doors = (command: string, at: (id: string) => string): Case[] => [
    { command, code: "posting-unknown", ask: async () => await staff.call("POST", at(UNKNOWN), yes) },
    {
      command,
      code: "posting-unknown",
      ask: async () => await foreign.call("POST", at(await pending()), yes),
    },
    {
      command,
      code: "own-posting",
      ask: async () => await staff.call("POST", at(await pending(staff)), yes),
    },
    {
      command,
      code: "posting-decided",
      ask: async () => await staff.call("POST", at(await rejected()), yes),
    },
    {
      command,
      code: "own-report",
      ask: async () => await staff.call("POST", at((await reported(staff)).id), no),
    },
    { command, code: "own-decision", ask: async () => await staff.call("POST", at(await appealed()), yes) },
  ];
  const appeals = (command: string, at: (id: string) => string): Case[] => {
    const words = { words: "请再看" };
    return [
      {
        command,
        code: "posting-unknown",
        ask: async () => await office.call("POST", at(await rejected()), words),
      },
      {
        command,
        code: "posting-not-rejected",
        ask: async () => await writer.call("POST", at(await pending()), words),
      },
      {
        command,
        code: "appeal-used",
        ask: async () => {
          const id = await appealed();
          await decide(office, id, no);
          return await writer.call("POST", at(id), words);
        },
      },
    ];
  };
  const judge = (who: Visitor, id: string) => who.call("POST", `/moderation/reports/${id}`, { uphold: true });
  const REPORT = "moderation.decide-report";
  const cases: Case[] = [
    ...doors("moderation.decide-posting", (id) => `/moderation/postings/${id}`),
    ...appeals("moderation.appeal", (id) => `/postings/${id}/appeal`),
    { command: REPORT, code: "report-unknown", ask: () => judge(staff, UNKNOWN) },
    {
      command: REPORT,
      code: "report-unknown",
      ask: async () => await judge(foreign, (await reported(writer, staff)).report),
    },
    {
      command: REPORT,
      code: "report-decided",
      ask: async () => {
        const made = await reported(await visitor(jinhe));
        await judge(staff, made.report);
        return await judge(staff, made.report);
      },
    },
    {
      command: REPORT,
      code: "own-posting",
      ask: async () => await judge(staff, (await reported(writer, staff)).report),
    },
    {
      command: REPORT,
      code: "own-report",
      ask: async () => await judge(staff, (await reported(staff)).report),
    },
    {
      command: "moderation.set-rule",
      code: "rule-empty",
      ask: () => office.call("POST", "/moderation/rules", { kind: "phrase", pattern: "…", action: "flag" }),
    },
    {
      command: "moderation.remove-rule",
      code: "rule-unknown",
      ask: () => office.call("DELETE", `/moderation/rules/${UNKNOWN}`),
    },
  ];
  test.each(cases)("$command refuses with $code", async ({ command, code, ask }) => {
    const answer = await ask();
    const declared = moderationCommands.find((one) => one.name === command)!.refusals;
    expect(answer.code).toBe(code);
    expect(declared[code]).toBe(answer.status);
  });

  test("nothing is declared that is not met, and nothing met that is not declared", () => {
    const met = new Set(cases.map(({ command, code }) => `${command} ${code}`));
    const declared = moderationCommands.flatMap(({ name, refusals }) =>
      Object.keys(refusals).map((code) => `${name} ${code}`),
    );
    expect([...met].sort()).toEqual(declared.sort());
  });

  test("nobody, the writer and another reader are kept out of the moderators' doors", async () => {
    const id = await pending();
    const doorsOf: [Method, string, object | undefined][] = [
      ["GET", "/moderation", undefined],
      ["GET", "/moderation/rules", undefined],
      ["POST", `/moderation/postings/${id}`, yes],
      ["POST", `/moderation/reports/${id}`, { uphold: true }],
      ["POST", "/moderation/rules", { kind: "e-mail", action: "flag" }],
      ["DELETE", `/moderation/rules/${id}`, undefined],
    ];
    for (const [method, path, body] of doorsOf) {
      expect((await nobody.call(method, path, body)).code, path).toBe("sign-in-needed");
      expect((await writer.call(method, path, body)).code, path).toBe("forbidden");
    }
    for (const [method, path, body] of doorsOf.slice(-2))
      expect((await staff.call(method, path, body)).code, path).toBe("forbidden");
    expect((await nobody.call("GET", "/postings")).code).toBe("sign-in-needed");
    expect(((await foreign.call("GET", "/postings")).body.items as OwnPosting[]).length).toBe(0);
    expect((await decide(staff, id, { decision: "reject" })).code).toBe("invalid-request");
    expect((await staff.call("GET", "/moderation?cursor=x")).code).toBe("cursor-invalid");
  });
});
