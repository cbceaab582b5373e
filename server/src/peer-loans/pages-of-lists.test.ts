import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle } from "../circles/index.ts";
import { enterCircle } from "../circles/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { acceptLoan, withdrawRequest } from "./loans/loan-moves.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, signIn } from "./testing.ts";
import { ask, handOver, offerCopy, trust } from "./testing-loans.ts";

let world: Neighbourhood;
let borrower: Record<string, string>;
let owner: Record<string, string>;

beforeAll(async () => {
  world = await buildNeighbourhood();
  const [lin, mei] = (await Promise.all(
    ["lin", "mei"].map((name) => addReader(world, name, { at: HOME, memberId: world.memberId })),
  )) as [Actor, Actor];
  const circles: string[] = [];
  for (const name of ["甲", "乙", "丙", "丁", "戊"]) {
    const { id } = await world.run((tx) =>
      createCircle(tx, lin, world.clock, {
        kind: "campus",
        name: `${name}组`,
        about: "",
        proofs: ["steward"],
      }),
    );
    circles.push(id);
  }
  for (const id of circles.slice(0, 3))
    await world.run((tx) => enterCircle(tx, world.clock, id, mei.personId, "steward"));
  const copies: string[] = [];
  for (let i = 0; i < 7; i++) copies.push(await offerCopy(world, lin, { circleIds: [circles[i % 3]!] }));
  await trust(world, mei);
  const loans: string[] = [];
  for (const copyId of copies.slice(0, 6)) loans.push(await ask(world, mei, copyId));
  for (const loanId of loans.slice(0, 2)) {
    await world.run((tx) => acceptLoan(tx, lin, world.clock, loanId));
    await handOver(world, lin, mei, loanId);
  }
  for (const loanId of loans.slice(3)) await world.run((tx) => withdrawRequest(tx, mei, world.clock, loanId));
  [owner, borrower] = await Promise.all([signIn(world, "lin"), signIn(world, "mei")]);
});
afterAll(() => world.close());

type Page = { items: { id: string }[]; next: string | null };

async function pageOfList(url: string, headers: Record<string, string>): Promise<Page> {
  const reply = await world.app.inject({ url: `/api/v1/sharing/${url}`, headers });
  expect(reply.statusCode, url).toBe(200);
  return reply.json();
}

test.each([
  ["circles?mine=false", "borrower", 5],
  ["loans?side=borrower", "borrower", 3],
  ["loans?side=borrower&ended=true", "borrower", 3],
  ["copies?", "owner", 7],
  ["in-circles?", "borrower", 7],
] as const)(
  "%s gives every row once, page by page, in the order of the whole",
  async (list, who, expected) => {
    const headers = who === "owner" ? owner : borrower;
    const whole = (await pageOfList(`${list}&limit=20`, headers)).items.map((item) => item.id);
    expect(whole).toHaveLength(expected);
    const paged: string[] = [];
    let cursor = "";
    for (let page = 0; page < 10; page++) {
      const { items, next } = await pageOfList(`${list}&limit=2${cursor}`, headers);
      expect(items.length).toBeLessThanOrEqual(2);
      paged.push(...items.map((item) => item.id));
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(paged).toEqual(whole);
  },
);
