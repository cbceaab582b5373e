import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { newId } from "../kernel/ids.ts";
import { cameraJpeg, whilePicturesBusy, wrongPictures } from "../kernel/images/testing-pictures.ts";
import { migrateJobs } from "../kernel/jobs.ts";
import { doorsOf, whileUploadsFill } from "../kernel/testing-doors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { setMinor } from "../neighbours/index.ts";
import { acceptLoan } from "../peer-loans/index.ts";
import {
  addReader,
  ask,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  signIn,
} from "../peer-loans/testing.ts";
import { grantRole } from "../people/index.ts";
import { moveOffer, wishDeposit } from "../shelves/index.ts";
import { nestsCommands } from "./commands.ts";
import { findNests, getNest, MOST_A_DAY } from "./nests.ts";
import { nestSecret, WRONG_SECRETS_PER_DAY } from "./secrets.ts";
import { OFFER_DAYS, SECONDS_PER_DAY } from "./stewards.ts";
import { UNDO_MINUTES } from "./undo.ts";
import { ANONYMOUS_PER_DAY, LEFT_PER_DAY, TAKEN_PER_DAY, TAKEN_PER_NEST } from "./visits.ts";

const people = ["lin", "mei", "passer", "minor"] as const;
type Name = (typeof people)[number];

let world: Neighbourhood;
let doors: ReturnType<typeof doorsOf>;
const who = {} as Record<Name, Actor>;
const headers = {} as Record<Name | "nobody", Record<string, string>>;
const words = { name: "南门书巢", kind: "wooden-cabinet" };
const unknown = "zzzzzzzz";

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await buildNeighbourhood();
  await migrateJobs(world.database.pool);
  mountCommands(world.app, { ...world.database, clock: world.clock, config: readConfig({}) }, nestsCommands);
  doors = doorsOf(world.app, nestsCommands);
  for (const name of people) {
    who[name] = await addReader(world, name, { at: HOME, memberId: world.memberId });
    headers[name] = await signIn(world, name);
  }
  headers.nobody = {};
  await world.run((tx) => setMinor(tx, who.minor, who.minor.personId, true));
  await sql`insert into moderation.text_rule (id, kind, pattern, pattern_key, action)
    values (${newId<"rule">()}, 'phrase', '禁止之词', '禁止之词', 'refuse')`.execute(world.database.db);
});
afterAll(() => world.close());

const tries = (name: Name | "nobody", command: string, params: Record<string, string> = {}, body?: object) =>
  doors.code(headers[name], `nests.${command}`, params, body);
const register = (name: Name, more: object = {}) =>
  tries(name, "register-nest", {}, { ...words, position: HOME, ...more });

/** A new nest of lin's, and what stands on its label. */
async function nest(): Promise<{ code: string; secret: string }> {
  await sql`update nests.nest set created_at = created_at - interval '2 days'`.execute(world.database.db);
  const body = { ...words, position: HOME };
  const { body: made } = await doors.send(headers.lin, "nests.register-nest", {}, body);
  const code = made.code as string;
  const { id } = await getNest(world.database.db, world.clock, code);
  return { code, secret: await nestSecret(world.database.db, id) };
}

test("nests are registered by grown-ups, a few a day, in words the region wants", async () => {
  expect(await register("minor")).toBe("minor-guarded-only");
  expect(await register("lin", { name: "禁止之词" })).toBe("text-refused");
  expect(await register("lin", { position: { lat: 91, lon: 0 } })).toBe("invalid-request");
  for (let i = 0; i < MOST_A_DAY; i++) expect(await register("lin")).toBeNull();
  expect(await register("lin")).toBe("nests-exhausted");
  expect(MOST_A_DAY).toBe(5);
});

