import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { acceptLoan, cancelLoan, declineLoan, withdrawRequest } from "./loans/loan-moves.ts";
import { receiveCopy, shownCode } from "./meeting/handover.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf, signIn } from "./testing.ts";
import { ask, offerCopy, stateOf, violations } from "./testing-loans.ts";

const RIVALS = 32;
let world: Neighbourhood;
let owner: Actor;
let rivals: Actor[];
beforeAll(async () => {
  world = await buildNeighbourhood();
  owner = await addReader(world, "owner", { at: HOME });
  rivals = [];
  for (let i = 0; i < RIVALS; i++) rivals.push(await addReader(world, `rival${i}`, { at: HOME }));
});
afterAll(() => world.close());

test("32 readers ask at once and their owner says yes to all at once: exactly one has it, 31 wait in line", async () => {
  const copyId = await offerCopy(world, owner);
  const ids = await Promise.all(rivals.map((rival) => ask(world, rival, copyId)));
  const refused = await Promise.all(
    ids.map((id) => refusalOf(world.run((tx) => acceptLoan(tx, owner, world.clock, id)))),
  );
  expect(refused.filter((code) => code === null)).toHaveLength(1);
  const states = await Promise.all(ids.map((id) => stateOf(world, owner, id)));
  expect(states.filter((state) => state === "accepted")).toHaveLength(1);
  expect(states.filter((state) => state === "queued")).toHaveLength(RIVALS - 1);
  expect(await violations(world)).toEqual([]);
  await Promise.all(
    ids.map((id, i) => refusalOf(world.run((tx) => withdrawRequest(tx, rivals[i]!, world.clock, id)))),
  );
  await refusalOf(
    world.run((tx) => cancelLoan(tx, owner, world.clock, ids[states.indexOf("accepted")]!, null)),
  );
  expect(await violations(world)).toEqual([]);
});

test("yes, no and never mind at the same moment: one of them counts", async () => {
  for (let round = 0; round < 8; round++) {
    const borrower = rivals[round]!;
    const copyId = await offerCopy(world, owner);
    const id = await ask(world, borrower, copyId);
    const refused = await Promise.all([
      refusalOf(world.run((tx) => acceptLoan(tx, owner, world.clock, id))),
      refusalOf(world.run((tx) => declineLoan(tx, owner, world.clock, id, null))),
      refusalOf(world.run((tx) => withdrawRequest(tx, borrower, world.clock, id))),
    ]);
    expect(refused.filter((code) => code === null)).toHaveLength(1);
    if ((await stateOf(world, owner, id)) === "accepted")
      await world.run((tx) => cancelLoan(tx, owner, world.clock, id, null));
  }
  expect(await violations(world)).toEqual([]);
});

test("a code entered many times at once starts one loan", async () => {
  const copyId = await offerCopy(world, owner);
  const borrower = rivals[20]!;
  const id = await ask(world, borrower, copyId);
  await world.run((tx) => acceptLoan(tx, owner, world.clock, id));
  const shown = await shownCode(world.database.db, world.clock, owner.personId, id);
  const refused = await Promise.all(
    Array.from({ length: 8 }, () =>
      refusalOf(world.run((tx) => receiveCopy(tx, borrower, world.clock, id, shown!))),
    ),
  );
  expect(refused.filter((code) => code === null)).toHaveLength(1);
});

test("guesses fired at once are counted one by one, and the right code after them is refused too", async () => {
  const copyId = await offerCopy(world, owner);
  const id = await ask(world, rivals[21]!, copyId);
  await world.run((tx) => acceptLoan(tx, owner, world.clock, id));
  const headers = await signIn(world, "rival21");
  const shown = await shownCode(world.database.db, world.clock, owner.personId, id);
  const guess = (code: string) =>
    world.app.inject({
      method: "POST",
      url: `/api/v1/sharing/loans/${id}/receive`,
      headers,
      payload: { code },
    });
  const wrong = String((Number(shown!.code) + 7) % 1_000_000).padStart(6, "0");
  const answers = await Promise.all(Array.from({ length: 8 }, () => guess(wrong)));
  const statuses = answers.map((answer) => answer.statusCode).sort();
  expect(statuses).toEqual([409, 409, 409, 409, 409, 429, 429, 429]);
  expect((await guess(shown!.code)).statusCode).toBe(429);
  world.clock.advance(16 * 60_000);
  const fresh = await shownCode(world.database.db, world.clock, owner.personId, id);
  expect((await guess(fresh!.code)).statusCode).toBe(200);
});

test("a command sent twice with one key at once is done once", async () => {
  const copyId = await offerCopy(world, owner);
  const headers = { ...(await signIn(world, "rival22")), "idempotency-key": "ask-once-please" };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      world.app.inject({
        method: "POST",
        url: "/api/v1/sharing/loans",
        headers,
        payload: { copyId, mode: "lend" },
      }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
  expect(answers[0]!.statusCode).toBe(201);
});
