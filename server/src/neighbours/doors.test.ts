import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { newId } from "../kernel/ids.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "../peer-loans/testing.ts";
import { neighbourCommands } from "./commands.ts";

// Said here anew, not taken from the source: a limit that changes turns a test red.
const MOVES_PER_WEEK = 2;

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
const headers: Record<string, Record<string, string>> = {};

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  // Coming in by a code is met in site/people/joining.test.ts.
  doors = doorsOf(
    world.app,
    neighbourCommands.filter((one) => one.name !== "neighbours.join"),
  );
  await addReader(world, "lin", { memberId: world.memberId });
  await addReader(world, "staff", { roles: [["member-admin", "JINHE"]] });
  for (const name of ["lin", "staff"]) headers[name] = await signIn(world, name);
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(world.database.db);
});
afterAll(() => world.close());

test("who one is and where one's books are is said in words that hold, and not moved about", async () => {
  const lin = (command: string, body?: object) => doors.code(headers.lin!, `neighbours.${command}`, {}, body);
  expect(await lin("change-profile", { nickname: "禁止之词" })).toBe("text-refused");
  expect(await lin("change-profile", { nickname: "三号楼的林", keepsDiary: true })).toBeNull();
  for (let i = 0; i < MOVES_PER_WEEK; i++)
    expect(await lin("set-place", { ...HOME, lat: 30 + i })).toBeNull();
  expect(await lin("set-place", HOME)).toBe("cell-moved-often");
  expect(MOVES_PER_WEEK).toBe(2);
  expect(await lin("forget-place")).toBeNull();
  expect(await lin("say-under-age", { isMinor: true })).toBeNull();
  expect(await lin("set-place", HOME)).toBe("minor-guarded-only");
});

test("a library says it of its own readers only", async () => {
  const say = (id: string) => doors.code(headers.staff!, "neighbours.set-minor", { id }, { isMinor: false });
  expect(await say(newId<"person">())).toBe("reader-unknown");
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
