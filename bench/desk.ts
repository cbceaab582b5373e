/**
 * Benchmark of the desk: `node bench/desk.ts [--rules 5000] [--loans 1000] [--holds 2000] [--desks 8]`. A rule resolved, check-outs
 * and check-ins by several desks at once, and all open requests of a region checked anew; in process, on a database of its own.
 * Prints a JSON line per figure.
 */

import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { checkOut, circulationJobs, placeHold, scanItem } from "../server/src/circulation/index.ts";
import { createInstance, createReader, createRegion } from "../server/src/circulation/testing.ts";
import { readConfig } from "../server/src/kernel/config.ts";
import { type Database, inTransaction } from "../server/src/kernel/database.ts";
import setUp, { createTestDatabase } from "../server/src/kernel/testing.ts";
import { fixedClock } from "../server/src/kernel/time.ts";
import { casesOf, loanTerms, termsOf } from "../server/src/policies/index.ts";

const { values } = parseArgs({
  options: {
    rules: { type: "string", default: "5000" },
    loans: { type: "string", default: "1000" },
    holds: { type: "string", default: "2000" },
    desks: { type: "string", default: "8" },
  },
});
const [RULES, LOANS, HOLDS, DESKS] = [values.rules, values.loans, values.holds, values.desks].map(Number) as [
  number,
  number,
  number,
  number,
];
/** As many as the region's plan expects to be open. */
const OPEN_HOLDS = 280_000;
const clock = fixedClock("2026-03-02T04:00:00Z");

function print(name: string, value: number, unit: string, more: object = {}): void {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load: loadavg()[0] };
  process.stdout.write(
    `${JSON.stringify({ name, value: Number(value.toFixed(4)), unit, ...more, ...machine })}\n`,
  );
}
const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;

/** Times of each call in milliseconds, smallest first; `lanes` run at once. */
async function timed(count: number, lanes: number, work: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      const start = performance.now();
      await work(n);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return times.sort((a, b) => a - b);
}

async function benchRules(
  db: Database["db"],
  memberId: number,
  itemId: number,
  branchId: number,
  personId: string,
) {
  await sql`insert into policies.loan_rule (member_id, facts, says)
    select case when n % 4 = 0 then null else ${memberId}::smallint end,
      jsonb_build_object('patronGroup', case when n % 5 = 0 then 'student' else 'g' || n % 60 end,
        'itemClass', case when n % 7 = 0 then 'book' else 'c' || n % 40 end, 'location', 'L' || n),
      jsonb_build_object('period', 'P' || (1 + n % 300) || 'D', 'loansMax', 100 + n % 300)
    from generate_series(1, ${RULES}) n`.execute(db);
  const [one] = await casesOf(db, [{ itemId, personId, branchId, at: clock.now() }]);
  const times: number[] = [];
  for (let n = 0; n < 5000; n++) {
    const start = performance.now();
    termsOf(one!);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  print("rule resolved", at(times, 0.5), "ms", { p95: at(times, 0.95), rules: RULES });
  const whole = await timed(1000, 1, () => loanTerms(db, { itemId, personId, branchId, now: clock.now() }));
  print("terms of a loan, with the question to the database", at(whole, 0.5), "ms", { p95: at(whole, 0.95) });
  await sql`delete from policies.loan_rule where facts ? 'location'`.execute(db);
}

const end = await setUp();
const database = await createTestDatabase();
try {
  const { db } = database;
  const region = await createRegion(db);
  const { EAST, MID, WEST } = region.members;
  const cards: string[] = [];
  for (let n = 0; n < Math.ceil(LOANS / 40); n++) {
    cards.push(`R${n}`);
    await createReader(db, EAST.id, `R${n}`);
  }
  const asking = await createReader(db, WEST.id, "ASK");
  const items: string[] = [];
  const titles: number[] = [];
  for (let n = 0; n < Math.max(LOANS, HOLDS / 2); n++) {
    const made = await createInstance(db, [
      { memberId: EAST.id, branchId: EAST.branchId },
      { memberId: MID.id, branchId: MID.branchId },
    ]);
    items.push(made.barcodes[0]!);
    titles.push(made.instanceId);
    if (n === 0) await benchRules(db, EAST.id, made.itemIds[0]!, EAST.branchId, asking.personId);
  }
  const run = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(db, work);
  const scanned = (n: number) => ({ barcode: items[n]!, branchId: EAST.branchId });
  const lend = (n: number) =>
    run((tx) =>
      checkOut(tx, EAST.desk, clock, {
        patronBarcode: cards[n % cards.length]!,
        itemBarcode: items[n]!,
        branchId: EAST.branchId,
      }),
    );
  const out = await timed(LOANS, DESKS, lend);
  print("check-out", at(out, 0.5), "ms", { p95: at(out, 0.95), desks: DESKS, loans: LOANS });
  const back = await timed(LOANS, DESKS, (n) => run((tx) => scanItem(tx, EAST.desk, clock, scanned(n))));
  print("check-in", at(back, 0.5), "ms", { p95: at(back, 0.95), desks: DESKS });

  await sql`update policies.loan_rule set says = says || '{"holdsMax": 500, "loansMax": 500}' where member_id is null`.execute(
    db,
  );
  const readers = [asking];
  for (let n = 1; n < HOLDS / 400; n++) readers.push(await createReader(db, WEST.id, `ASK${n}`));
  const asked = await timed(HOLDS, 4, (n) =>
    run((tx) =>
      placeHold(tx, readers[n % readers.length]!, clock, {
        instanceId: titles[Math.floor(n / readers.length) % titles.length]!,
        pickupBranchId: WEST.branchId,
      }),
    ).catch(() => undefined),
  );
  print("request placed", at(asked, 0.5), "ms", { p95: at(asked, 0.95) });
  await sql`update circulation.hold set suspended_until = '2026-03-01', state = 'waiting', item_id = null, targeted_at = null
    where state = 'targeted'`.execute(db);
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from circulation.hold h where h.state = 'waiting'`.execute(db);
  const start = performance.now();
  await circulationJobs({ ...database, clock, config: readConfig({}) })["circulation-other-copies"]!(
    {} as never,
    {} as never,
  );
  const seconds = (performance.now() - start) / 1000;
  const open = rows[0]!.n;
  print("open requests checked anew", open / seconds, "1/s", {
    open,
    seconds: Number(seconds.toFixed(2)),
    minutesFor280000: Number((OPEN_HOLDS / (open / seconds) / 60).toFixed(1)),
  });
} finally {
  await database.close();
  await end();
}
