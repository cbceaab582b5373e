import { sql } from "kysely";
import { matchAnew } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { pinRecords, deferDoubt as putOff, statementsOf, type Verdict } from "../matching/index.ts";
import { mayDo } from "../people/index.ts";

/** Records on one side of a join by hand. */
const MOST_RECORDS = 60;

type Standing = { id: number; memberId: number; instanceId: number };

/** Live records of these instances. Waits until no load is deciding, so that what is read here holds until the end. */
async function recordsIn(tx: Tx, instanceIds: readonly number[]): Promise<Standing[]> {
  await lockByName(tx, "catalogue.matching");
  return await readRecords(tx, instanceIds);
}

async function readRecords(db: Db, instanceIds: readonly number[]): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select f.id, f.member_id as "memberId", f.instance_id as "instanceId" from catalogue.record_fact f
    where f.instance_id = any(${[...instanceIds]}::bigint[]) and f.audience = 0 order by f.id`.execute(db);
  return rows;
}

/** Records may be joined and parted by cataloguers of a member that has one of them. Refuses `forbidden` 403. */
function demandHolder(actor: Actor, records: readonly Standing[]): void {
  if (!records.some((record) => mayDo(actor, "catalogue.edit", record.memberId)))
    throw new Problem("forbidden", 403);
}

function idsOf(records: readonly Standing[]): number[] {
  return records.map((record) => record.id);
}

/** What is said, by whom. */
type Word = { actor: Actor; why: string };

/**
 * Two instances are one: all their records stand together from now on, whatever speaks against it. Returns where. Refuses
 * `instance-unknown` 404, `instances-one` 409, `records-too-many` 409 and `forbidden` 403.
 */
export async function joinInstances(tx: Tx, word: Word, one: number, other: number): Promise<number> {
  if (one === other) throw new Problem("instances-one", 409);
  const records = await recordsIn(tx, [one, other]);
  const [left, right] = [one, other].map((id) => records.filter((record) => record.instanceId === id)) as [
    Standing[],
    Standing[],
  ];
  if (left.length === 0 || right.length === 0) throw new Problem("instance-unknown", 404);
  demandHolder(word.actor, records);
  if (records.length > MOST_RECORDS) throw new Problem("records-too-many", 409);
  await say(tx, word, left, right, "same");
  return await whereIs(tx, left[0]!.id);
}

function divide(actor: Actor, records: readonly Standing[], recordIds: readonly number[]) {
  if (records.length === 0) throw new Problem("instance-unknown", 404);
  demandHolder(actor, records);
  const leaving = records.filter((record) => recordIds.includes(record.id));
  const staying = records.filter((record) => !recordIds.includes(record.id));
  if (leaving.length !== new Set(recordIds).size) throw new Problem("records-elsewhere", 409);
  if (staying.length === 0) throw new Problem("nothing-left", 409);
  return { leaving, staying };
}

/** Refuses what parting these records now would refuse. */
export async function demandLeaving(
  db: Db,
  actor: Actor,
  instanceId: number,
  recordIds: readonly number[],
): Promise<void> {
  divide(actor, await readRecords(db, [instanceId]), recordIds);
}

/**
 * Records do not belong to the instance: together they become one of their own, and never come back by themselves.
 * Returns it. Refuses `instance-unknown` 404, `records-elsewhere` 409, `nothing-left` 409, `forbidden` 403.
 */
export async function partRecords(
  tx: Tx,
  word: Word,
  instanceId: number,
  recordIds: readonly number[],
): Promise<number> {
  const { leaving, staying } = divide(word.actor, await recordsIn(tx, [instanceId]), recordIds);
  if (leaving.length > 1)
    await pinRecords(statementsOf(tx), {
      one: idsOf(leaving),
      other: idsOf(leaving),
      verdict: "same",
      why: word.why,
      by: word.actor.personId,
    });
  await say(tx, word, leaving, staying, "apart");
  return await whereIs(tx, leaving[0]!.id);
}

/**
 * Decides a doubt about two records: the same joins their instances, apart keeps all records of the one from those of the
 * other. Returns where the first of the two stands. Refuses `record-unknown` 404, `instances-one` 409 (somebody joined
 * them), `records-too-many` 409, `forbidden` 403.
 */
export async function decideDoubt(
  tx: Tx,
  word: Word,
  pair: readonly [low: number, high: number],
  verdict: Verdict,
): Promise<number> {
  const [low, high] = [await findInstance(tx, pair[0]), await findInstance(tx, pair[1])];
  if (verdict === "same") return await joinInstances(tx, word, low, high);
  if (low === high) throw new Problem("instances-one", 409);
  const records = await recordsIn(tx, [low, high]);
  demandHolder(word.actor, records);
  if (records.length > MOST_RECORDS) throw new Problem("records-too-many", 409);
  await say(
    tx,
    word,
    records.filter((record) => record.instanceId === low),
    records.filter((record) => record.instanceId === high),
    "apart",
  );
  return await whereIs(tx, pair[0]);
}

/** Puts a doubt behind the others. Refuses `record-unknown` 404 and `forbidden` 403. */
export async function deferDoubt(
  tx: Tx,
  actor: Actor,
  pair: readonly [low: number, high: number],
  now: Date,
): Promise<void> {
  const records = await recordsIn(tx, [await findInstance(tx, pair[0]), await findInstance(tx, pair[1])]);
  demandHolder(actor, records);
  await putOff(statementsOf(tx), pair[0], pair[1], now);
}

async function findInstance(tx: Tx, recordId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select f.instance_id as id from catalogue.record_fact f where f.id = ${recordId}`.execute(tx);
  if (!rows[0]) throw new Problem("record-unknown", 404);
  return rows[0].id;
}

async function whereIs(tx: Tx, recordId: number): Promise<number> {
  return await findInstance(tx, recordId);
}

async function say(
  tx: Tx,
  { actor, why }: Word,
  one: readonly Standing[],
  other: readonly Standing[],
  verdict: Verdict,
): Promise<void> {
  const statements = statementsOf(tx);
  await pinRecords(statements, { one: idsOf(one), other: idsOf(other), verdict, why, by: actor.personId });
  await matchAnew(statements, idsOf([...one, ...other]));
}