test("what is no nest is none at every door, and its stewards alone change it", async () => {
  const bodies: Record<string, object> = {
    "change-nest": words,
    "open-nest": { open: true },
    "visit-nest": { kind: "saw" },
    "report-nest": {},
    "leave-copy": { copyId: "x" },
    "take-copy": {},
    "step-loan": {},
    "offer-stewardship": {},
    "agree-steward": { personId: "x" },
    "second-steward": { personId: "x" },
    "step-down": {},
    "undo-visit": {},
    "decide-photo": { show: true },
  };
  for (const [command, body] of Object.entries(bodies))
    expect(
      await tries("lin", command, { code: unknown, copyId: "x", loanId: "x", photoId: "x" }, body),
      command,
    ).toBe("nest-unknown");
  const { code } = await nest();
  for (const command of ["change-nest", "open-nest", "agree-steward", "decide-photo"])
    expect(await tries("mei", command, { code, photoId: "x" }, bodies[command]), command).toBe("forbidden");
  expect(await tries("lin", "change-nest", { code }, { ...words, name: "禁止之词" })).toBe("text-refused");
  expect(await tries("lin", "open-nest", { code }, { open: true })).toBe("nest-not-so");
  expect(await tries("lin", "decide-photo", { code, photoId: newId<"photo">() }, { show: true })).toBe(
    "photo-unknown",
  );
  expect(await tries("lin", "agree-steward", { code }, { personId: who.mei.personId })).toBe(
    "steward-unknown",
  );
  expect(await tries("mei", "step-down", { code })).toBe("steward-unknown");
  expect(await tries("minor", "offer-stewardship", { code })).toBe("minor-guarded-only");
  expect(await tries("mei", "offer-stewardship", { code })).toBeNull();
  expect(await tries("lin", "agree-steward", { code }, { personId: who.mei.personId })).toBeNull();
  expect(await tries("passer", "report-nest", { code }, { words: "地址不对" })).toBeNull();
  expect(await tries("passer", "report-nest", { code })).toBe("already-reported");
});

test("one is there by the secret on the label; books and visits have a measure", async () => {
  const { code, secret } = await nest();
  const visit = (name: Name | "nobody", body: object) => tries(name, "visit-nest", { code }, body);
  expect(await visit("nobody", { kind: "saw" })).toBe("nest-secret-missing");
  expect(await visit("mei", { kind: "took", secret: "wrong" })).toBe("nest-secret-wrong");
  expect(await visit("mei", { kind: "took", books: 0, secret })).toBe("books-invalid");
  expect(await visit("mei", { kind: "took", books: TAKEN_PER_NEST + 1, secret })).toBe("taken-enough");
  expect(await visit("mei", { kind: "took", books: TAKEN_PER_NEST, secret })).toBeNull();
  expect(await visit("mei", { kind: "left", books: LEFT_PER_DAY, secret })).toBeNull();
  expect(await visit("mei", { kind: "left", books: 1, secret })).toBe("visits-exhausted");
  for (let i = 0; i < ANONYMOUS_PER_DAY; i++)
    expect(await visit("nobody", { kind: "saw", secret })).toBeNull();
  expect(await visit("nobody", { kind: "saw", secret })).toBe("acts-exhausted");
  expect([TAKEN_PER_NEST, TAKEN_PER_DAY, LEFT_PER_DAY, ANONYMOUS_PER_DAY]).toEqual([3, 6, 100, 3]);
  expect(await tries("lin", "open-nest", { code }, { open: false })).toBeNull();
  expect(await visit("mei", { kind: "saw" })).toBe("nest-closed");
  expect(await tries("mei", "leave-copy", { code }, { copyId: "x", secret })).toBe("nest-closed");
  expect(await tries("mei", "step-loan", { code, loanId: newId<"loan">() })).toBe("nest-closed");
});

