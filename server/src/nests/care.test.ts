import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { setMinor } from "../neighbours/index.ts";
import { toldTo } from "../notices/testing.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "../peer-loans/testing.ts";
import { nestsCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { getNest, registerNest } from "./nests.ts";
import { registerNests } from "./routes.ts";
import { nestSecret, WRONG_SECRETS_PER_DAY } from "./secrets.ts";
import { OFFER_DAYS, SECONDS_PER_DAY } from "./stewards.ts";
import { UNDO_MINUTES } from "./undo.ts";

let world: Neighbourhood;
let headers: Record<string, Record<string, string>>;
let ids: Record<string, string>;
let code: string;
let secret: string;
let n = 0;
beforeAll(async () => {
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  registerNests(world.app, deps);
  mountCommands(world.app, deps, nestsCommands);
});
afterAll(() => world.close());
beforeEach(async () => {
  n++;
  headers = { nobody: {} };
  ids = {};
  const founder = await addReader(world, `founder${n}`, { memberId: world.memberId });
  for (const name of ["founder", "ada", "bo", "ci", "office"]) {
    const options =
      name === "office" ? { roles: [["consortium-admin", null]] as [["consortium-admin", null]] } : {};
    const made = name === "founder" ? founder : await addReader(world, `${name}${n}`, options);
    ids[name] = made.personId;
    headers[name] = await signIn(world, `${name}${n}`);
  }
  const words = {
    name: `南门书巢 ${n}`,
    kind: "wooden-cabinet" as const,
    address: "南门",
    opening: "",
    access: "public" as const,
  };
  const nest = { ...words, forChildren: false, capacity: 40, position: HOME };
  code = (await world.run((tx) => registerNest(tx, founder, world.clock, nest))).code;
  secret = await nestSecret(world.database.db, (await look()).id);
});

const look = () => getNest(world.database.db, world.clock, code);

async function send(
  who: string,
  method: "POST" | "DELETE",
  path: string,
  body: object = {},
): Promise<string> {
  const url = `/api/v1/nests/${code}${path}`;
  const reply = await world.app.inject({ method, url, headers: headers[who]!, payload: body });
  return reply.statusCode < 300 ? "done" : (reply.json() as { code: string }).code;
}
const tell = (who: string, kind: string, books: number, typed = secret) =>
  send(who, "POST", "/visits", { kind, books, secret: typed });
const kindsTold = async (who: string): Promise<string[]> =>
  (await toldTo(world.database.db, ids[who]!))
    .filter((one) => one.link?.endsWith(code))
    .map((one) => one.kind);

describe("an act at a nest", () => {
  test("is taken back for ten minutes by whoever did it, and the estimate is as if it had not been", async () => {
    await tell("ada", "counted", 12);
    world.clock.advance(60_000);
    await tell("ada", "took", 2);
    expect((await look()).stock).toMatchObject({ low: 10 });
    for (const [who, answer] of [
      ["nobody", "sign-in-needed"],
      ["bo", "visit-unknown"],
    ] as const)
      expect(await send(who, "POST", "/visits/undo")).toBe(answer);
    expect(await send("ada", "POST", "/visits/undo")).toBe("done");
    expect((await look()).stock).toMatchObject({ low: 12 });
    await tell("bo", "counted", 500);
    expect(await send("bo", "POST", "/visits/undo")).toBe("done");
    expect((await look()).stock).toMatchObject({ low: 12 });
    await tell("bo", "left", 1);
    world.clock.advance(UNDO_MINUTES * 60_000);
    expect(await send("bo", "POST", "/visits/undo")).toBe("visit-unknown");
  });
});

describe("wrong secrets", () => {
  test("are counted per network, with an account and without, and keep nobody from the right one", async () => {
    for (let i = 0; i < WRONG_SECRETS_PER_DAY; i++)
      expect(await tell(i % 2 === 0 ? "ada" : "nobody", "took", 1, `wrong${i}`)).toBe("nest-secret-wrong");
    expect(await tell("bo", "took", 1, "another")).toBe("nest-secret-locked");
    expect(await tell("bo", "took", 1)).toBe("done");
    world.clock.advance(DAY_MS);
    expect(await tell("bo", "took", 1, "another")).toBe("nest-secret-wrong");
  });
});

describe("a nest that nobody looks after", () => {
  test("is told to the office, however its last steward went", async () => {
    expect(await send("ada", "DELETE", "/stewards/me")).toBe("steward-unknown");
    expect(await send("founder", "DELETE", "/stewards/me")).toBe("done");
    expect(await kindsTold("office")).toEqual(["nest-orphaned"]);
    await send("bo", "POST", "/stewards");
    expect(await send("office", "POST", "/stewards/agreements", { personId: ids.bo })).toBe("done");
    await world.run((tx) => erasePerson(tx, world.clock, ids.bo!));
    expect(await kindsTold("office")).toHaveLength(2);
  });

  test("finds a steward by time and a second voice at the nest", async () => {
    const second = (who: string, person = "ada", typed = secret) =>
      send(who, "POST", "/stewards/seconds", { personId: ids[person], secret: typed });
    await send("ada", "POST", "/stewards");
    world.clock.advance(OFFER_DAYS * DAY_MS - 60_000);
    expect(await second("bo")).toBe("nest-stewarded");
    await send("founder", "DELETE", "/stewards/me");
    expect(await second("nobody")).toBe("sign-in-needed");
    expect(await second("bo")).toBe("steward-too-soon");
    world.clock.advance(60_000);
    expect(await second("bo", "ada", "")).toBe("nest-secret-missing");
    expect(await second("bo", "ada", "wrong")).toBe("nest-secret-wrong");
    expect(await second("bo", "ci")).toBe("steward-unknown");
    expect(await second("ada")).toBe("not-oneself");
    await world.run((tx) => setMinor(tx, actorOf({ personId: ids.ci! }), ids.ci!, true));
    expect(await second("ci")).toBe("minor-guarded-only");
    expect(await second("bo")).toBe("done");
    expect(await send("bo", "POST", "/stewards/agreements", { personId: ids.bo })).toBe("forbidden");
    await send("bo", "POST", "/stewards");
    expect(await send("ada", "POST", "/stewards/agreements", { personId: ids.bo })).toBe("done");
    expect(SECONDS_PER_DAY).toBe(3);
  });
});
