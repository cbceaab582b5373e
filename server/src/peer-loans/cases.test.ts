import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createCircle } from "../circles/index.ts";
import { enterCircle } from "../circles/testing.ts";
import type { Actor } from "../kernel/actor.ts";
import { newId } from "../kernel/ids.ts";
import { DAY_MS } from "../kernel/time.ts";
import { toldTo } from "../notices/testing.ts";
import { addPhoto } from "../shelves/testing.ts";
import { erasePerson } from "./erasure.ts";
import { decideCase, openCase, proposeOutcome } from "./loans/disputes.ts";
import { letTimePass, loansPastDeadline } from "./loans/loan-clock.ts";
import { DECIDE_DAYS, SETTLE_DAYS } from "./loans/loan-states.ts";
import { sendMessage } from "./loans/messages.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf, signIn } from "./testing.ts";
import { giveBack, lend, offerCopy, stateOf, violations } from "./testing-loans.ts";

let world: Neighbourhood;
let office: Actor;
let lin: Actor;
let mei: Actor;
let tao: Actor;
let n = 0;
beforeAll(async () => {
  world = await buildNeighbourhood();
  office = await addReader(world, "office", { roles: [["consortium-admin", null]] });
});
afterAll(() => world.close());
beforeEach(async () => {
  n++;
  lin = await addReader(world, `lin${n}`, { at: HOME });
  mei = await addReader(world, `mei${n}`, { at: HOME });
  tao = await addReader(world, `tao${n}`, { at: HOME });
});

/** Time goes by, and the clock does what it has to. */
async function pass(days: number): Promise<void> {
  world.clock.advance(days * DAY_MS);
  for (const id of await loansPastDeadline(world.database.db, world.clock))
    await world.run((tx) => letTimePass(tx, world.clock, id));
}

async function lost(): Promise<string> {
  const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
  await world.run((tx) => openCase(tx, lin, world.clock, loanId, "report-lost", "找不到了"));
  return loanId;
}
const kindsTold = async (who: Actor): Promise<string[]> =>
  (await toldTo(world.database.db, who.personId)).map((one) => one.kind);
const erase = (who: Actor) => world.run((tx) => erasePerson(tx, world.clock, who.personId));

describe("a quarrel", () => {
  test("goes to the office after seven days and ends by itself fourteen days later; a proposal gains no time", async () => {
    const loanId = await lost();
    await pass(SETTLE_DAYS - 1);
    await world.run((tx) => proposeOutcome(tx, mei, world.clock, loanId, "forgiven"));
    expect(await kindsTold(mei)).not.toContain("peer-refer");
    await pass(1);
    expect(await kindsTold(mei)).toContain("peer-refer");
    expect(await kindsTold(office)).toContain("case-waits");
    await world.run((tx) => proposeOutcome(tx, lin, world.clock, loanId, "compensated"));
    await pass(DECIDE_DAYS - 1);
    expect(await stateOf(world, lin, loanId)).toBe("disputed");
    await pass(1);
    expect(await stateOf(world, lin, loanId)).toBe("settled");
    expect((await toldTo(world.database.db, lin.personId))[0]).toMatchObject({
      kind: "peer-default",
      params: { outcome: "written-off" },
    });
    expect(await violations(world)).toEqual([]);
  });

  test("about damage ends as forgiven; decided in time it does not end again", async () => {
    const first = await lend(world, lin, mei, await offerCopy(world, lin));
    await giveBack(world, mei, lin, first);
    await world.run((tx) => openCase(tx, lin, world.clock, first, "claim-damage", "封面撕裂"));
    await pass(SETTLE_DAYS);
    await pass(DECIDE_DAYS);
    expect((await toldTo(world.database.db, mei.personId))[0]).toMatchObject({
      params: { outcome: "forgiven" },
    });
    const second = await lost();
    await pass(SETTLE_DAYS);
    await world.run((tx) => decideCase(tx, office, world.clock, second, "replaced", "已买新书"));
    await pass(DECIDE_DAYS);
    expect((await kindsTold(mei))[0]).toBe("peer-decide");
  });

  test("of a circle goes to its stewards, who are no party to it, and ends as the circle has said", async () => {
    const circle = await world.run((tx) =>
      createCircle(tx, tao, world.clock, {
        kind: "interest",
        name: `读书会 ${n}`,
        proofs: ["invite"],
        caseOutcome: "compensated",
      }),
    );
    for (const who of [lin, mei])
      await world.run((tx) => enterCircle(tx, world.clock, circle.id, who.personId, "invite"));
    const copyId = await offerCopy(world, lin, { circleIds: [circle.id], public: false });
    const loanId = await lend(world, lin, mei, copyId);
    await world.run((tx) => openCase(tx, mei, world.clock, loanId, "report-lost", "丢了"));
    await pass(SETTLE_DAYS);
    expect(await kindsTold(tao)).toContain("case-waits");
    await pass(DECIDE_DAYS);
    expect((await toldTo(world.database.db, mei.personId))[0]).toMatchObject({
      params: { outcome: "compensated" },
    });
  });
});