test("an offer to look after a nest is seconded at the nest, after a while, by somebody else", async () => {
  const { code, secret } = await nest();
  const second = (name: Name, person: Name, given = secret) =>
    tries(name, "second-steward", { code }, { personId: who[person].personId, secret: given });
  expect(await tries("mei", "offer-stewardship", { code })).toBeNull();
  expect(await second("minor", "mei")).toBe("minor-guarded-only");
  expect(await second("passer", "mei")).toBe("nest-stewarded");
  expect(await tries("lin", "step-down", { code })).toBeNull();
  expect(await second("passer", "lin")).toBe("steward-unknown");
  expect(await second("mei", "mei")).toBe("not-oneself");
  expect(await second("passer", "mei")).toBe("steward-too-soon");
  world.clock.advance(OFFER_DAYS * DAY_MS);
  expect(await second("passer", "mei", "")).toBe("nest-secret-missing");
  await world.run(async (tx) => {
    for (let i = 0; i < SECONDS_PER_DAY; i++)
      await countAct(tx, world.clock, { who: who.passer.personId, act: "nest-second" }, SECONDS_PER_DAY);
  });
  expect(await second("passer", "mei")).toBe("acts-exhausted");
  for (let i = 0; i < WRONG_SECRETS_PER_DAY; i++)
    expect(await second("passer", "mei", `wrong${i}`)).toBe("nest-secret-wrong");
  expect(await second("passer", "mei", "wrong")).toBe("nest-secret-locked");
  expect([OFFER_DAYS, SECONDS_PER_DAY, WRONG_SECRETS_PER_DAY, UNDO_MINUTES]).toEqual([3, 3, 20, 10]);
});

test("what was told last is taken back, unless nothing was told or a known book went with it", async () => {
  const { code, secret } = await nest();
  expect(await tries("mei", "undo-visit", { code })).toBe("visit-unknown");
  const copyId = await offerCopy(world, who.mei);
  expect(await tries("mei", "leave-copy", { code }, { copyId, secret })).toBeNull();
  expect(await tries("mei", "undo-visit", { code })).toBe("visit-scanned");
});

test("too many wrong secrets of one network close every door that asks for one, but for the right one", async () => {
  const { code, secret } = await nest();
  const copyId = await offerCopy(world, who.lin);
  const wrong = () => tries("nobody", "visit-nest", { code }, { kind: "saw", secret: "wrong" });
  let last = await wrong();
  for (let i = 0; i < WRONG_SECRETS_PER_DAY && last === "nest-secret-wrong"; i++) last = await wrong();
  expect(last).toBe("nest-secret-locked");
  expect(await tries("lin", "leave-copy", { code }, { copyId, secret: "wrong" })).toBe("nest-secret-locked");
  expect(await tries("lin", "take-copy", { code, copyId }, { secret: "wrong" })).toBe("nest-secret-locked");
  expect(await tries("lin", "leave-copy", { code }, { copyId, secret })).toBeNull();
  world.clock.advance(2 * DAY_MS);
});

test("a book is left by its owner and taken by whoever is first", async () => {
  const { code, secret } = await nest();
  world.clock.advance(2 * DAY_MS);
  const leave = (copyId: string, given = secret) =>
    tries("lin", "leave-copy", { code }, { copyId, secret: given });
  const copy = await offerCopy(world, who.lin);
  expect(await leave(copy, "")).toBe("nest-secret-missing");
  expect(await leave(copy, "wrong")).toBe("nest-secret-wrong");
  expect(await leave(newId<"copy">())).toBe("copy-unknown");
  const lent = await offerCopy(world, who.lin);
  await ask(world, who.passer, lent);
  expect(await leave(lent)).toBe("copy-on-loan");
  const hidden = await offerCopy(world, who.lin);
  await world.run((tx) => moveOffer(tx, hidden, "hide"));
  expect(await leave(hidden)).toBe("copy-hidden");
  const withdrawn = await offerCopy(world, who.lin);
  await world.run((tx) => moveOffer(tx, withdrawn, "withdraw"));
  expect(await leave(withdrawn)).toBe("copy-state");
  expect(await leave(copy)).toBeNull();
  await tries("lin", "visit-nest", { code }, { kind: "left", books: LEFT_PER_DAY - 1, secret });
  expect(await leave(await offerCopy(world, who.lin))).toBe("visits-exhausted");
  const take = (given = secret, copyId = copy) =>
    tries("mei", "take-copy", { code, copyId }, { secret: given });
  expect(await take("")).toBe("nest-secret-missing");
  expect(await take("wrong")).toBe("nest-secret-wrong");
  expect(await take(secret, newId<"copy">())).toBe("copy-unknown");
  await sql`update shelves.copy set travels = true where id = ${copy}`.execute(world.database.db);
  expect(await take()).toBe("copy-travels");
  await sql`update shelves.copy set travels = false where id = ${copy}`.execute(world.database.db);
  await tries("mei", "visit-nest", { code }, { kind: "took", books: TAKEN_PER_NEST, secret });
  expect(await take()).toBe("taken-enough");
  world.clock.advance(2 * DAY_MS);
  expect(await take()).toBeNull();
  expect(await take()).toBe("copy-unknown");
});

