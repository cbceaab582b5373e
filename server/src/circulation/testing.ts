import { sql } from "kysely";
import { addBranch, addMember, findMemberByCode, listBranches, setDistance } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { createPerson } from "../people/index.ts";

export { brokenInvariants } from "./testing-invariants.ts";

/** Three libraries in a row, east to west: ten minutes from one to the next. */
export type TestRegion = {
  members: Record<"EAST" | "MID" | "WEST", { id: number; branchId: number; desk: Actor }>;
};

/** Members, branches, distances and a desk at each; the calendars are open every day. */
export async function createRegion(db: Db): Promise<TestRegion> {
  const members = {} as TestRegion["members"];
  for (const code of ["EAST", "MID", "WEST"] as const) {
    await inTransaction(db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }));
    const member = await findMemberByCode(db, code);
    const branch = (await listBranches(db, { memberId: member.id }))[0]!;
    members[code] = { id: member.id, branchId: branch.id, desk: deskOf(member.id, branch.id) };
  }
  const order = [members.EAST.branchId, members.MID.branchId, members.WEST.branchId];
  for (const [i, from] of order.entries())
    for (const [j, to] of order.entries())
      if (i !== j)
        await inTransaction(db, (tx) =>
          setDistance(tx, systemActor, { fromBranchId: from, toBranchId: to, minutes: 10 * Math.abs(i - j) }),
        );
  return { members };
}

function deskOf(memberId: number, branchId: number): Actor {
  return actorOf({
    personId: "00000000-0000-7000-8000-0000000000de",
    name: "desk",
    grants: [{ role: "circulation", scope: memberId }],
    scope: memberId,
    place: branchId,
  });
}

/** A second branch of a member. */
export async function createBranch(
  db: Db,
  memberId: number,
  code: string,
  isPickup: boolean,
): Promise<number> {
  const branch = await inTransaction(db, (tx) =>
    addBranch(tx, systemActor, { memberId, code, name: { en: code }, isPickup }),
  );
  return branch.id;
}

/** A reader of a member with a card; `validUntil` ends the affiliation. */
export async function createReader(
  db: Db,
  memberId: number,
  barcode: string,
  validUntil: string | null = null,
): Promise<Actor> {
  const person = await inTransaction(db, (tx) =>
    createPerson(tx, systemActor, {
      name: `Reader ${barcode}`,
      affiliations: [{ memberId, patronGroup: "student", number: barcode, validUntil }],
      card: { memberId, barcode },
    }),
  );
  return actorOf({ personId: person.id, name: person.name });
}

let counter = 0;

/** An instance with one copy at each of the given branches; returns its id and the copies' barcodes and ids. */
export async function createInstance(
  db: Db,
  copies: { memberId: number; branchId: number; forLoan?: boolean; barcode?: string }[],
): Promise<{ instanceId: number; barcodes: string[]; itemIds: number[] }> {
  const title = `Title ${++counter}`;
  return await inTransaction(db, async (tx) => {
    const instance = await sql<{ id: number }>`insert into catalogue.instance (brief, record_count)
      values (${JSON.stringify({ title: { main: title } })}::json, ${copies.length}) returning id`.execute(
      tx,
    );
    const instanceId = instance.rows[0]!.id;
    const barcodes: string[] = [];
    const itemIds: number[] = [];
    for (const copy of copies) {
      const barcode = copy.barcode ?? `B${++counter}`;
      const item = await sql<{ id: number }>`
        with r as (
          insert into catalogue.record (member_id, control_number, instance_id, flavour, marc, content_hash, changed_by)
          values (${copy.memberId}, ${`c${++counter}`}, ${instanceId}, 'marc21', '{}', 0, ${systemActor.personId})
          returning id
        ), h as (
          insert into catalogue.holding (record_id, branch_id, call_number)
          select r.id, ${copy.branchId}, 'I247' from r returning id, record_id
        )
        insert into catalogue.item (record_id, holding_id, member_id, source_key, barcode, home_branch_id, current_branch_id, for_loan)
        select h.record_id, h.id, ${copy.memberId}, ${barcode}, ${barcode}, ${copy.branchId}, ${copy.branchId}, ${copy.forLoan ?? true}
        from h returning id`.execute(tx);
      barcodes.push(barcode);
      itemIds.push(item.rows[0]!.id);
    }
    return { instanceId, barcodes, itemIds };
  });
}

/** Live status of an item. */
export async function statusOf(db: Db, itemId: number): Promise<string> {
  const { rows } = await sql<{ status: string }>`
    select s.status from circulation.item_state s where s.item_id = ${itemId}`.execute(db);
  return rows[0]!.status;
}

export { openDesks, signInAs } from "./testing-desks.ts";
