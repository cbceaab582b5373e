import { sql } from "kysely";
import { checkOut, scanItem } from "../server/src/circulation/index.ts";
import { todayInRegion } from "../server/src/consortium/index.ts";
import { type Actor, onBehalfOf, systemActor, workingFor } from "../server/src/kernel/actor.ts";
import { execute } from "../server/src/kernel/command.ts";
import { inTransaction } from "../server/src/kernel/database.ts";
import { addDays, type Clock, DAY_MS, fixedClock } from "../server/src/kernel/time.ts";
import { acceptLoan, requestCopy, shownCode } from "../server/src/peer-loans/index.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";
import type { DemoDeps } from "./index.ts";

const READERS = ["reader", "reader2", "reader3", "reader4"] as const;
type Reader = (typeof READERS)[number];
type Act = (who: Reader, command: string, params: object, input: object, clock?: Clock) => Promise<unknown>;

/** What each looks out for: its name and its search. */
const SEARCHES: [Reader, name: string, query: string][] = [
  ["reader", "新到的机器学习书", "q=机器学习&language=chi"],
  ["reader", "沈从文", "q=沈从文&available=now"],
  ["reader2", "中国现代文学研究", "q=中国现代文学&type=book"],
  ["reader3", "紅樓夢的新版本", "q=紅樓夢"],
  ["reader4", "Chinese novels in English", "q=fiction China&language=eng"],
];

/** Their histories are kept for so long. */
const KEPT_DAYS = 70;
/** What readers of the library have read and brought back: how many days ago they took it, and gave it back. */
const READ: [Reader, taken: number, back: number][] = [
  ["reader", 62, 40],
  ["reader", 39, 21],
  ["reader", 20, 6],
  ["reader2", 33, 12],
  ["reader3", 28, 9],
  ["reader4", 45, 18],
];

/** Who borrows from whom: which of the lender's books is asked for, in which words. */
const BETWEEN: [borrower: Reader, lender: Reader, nth: number, words: string][] = [
  ["reader", "reader2", 5, "放假前读完，看完送到门厅书架。"],
  ["reader3", "reader2", 9, "借兩週，可以嗎？"],
  ["reader4", "reader3", 4, "May I read it over the weekend?"],
  ["reader2", "reader4", 2, "搬家前来取，谢谢。"],
];

/** Books that went from hand to hand and came home: when they were handed over, and when they were back. */
const LENT: [borrower: Reader, lender: Reader, nth: number, lent: number, back: number][] = [
  ["reader", "reader2", 0, 58, 41],
  ["reader3", "reader2", 1, 52, 30],
  ["reader2", "reader", 6, 47, 35],
  ["reader", "reader3", 2, 33, 20],
  ["reader2", "reader3", 5, 28, 12],
  ["reader3", "reader", 8, 19, 6],
  ["reader4", "reader", 9, 15, 4],
];

const HELP: [Reader, subject: string, body: string][] = [
  ["reader", "毕业以后还能借书吗", "明年六月毕业，手上的书和圈子里的约定怎么办？"],
  ["reader2", "书巢的二维码看不清了", "三号院门厅书架的标签晒淡了，能再印一张吗？"],
  ["reader3", "想成立一個讀書會", "院裏幾位鄰居想一起讀書，要先做什麼？"],
  ["reader4", "A page in English", "Could the guide for sharers be had in English, too?"],
];

/** What the reader's library told them of the books that neighbours look for, the eldest first. */
const ANSWERS = [
  "问过总馆：期刊库里有八十年代的两年，九十年代的正在找，周五有答复。",
  "Asked at the main library: the map room has one of 1998, to look at there.",
];

const VIEWING_AHEAD_DAYS = 6;

/** What is told of objects of the special collections. */
const SAID: [Reader, text: string][] = [
  ["reader2", "校庆时在展柜里见过，口沿的一小块缺是后来补的。"],
  ["reader3", "與家裏老人收着的一件同式樣，底款位置也一樣。"],
];

/** What readers' own pages show: searches they keep, books they have read, what they borrow from each other and asked for. */
export async function loadOwnPages(deps: DemoDeps): Promise<void> {
  const { rows } = await sql`select 1 from saved_searches.saved_search limit 1`.execute(deps.db);
  if (rows.length > 0) return;
  const { commands } = await import("../server/src/rooms.ts");
  const people = new Map<Reader, Actor>();
  for (const login of READERS) people.set(login, onBehalfOf((await findPersonByLogin(deps.db, login))!.id));
  const act: Act = async (who, name, params, input, clock = deps.clock) => {
    const { db, config } = deps;
    const command = commands.find((one) => one.name === name)!;
    return await execute(command, { db, clock, config, actor: people.get(who)!, via: "desk" }, params, input);
  };
  const begun = daysBefore(deps.clock, KEPT_DAYS);
  for (const who of READERS) await act(who, "community.keep-history", {}, { isKept: true }, begun);
  await loadRead(deps, people);
  await loadLent(deps, people, act);
  await loadBetween(deps, people);
  await loadAsked(deps, act);
  for (const [who, name, query] of SEARCHES)
    await act(who, "saved-searches.save", {}, { name, query, frequency: "weekly" });
}