test("the book of an agreed loan lies at one nest, left by its lender, taken by its borrower", async () => {
  const { code } = await nest();
  const other = await nest();
  const step = (name: Name, loanId: string, at = code) => tries(name, "step-loan", { code: at, loanId });
  const copy = await offerCopy(world, who.lin);
  const loan = await ask(world, who.mei, copy);
  expect(await step("passer", loan)).toBe("loan-unknown");
  expect(await step("lin", loan)).toBe("loan-state");
  await world.run((tx) => wishDeposit(tx, who.lin.personId, copy, 100));
  await world.run((tx) => acceptLoan(tx, who.lin, world.clock, loan));
  expect(await step("mei", loan)).toBe("loan-not-your-move");
  expect(await step("lin", loan)).toBeNull();
  expect(await step("mei", loan, other.code)).toBe("copy-elsewhere");
  expect(await step("mei", loan)).toBe("deposit-missing");
});

test("what somebody without an account tells is told once per key", async () => {
  const { code, secret } = await nest();
  world.clock.advance(2 * DAY_MS);
  const body = { kind: "left", books: 2, secret };
  const keyed = { "idempotency-key": "a-phone-without-network" };
  for (let i = 0; i < 3; i++)
    expect((await doors.send(keyed, "nests.visit-nest", { code }, body)).status).toBe(200);
  const { rows } = await sql<{ books: number }>`select sum(v.books)::int as books from nests.visit v
    join nests.nest n on n.id = v.nest_id where n.code = ${code}`.execute(world.database.db);
  expect(rows[0]!.books).toBe(2);
  expect((await findNests(world.database.db, world.clock, {})).length).toBeGreaterThan(0);
});

test("a picture is refused by name, and when ten wait; places from a map are taken by the office only", async () => {
  const { code } = await nest();
  const send = (as: Name | "nobody", at: string, bytes: Buffer) =>
    doors.sendFile(headers[as], "nests.add-photo", { code: at }, bytes);
  for (const [refusal, bytes] of Object.entries(await wrongPictures()))
    expect(await send("mei", code, bytes)).toBe(refusal);
  const picture = await cameraJpeg(20, 20);
  expect(await whilePicturesBusy(() => send("mei", code, picture))).toBe("pictures-busy");
  expect(await whileUploadsFill(() => send("mei", code, picture))).toBe("server-busy");
  expect(await send("nobody", code, picture)).toBe("sign-in-needed");
  expect(await send("mei", unknown, picture)).toBe("nest-unknown");
  await sql`insert into nests.photo (id, nest_id, media_type, state, is_renewed, taken_by, created_at)
    select gen_random_uuid(), n.id, 'image/jpeg', 'pending', true, ${who.mei.personId}, now()
    from nests.nest n, generate_series(1, 10) where n.code = ${code}`.execute(world.database.db);
  expect(await send("mei", code, picture)).toBe("photos-full");
  const load = (as: Record<string, string>, file: object) => doors.code(as, "nests.import-nests", {}, file);
  await world.run((tx) => grantRole(tx, systemActor, who.passer.personId, "consortium-admin", null));
  const office = await signIn(world, "passer");
  expect(await load(headers.mei, {})).toBe("forbidden");
  expect(await load(office, { type: "Feature", features: [] })).toBe("geojson-invalid");
  const features = Array(50_001).fill(0);
  expect(await load(office, { type: "FeatureCollection", features })).toBe("geojson-long");
  expect(await load(office, { type: "FeatureCollection", features: features.slice(1) })).toBeNull();
});

test("every refusal that a command of this room declares was met above", () => {
  expect(doors.unmet()).toEqual([]);
});