describe("who sees what an open quarrel is about", () => {
  test("its parties and its mediator see messages and pictures; a stranger, nobody, and anybody after the end do not", async () => {
    const copyId = await offerCopy(world, lin);
    const photo = { id: newId<"photo">(), type: "image/jpeg", bytes: 1 };
    await world.run((tx) => addPhoto(tx, lin, world.clock, { copyId, photo }));
    const loanId = await lend(world, lin, mei, copyId);
    await world.run((tx) => sendMessage(tx, mei, world.clock, loanId, "书在路上"));
    const url = `/api/v1/sharing/loans/${loanId}/case`;
    const headers = {
      lender: await signIn(world, `lin${n}`),
      stranger: await signIn(world, `tao${n}`),
      office: await signIn(world, "office"),
    };
    const get = async (path: string, who: Record<string, string> = {}) => {
      const reply = await world.app.inject({ url: path, headers: who });
      return [reply.statusCode, reply.json() as Record<string, unknown>] as const;
    };
    expect((await get(url, headers.office))[0]).toBe(404);
    await world.run((tx) => openCase(tx, lin, world.clock, loanId, "report-lost", "没有了"));
    for (const who of [headers.office, headers.lender])
      expect((await get(url, who))[1]).toMatchObject({
        messages: [{ by: "borrower", text: "书在路上" }],
        photoIds: [photo.id],
      });
    expect((await get(url, headers.stranger))[1].code).toBe("loan-unknown");
    expect((await get(url))[1].code).toBe("sign-in-needed");
    const picture = `/api/v1/sharing/loans/${loanId}/photos/${photo.id}`;
    // The test's picture has no file: whoever may see it is told just that.
    expect((await get(picture, headers.office))[1].code).toBe("photo-unknown");
    expect((await get(picture, headers.stranger))[1].code).toBe("loan-unknown");
    await world.run((tx) => decideCase(tx, office, world.clock, loanId, "forgiven", "算了"));
    expect((await get(url, headers.office))[1].code).toBe("loan-unknown");
  });
});

describe("forgetting somebody in a quarrel", () => {
  test("waits for a stated day at most, and is done on it", async () => {
    const out = await lend(world, lin, mei, await offerCopy(world, lin));
    expect(await refusalOf(erase(mei))).toBe("erasure-open-loans");
    await world.run((tx) => openCase(tx, lin, world.clock, out, "report-lost", "没有了"));
    const until = await erase(mei).catch((error: { params: { until: string } }) => error.params.until);
    const last = new Date(world.clock.now().getTime() + (SETTLE_DAYS + DECIDE_DAYS) * DAY_MS);
    expect(until).toBe(new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(last));
    await pass(SETTLE_DAYS);
    expect(await erase(lin).catch((error: { params: { until: string } }) => error.params.until)).toBe(until);
    await pass(DECIDE_DAYS);
    expect(await refusalOf(erase(mei))).toBeNull();
  });

  test("after a return is told the day on which nobody can complain any more", async () => {
    const loanId = await lend(world, lin, mei, await offerCopy(world, lin));
    await giveBack(world, mei, lin, loanId);
    expect(await refusalOf(erase(mei))).toBe("erasure-case-open");
    await pass(3);
    expect(await refusalOf(erase(mei))).toBeNull();
  });
});