/** Books of the readers' main libraries, lent and given back; their history tells of them. */
async function loadRead({ db, clock }: DemoDeps, people: ReadonlyMap<Reader, Actor>): Promise<void> {
  for (const [i, [who, taken, back]] of READ.entries()) {
    const { rows } = await sql<{ barcode: string; member_id: number; branch_id: number; card: string }>`
      select i.barcode, i.member_id, i.home_branch_id as branch_id, c.barcode as card
      from people.card c join catalogue.item i on i.member_id = c.member_id and i.for_loan
      join catalogue.record r on r.id = i.record_id join catalogue.title_line t on t.id = r.instance_id
      where c.person_id = ${people.get(who)!.personId} and i.current_branch_id = i.home_branch_id
        and not exists (select 1 from circulation.loan l where l.item_id = i.id)
        and not exists (select 1 from circulation.hold h where h.instance_id = r.instance_id)
        and not exists (select 1 from placement.item_place p where p.item_id = i.id)
      order by md5(i.barcode), i.id limit 1 offset ${i}`.execute(db);
    const [copy] = rows;
    if (!copy) continue;
    const desk = workingFor(systemActor, copy.member_id, copy.branch_id);
    await inTransaction(db, (tx) =>
      checkOut(tx, desk, daysBefore(clock, taken), {
        patronBarcode: copy.card,
        itemBarcode: copy.barcode,
        branchId: copy.branch_id,
      }),
    );
    await inTransaction(db, (tx) =>
      scanItem(tx, desk, daysBefore(clock, back), { barcode: copy.barcode, branchId: copy.branch_id }),
    );
  }
}

function daysBefore(clock: Clock, days: number): Clock {
  return fixedClock(new Date(clock.now().getTime() - days * DAY_MS).toISOString());
}

/** Lends, hands over by the code on the lender's phone, and takes back by the borrower's. */
async function loadLent(
  { db, clock }: DemoDeps,
  people: ReadonlyMap<Reader, Actor>,
  act: Act,
): Promise<void> {
  for (const [borrower, lender, nth, lent, back] of LENT) {
    const { rows } = await sql<{ id: string }>`select o.copy_id as id from shelves.offer_fact o
      where o.owner_id = ${people.get(lender)!.personId} and o.is_free and 'lend' = any(o.modes)
      order by o.copy_id limit 1 offset ${nth}`.execute(db);
    if (!rows[0]) continue;
    const id = await inTransaction(db, async (tx) => {
      const copy = { copyId: rows[0]!.id, mode: "lend" as const, words: "" };
      const loan = await requestCopy(tx, people.get(borrower)!, daysBefore(clock, lent + 1), copy);
      await acceptLoan(tx, people.get(lender)!, daysBefore(clock, lent + 1), loan.id);
      return loan.id;
    });
    for (const [shower, receiver, door, day] of [
      [lender, borrower, "peer-loans.receive-copy", lent],
      [borrower, lender, "peer-loans.take-back", back],
    ] as const) {
      const at = daysBefore(clock, day);
      const shown = await shownCode(db, at, people.get(shower)!.personId, id);
      await act(receiver, door, { id }, { code: shown!.code }, at);
    }
  }
}

/** Books that readers have promised each other. */
async function loadBetween({ db, clock }: DemoDeps, people: ReadonlyMap<Reader, Actor>): Promise<void> {
  for (const [borrower, lender, nth, words] of BETWEEN) {
    const owner = people.get(lender)!;
    const { rows } = await sql<{ id: string; mode: "lend" | "give" }>`
      select o.copy_id as id, case when 'lend' = any(o.modes) then 'lend' else 'give' end as mode
      from shelves.offer_fact o where o.owner_id = ${owner.personId} and o.is_free
      order by o.copy_id limit 1 offset ${nth}`.execute(db);
    const [copy] = rows;
    if (!copy) continue;
    await inTransaction(db, async (tx) => {
      const { id } = await requestCopy(tx, people.get(borrower)!, clock, {
        copyId: copy.id,
        mode: copy.mode,
        words,
      });
      await acceptLoan(tx, owner, clock, id);
    });
  }
}

/** What is asked of the service centre, of the special collections and of neighbours, and what is told of objects. */
async function loadAsked({ db, clock }: DemoDeps, act: Act): Promise<void> {
  for (const [who, subject, body] of HELP) await act(who, "alliance.ask", {}, { subject, body });
  const posts = await sql<{ id: string }>`select p.id from wanted.post p order by p.id limit 2`.execute(db);
  for (const [i, { id }] of posts.rows.entries())
    await act("reader", "wanted.answer", { id }, { kind: "library", words: ANSWERS[i]! });
  const { rows } = await sql<{ number: number }>`
    select o.number from collections.shown_object o order by o.number limit ${SAID.length}`.execute(db);
  for (const [i, { number }] of rows.entries())
    await act(SAID[i]![0], "object-voices.add-comment", { number }, { text: SAID[i]![1] });
  const [first, second] = rows;
  const wishOn = addDays(await todayInRegion(db, clock), VIEWING_AHEAD_DAYS);
  for (const who of READERS.slice(0, 2))
    await act(
      who,
      "object-requests.ask-viewing",
      { number: first!.number },
      { wishOn, words: "写课程论文用。" },
    );
  for (const who of READERS.slice(2))
    await act(
      who,
      "object-requests.ask-reproduction",
      { number: second!.number },
      {
        ...{ purpose: "study", pages: "1–3", words: "" },
      },
    );
}
