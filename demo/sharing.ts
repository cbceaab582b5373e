import { sql } from "kysely";
import { admitMember, applyToCircle, createCircle } from "../server/src/circles/index.ts";
import { releaseBook, startJourney } from "../server/src/drifting/index.ts";
import { type Actor, systemActor } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../server/src/kernel/database.ts";
import type { Clock } from "../server/src/kernel/time.ts";
import { cellOf, moveCell } from "../server/src/neighbours/index.ts";
import { getNest, leaveCopy, nestSecret, registerNest, visitNest } from "../server/src/nests/index.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";
import { publishCopies } from "../server/src/shelves/index.ts";
import type { OfferMode } from "../server/src/shelves/schema.ts";
import type { BookFacts } from "./facts.ts";
import { demoReaders } from "./people.ts";

/** The fictional quarter lies in the middle of a desert, where nobody lives. */
const QUARTER = { lat: 39.05, lon: 84.02 };
const KM = 0.009;

/** Readers with books at home: where in the quarter, how many books, what they offer, on which shelf. */
const HOUSEHOLDS: { login: string; north: number; books: number; modes: OfferMode[]; shelf: string }[] = [
  { login: "reader", north: 0, books: 14, modes: ["lend"], shelf: "书桌" },
  { login: "reader2", north: 1, books: 18, modes: ["lend", "give"], shelf: "客厅" },
  { login: "reader3", north: 2, books: 12, modes: ["lend"], shelf: "閒書" },
  { login: "reader4", north: 4, books: 9, modes: ["give"], shelf: "Hallway" },
];
/** Every so many-th book of the facts is somebody's, so that the shelves are mixed and no two alike. */
const STEP = 37;
const MOST = 20;
const CIRCLE = "三号院读书会";
/** Nests of the quarter; the first reader looks after them. */
const NESTS = [
  { name: "沙洲街小书巢", kind: "wooden-cabinet", north: 0.4, books: 18, capacity: 40, address: "沙洲街口" },
  { name: "三号院门厅書架", kind: "shelf", north: 1.2, books: 33, capacity: 60, address: "三号院一层" },
  { name: "Oasis Phone Box", kind: "phone-box", north: 2.6, books: 9, capacity: 25, address: "绿洲公园" },
] as const;

/** Readers' own books, near each other and in one circle. Does nothing once somebody has books. */
export async function loadSharing(db: Db, clock: Clock, facts: readonly BookFacts[]): Promise<void> {
  const begun = await sql`select 1 from shelves.copy limit 1`.execute(db);
  if (begun.rows.length > 0) return;
  const books = facts.filter((book) => book.isbn !== "");
  const readers = await Promise.all(
    HOUSEHOLDS.map(async ({ login }) => actorOf((await findPersonByLogin(db, login))!.id)),
  );
  await inTransaction(db, async (tx) => {
    const founder = readers[0]!;
    const circle = await createCircle(tx, founder, clock, {
      kind: "compound",
      name: CIRCLE,
      about: "楼上楼下换着看。",
      proofs: ["steward"],
      maxLoanDays: 30,
    });
    for (const reader of readers.slice(1, 3)) {
      await applyToCircle(tx, reader, clock, circle.id, "steward", "住在院里");
      await admitMember(tx, founder, clock, circle.id, reader.personId);
    }
    const copies: string[][] = [];
    for (const [i, home] of HOUSEHOLDS.entries()) {
      const reader = readers[i]!;
      await moveCell(tx, reader, clock, cellOf({ lat: QUARTER.lat + home.north * KM, lon: QUARTER.lon }));
      const shelf = Array.from(
        { length: home.books },
        (_, k) => books[((i * MOST + k) * STEP) % books.length]!,
      );
      const published = await publishCopies(tx, reader, clock, {
        lines: shelf.map((book) => ({
          isbn: book.isbn,
          title: book.title,
          author: book.authors[0]?.name ?? "",
        })),
        options: {
          modes: home.modes,
          loanDays: 30,
          condition: "good",
          note: "",
          shelf: home.shelf,
          audience: { public: true, radiusKm: 10, friends: true, circleIds: i < 3 ? [circle.id] : [] },
        },
      });
      copies.push(published.copies.map((copy) => copy.id));
    }
    await loadNeighbours(tx, clock);
    await loadNests(tx, clock, readers, copies);
    await loadDrifting(tx, clock, readers[1]!, copies[1]!);
  });
}

/** Distances are told from areas in which enough readers live: the quarter's other readers live there, too. */
async function loadNeighbours(tx: Tx, clock: Clock): Promise<void> {
  const { rows } = await sql<{ person_id: string }>`select c.person_id from people.card c
    where c.barcode = any(${demoReaders.map((reader) => reader.number)}::text[]) order by c.barcode`.execute(
    tx,
  );
  for (const [i, row] of rows.entries()) {
    const { north } = HOUSEHOLDS[i % HOUSEHOLDS.length]!;
    await moveCell(
      tx,
      actorOf(row.person_id),
      clock,
      cellOf({ lat: QUARTER.lat + north * KM, lon: QUARTER.lon }),
    );
  }
}

/** Nests that readers confirmed and counted, each with one book somebody left. */
async function loadNests(tx: Tx, clock: Clock, readers: Actor[], copies: string[][]): Promise<void> {
  for (const [i, { name, kind, north, books, capacity, address }] of NESTS.entries()) {
    const { code } = await registerNest(tx, readers[0]!, clock, {
      name,
      kind,
      address,
      opening: "24/7",
      access: "public",
      forChildren: false,
      capacity,
      position: { lat: QUARTER.lat + north * KM, lon: QUARTER.lon + 0.003 },
    });
    const secret = await nestSecret(tx, (await getNest(tx, clock, code)).id);
    const at = (actor: Actor) => ({ actor, secret, network: "" });
    await visitNest(tx, at(readers[1]!), clock, code, { kind: "saw", books: 0 });
    await visitNest(tx, at(readers[2]!), clock, code, { kind: "counted", books });
    await leaveCopy(tx, readers[2]!, clock, { code, secret }, copies[2]![i]!);
  }
}

/** One book let go near the first nest. */
async function loadDrifting(tx: Tx, clock: Clock, reader: Actor, copies: string[]): Promise<void> {
  const { code } = await startJourney(tx, reader, clock, {
    copyId: copies[0]!,
    kind: "ray",
    message: "读完请再放出去，祝你喜欢。",
    ring: [],
  });
  const place = { place: "沙洲街的长椅", cell: cellOf(QUARTER) };
  await releaseBook(tx, clock, code, { actor: reader, secret: "" }, place);
}

function actorOf(personId: string): Actor {
  return { ...systemActor, personId, grants: [] };
}
