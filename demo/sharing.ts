import { sql } from "kysely";
import { type Actor, systemActor } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction } from "../server/src/kernel/database.ts";
import type { Clock } from "../server/src/kernel/time.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";
import {
  admitMember,
  applyToCircle,
  cellOf,
  createCircle,
  moveCell,
  type OfferMode,
  publishCopies,
} from "../server/src/sharing/index.ts";
import type { BookFacts } from "./facts.ts";

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

/** Readers' own books, near each other and in one circle. Does nothing once somebody has books. */
export async function loadSharing(db: Db, clock: Clock, facts: readonly BookFacts[]): Promise<void> {
  const begun = await sql`select 1 from sharing.copy limit 1`.execute(db);
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
    for (const [i, home] of HOUSEHOLDS.entries()) {
      const reader = readers[i]!;
      await moveCell(tx, reader, clock, cellOf({ lat: QUARTER.lat + home.north * KM, lon: QUARTER.lon }));
      const shelf = Array.from(
        { length: home.books },
        (_, k) => books[((i * MOST + k) * STEP) % books.length]!,
      );
      await publishCopies(tx, reader, clock, {
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
    }
  });
}

function actorOf(personId: string): Actor {
  return { ...systemActor, personId, grants: [] };
}
