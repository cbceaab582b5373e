import { sql } from "kysely";
import { bringBack, setAside } from "../../circulation/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid, newId } from "../../kernel/ids.ts";
import type { Clock } from "../../kernel/time.ts";
import { demandPermission } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import { publishOffers } from "../titles/titles.ts";
import { counterOf, writeCustody } from "./custody.ts";
import { moveOffer } from "./offer-rows.ts";

/** A copy a library offers to circles. */
export type LibraryCopy = {
  copyId: string;
  barcode: string;
  title: string;
  circles: string[];
  isFree: boolean;
};

/** A circle a library may offer copies to: its own readers', or one it answers for. `isOfficial`: founded by its staff. */
export type LibraryCircle = { id: string; name: string; isOfficial: boolean };

/** Circles of a library, its own first: those its readers belong to by their account, and those it answers for. */
export async function libraryCircles(db: Db, memberId: number): Promise<LibraryCircle[]> {
  const { rows } =
    await sql<LibraryCircle>`select c.id, c.name, c.is_official as "isOfficial" from circles.circle_line c
    where (c.member_id = ${memberId} or c.guarded_by = ${memberId}) and c.closed_at is null
    order by c.is_official desc, c.name limit 200`.execute(db);
  return rows;
}

/**
 * Offers one of the library's items to circles: it leaves ordinary lending, lies at its branch, and whoever of the
 * circle asks collects it there. Asking is enough; the library says yes beforehand. Refuses in this order: `forbidden`
 * 403, `circle-unknown` 404 (no circle of this library), then as `setAside`.
 */
export async function offerItem(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { memberId: number; barcode: string; circleIds: string[]; loanDays: number },
): Promise<LibraryCopy> {
  const { memberId, barcode, loanDays } = input;
  demandPermission(actor, "circulation.desk", memberId);
  const known = await libraryCircles(tx, memberId);
  const circles = known.filter((circle) => input.circleIds.includes(circle.id));
  if (circles.length === 0 || circles.length < new Set(input.circleIds).size) throw refuse("circle-unknown");
  const item = await setAside(tx, actor, clock, memberId, barcode);
  const copyId = newId<"copy">() as string;
  const now = clock.now();
  const titleId = await titleOf(tx, item.instanceId, item.title);
  await sql`insert into shelves.copy (id, region_id, title_id, owner_member, place_kind, place_id, note, created_at)
    values (${copyId}, 0, ${titleId}, ${memberId}, 'branch', ${String(item.branchId)}, '', ${now})`.execute(
    tx,
  );
  await sql`insert into shelves.offer (copy_id, region_id, title_id, instance_id, owner_member, modes, loan_days, published_at)
    values (${copyId}, 0, ${titleId}, ${item.instanceId}, ${memberId}, '{lend}', ${loanDays}, ${now})`.execute(
    tx,
  );
  await sql`insert into shelves.offer_circle (circle_id, copy_id, instance_id)
    select c.id, ${copyId}, ${item.instanceId} from unnest(${circles.map((circle) => circle.id)}::uuid[]) c(id)`.execute(
    tx,
  );
  await sql`insert into shelves.library_copy (copy_id, member_id, item_id, offered_at)
    values (${copyId}, ${memberId}, ${item.itemId}, ${now})`.execute(tx);
  await writeCustody(tx, actor, now, [copyId], "published");
  await publishOffers(tx, [titleId]);
  return { copyId, barcode, title: item.title, circles: circles.map((circle) => circle.name), isFree: true };
}

/** The title of an instance as readers know it; made where none has it. */
async function titleOf(tx: Tx, instanceId: number, main: string): Promise<number> {
  const known = await sql<{ id: number }>`select t.id from shelves.title t where t.instance_id = ${instanceId}
    order by t.id limit 1`.execute(tx);
  if (known.rows[0]) return known.rows[0].id;
  const { rows } = await sql<{ id: number }>`insert into shelves.title (instance_id, main)
    values (${instanceId}, ${main || "—"}) returning id`.execute(tx);
  return rows[0]!.id;
}

/** Copies a library offers to circles now, the newest first. */
export async function libraryCopies(db: Db, memberId: number): Promise<LibraryCopy[]> {
  const { rows } = await sql<{
    copy_id: string;
    barcode: string | null;
    main: string;
    circles: string[];
    is_free: boolean;
  }>`
    select l.copy_id, i.barcode, t.main, o.is_free, array(select g.name from shelves.offer_circle oc
      join circles.circle_line g on g.id = oc.circle_id where oc.copy_id = l.copy_id order by g.name) as circles
    from shelves.library_copy l join catalogue.item_line i on i.id = l.item_id join shelves.offer o on o.copy_id = l.copy_id
    join shelves.title t on t.id = o.title_id
    where l.member_id = ${memberId} and l.ended_at is null order by l.offered_at desc limit 500`.execute(db);
  return rows.map((row) => ({
    copyId: row.copy_id,
    barcode: row.barcode ?? "",
    title: row.main,
    circles: row.circles,
    isFree: row.is_free,
  }));
}

/**
 * Takes a copy back from the circles into ordinary lending, at the branch it lies at. Refuses `copy-unknown` 404 (also of
 * other libraries), `copy-on-loan` 409 (somebody has it, or has asked).
 */
export async function withdrawItem(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  memberId: number,
  copyId: string,
): Promise<void> {
  demandPermission(actor, "circulation.desk", memberId);
  const { rows } = isUuid(copyId)
    ? await sql<{
        item_id: number;
        title_id: number;
      }>`select l.item_id, c.title_id from shelves.library_copy l
        join shelves.copy c on c.id = l.copy_id
        where l.copy_id = ${copyId} and l.member_id = ${memberId} and l.ended_at is null for update`.execute(
        tx,
      )
    : { rows: [] };
  if (!rows[0]) throw refuse("copy-unknown");
  const open =
    await sql`select 1 from shelves.claim l where l.copy_id = ${copyId} and l.stage <> 'over' limit 1`.execute(
      tx,
    );
  const place = await counterOf(tx, copyId);
  if (open.rows.length > 0 || place === null) throw refuse("copy-on-loan");
  const now = clock.now();
  await sql`update shelves.library_copy set ended_at = ${now} where copy_id = ${copyId}`.execute(tx);
  await moveOffer(tx, copyId, "withdraw");
  await sql`update shelves.copy set state = 'retired' where id = ${copyId}`.execute(tx);
  await writeCustody(tx, actor, now, [copyId], "withdrawn");
  await bringBack(tx, rows[0].item_id, Number(place.id));
  await publishOffers(tx, [rows[0].title_id]);
}
