import { Readable } from "node:stream";
import { sql } from "kysely";
import { admitMember, applyToCircle, createCircle } from "../server/src/circles/index.ts";
import { listBranches } from "../server/src/consortium/index.ts";
import {
  findBook,
  getJourney,
  releaseBook,
  secretOf,
  startJourney,
  writeThought,
} from "../server/src/drifting/index.ts";
import { type NewEbook, recommendEbook } from "../server/src/ebooks/index.ts";
import { type Actor, onBehalfOf } from "../server/src/kernel/actor.ts";
import type { Config } from "../server/src/kernel/config.ts";
import { type Db, inTransaction, type Tx } from "../server/src/kernel/database.ts";
import { type Clock, DAY_MS, dateIn, fixedClock } from "../server/src/kernel/time.ts";
import { cellOf, moveCell, setProfile } from "../server/src/neighbours/index.ts";
import {
  addNestPhoto,
  findNests,
  getNest,
  leaveCopy,
  nestSecret,
  registerNest,
  takeNestPhoto,
  visitNest,
} from "../server/src/nests/index.ts";
import { requestCopy } from "../server/src/peer-loans/index.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";
import { beginReading, clockIn, joinReading } from "../server/src/readings/index.ts";
import { announce } from "../server/src/salons/index.ts";
import { publishCopies } from "../server/src/shelves/index.ts";
import type { OfferMode } from "../server/src/shelves/schema.ts";
import { postWanted } from "../server/src/wanted/index.ts";
import type { BookFacts } from "./facts.ts";
import { nestPicture } from "./nest-pictures.ts";
import { demoReaders } from "./people.ts";

/** The fictional quarter lies in the middle of a desert, where nobody lives. */
const QUARTER = { lat: 39.05, lon: 84.02 };
const KM = 0.009;

/** Readers with books at home: where in the quarter, how many books, what they offer, on which shelf. */
const HOUSEHOLDS: {
  login: string;
  nickname: string;
  north: number;
  books: number;
  modes: OfferMode[];
  shelf: string;
}[] = [
  { login: "reader", nickname: "知微", north: 0, books: 14, modes: ["lend"], shelf: "书桌" },
  { login: "reader2", nickname: "望舒", north: 1, books: 18, modes: ["lend", "give"], shelf: "客厅" },
  { login: "reader3", nickname: "見山", north: 2, books: 12, modes: ["lend"], shelf: "閒書" },
  { login: "reader4", nickname: "Ada", north: 4, books: 9, modes: ["give"], shelf: "Hallway" },
];
/** Every so many-th book of the facts is somebody's, so that the shelves are mixed and no two alike. */
const STEP = 37;
const MOST = 20;
const CIRCLE = "三号院读书会";
/** The salon is five days from now, half past seven in the evening in Beijing. */
const SALON_AHEAD_MS = 5 * DAY_MS + 11.5 * 3_600_000;
/** Nests of the quarter; the first reader looks after them. */
const NESTS = [
  { name: "沙洲街小书巢", kind: "wooden-cabinet", north: 0.4, books: 18, capacity: 40, address: "沙洲街口" },
  { name: "三号院门厅书架", kind: "shelf", north: 1.2, books: 33, capacity: 60, address: "三号院一层" },
  { name: "Oasis Phone Box", kind: "phone-box", north: 2.6, books: 9, capacity: 25, address: "绿洲公园" },
] as const;

/** Readers' own books, near each other and in one circle. Does nothing once somebody has books. */
export async function loadSharing(db: Db, clock: Clock, facts: readonly BookFacts[]): Promise<void> {
  const begun = await sql`select 1 from shelves.copy limit 1`.execute(db);
  if (begun.rows.length > 0) return;
  const books = facts.filter((book) => book.isbn !== "");
  const readers = await Promise.all(
    HOUSEHOLDS.map(async ({ login }) => onBehalfOf((await findPersonByLogin(db, login))!.id)),
  );
  await inTransaction(db, async (tx) => {
    const founder = readers[0]!;
    const circle = await createCircle(tx, founder, clock, {
      kind: "compound",
      name: CIRCLE,
      about: "楼上楼下换着看。",
      proofs: ["steward", "invite"],
      maxLoanDays: 30,
    });
    for (const reader of readers.slice(1, 3)) {
      await applyToCircle(tx, reader, clock, circle.id, "steward", "住在院里");
      await admitMember(tx, founder, clock, circle.id, reader.personId);
    }
    const copies: string[][] = [];
    for (const [i, home] of HOUSEHOLDS.entries()) {
      const reader = readers[i]!;
      await setProfile(tx, reader, clock, { nickname: home.nickname });
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
    await loadDrifting(tx, clock, readers, copies[1]!);
    // Somebody has asked for a book, so that there is something to answer.
    await requestCopy(tx, readers[1]!, clock, {
      copyId: copies[0]![3]!,
      mode: "lend",
      words: "周末想读，可以吗？",
    });
    await loadTalk(tx, clock, readers);
    await loadReading(tx, clock, readers, circle.id);
    for (const [household, ebook] of EBOOKS)
      await recommendEbook(tx, readers[household]!, clock, {
        ...ebook,
        circleId: circle.id,
        instanceId: null,
      });
  });
}

/** What readers look for in their own words, and an evening about books. */
async function loadTalk(tx: Tx, clock: Clock, readers: readonly Actor[]): Promise<void> {
  const wanted = [
    { words: "九十年代的《无线电》合订本，哪一年都行", more: "想修一台老收音机，看完就还。" },
    { words: "An old road atlas of the desert", more: "To look at only, at any library." },
  ];
  // One asked yesterday, so that whoever lives farther off is asked by now as well; one of the whole region.
  const daysAgo = [1.25, 4];
  for (const [i, post] of wanted.entries())
    await postWanted(tx, readers[i + 2]!, daysBefore(clock, daysAgo[i]!), { ...post, circleId: null });
  const today = Math.floor(clock.now().getTime() / DAY_MS) * DAY_MS;
  await announce(tx, readers[1]!, clock, {
    title: "一晚一章：一起读《乡土中国》",
    about: "每人带一段读给大家听，没读完也欢迎。书在总馆就能借到。",
    circleId: null,
    branchId: null,
    place: "沙洲街小书巢旁的活动室",
    startsAt: new Date(today + SALON_AHEAD_MS),
    minutes: 90,
    seats: 12,
  });
  const [home] = (await listBranches(tx)).filter((branch) => branch.isMain);
  await announce(tx, readers[0]!, clock, {
    title: "带一本你讲得清楚的书来",
    about: "每人五分钟，说说它好在哪里；说完可以当场借走。",
    ...{ circleId: null, branchId: home?.id ?? null, place: "二楼研讨室" },
    startsAt: new Date(today + SALON_AHEAD_MS + 4 * DAY_MS),
    ...{ minutes: 60, seats: null },
  });
}

/** A book that the circle reads together: begun five days ago, three along, each at their own pace. */
const READING = {
  title: "乡土中国",
  author: "费孝通",
  about: "每两天一篇，不求快。读完在院里的石桌边聊一晚。",
  chapters: ["乡土本色", "文字下乡", "再论文字下乡", "差序格局", "系维着私人的道德", "家族", "男女有别"],
  days: [
    [0, 5, 1, "“土气”这个词，第一次觉得是句好话。"],
    [1, 5, 1, ""],
    [1, 4, 2, "村里的人不用敲门，听脚步就知道是谁。住楼以后我们敲了十年门。"],
    [2, 3, 1, "讀的是繁體版，頁碼對不上，跟著篇名走。"],
    [0, 3, 2, ""],
    [1, 2, 3, ""],
    [0, 1, 3, "时间也是一种隔阂——记性替我们翻译。"],
    [1, 1, 4, "水波那个比方，忍不住画了一张给孩子看。"],
  ] as [household: number, daysAgo: number, part: number, note: string][],
};

/** A book that anybody may read along. */
const OPEN_READING = {
  ...{ title: "边城", author: "沈从文", about: "三天三章，读到哪儿说到哪儿，谁都可以来。" },
  chapters: ["一至三", "四至六", "七至九", "十至十二", "十三至十六", "十七至二十一"].join("\n"),
};

/** What the circle reads on a screen: books whose authors died long ago, at libraries of texts that say so. */
const EBOOKS: [household: number, ebook: Omit<NewEbook, "circleId" | "instanceId">][] = [
  [
    1,
    {
      ...{ title: "呐喊", author: "鲁迅", link: "https://zh.wikisource.org/wiki/吶喊" },
      ...{ rights: "public-domain", rightsWords: "作者 1936 年去世，维基文库页面下方写明公有领域" },
      words: "地铁上读一篇正好。",
    },
  ],
  [
    2,
    {
      ...{ title: "The Time Machine", author: "H. G. Wells", link: "https://www.gutenberg.org/ebooks/35" },
      ...{ rights: "public-domain", rightsWords: "Project Gutenberg: public domain in the USA" },
      words: "想練英文的可以從這本開始，一百頁出頭。",
    },
  ],
];

async function loadReading(tx: Tx, clock: Clock, readers: readonly Actor[], circleId: string): Promise<void> {
  const begun = daysBefore(clock, 5);
  const { title, author, about, chapters, days } = READING;
  const { id } = await beginReading(tx, readers[0]!, begun, {
    ...{ title, author, about, circleId, instanceId: null, pages: null, sections: null },
    startsOn: dateIn("Asia/Shanghai", begun.now()),
    daysEach: 2,
    chapters: chapters.join("\n"),
  });
  for (const reader of readers.slice(1, 3)) await joinReading(tx, reader, begun, id);
  for (const [household, daysAgo, part, note] of days)
    await clockIn(tx, readers[household]!, daysBefore(clock, daysAgo), id, { part, note });
  const open = await beginReading(tx, readers[1]!, daysBefore(clock, 2), {
    ...OPEN_READING,
    ...{ circleId: null, instanceId: null, pages: null, sections: null, daysEach: 3 },
    startsOn: dateIn("Asia/Shanghai", daysBefore(clock, 2).now()),
  });
  await joinReading(tx, readers[3]!, daysBefore(clock, 2), open.id);
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
      onBehalfOf(row.person_id),
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

/** Where the demo's travelling books were let go: by whom, how many days ago, at which corner, and what was thought. */
const JOURNEYS: {
  message: string;
  stops: [household: number, daysAgo: number, place: string, thought: string][];
}[] = [
  {
    message: "读完请再放出去，祝你喜欢。",
    stops: [
      [1, 34, "沙洲街的长椅", ""],
      [2, 27, "望屿学院图书馆门口", "在火车上一口气读完，第三个故事最好。"],
      [3, 19, "绿洲公园的凉亭", "My first novel in Chinese. Slow, but I made it."],
      [0, 11, "学府路的咖啡座", "借给室友，她哭了。"],
      [1, 3, "云泽大学东门书报亭", "自己放出去的书，又在报亭遇见了。"],
    ],
  },
  {
    message: "给下一个夜班的人。",
    stops: [
      [1, 9, "澜河区医院候诊厅", ""],
      [3, 4, "工学街夜宵摊旁", "值班时读的。"],
    ],
  },
];

/** Books that went from hand to hand, each let go at the last of its stops. */
async function loadDrifting(tx: Tx, clock: Clock, readers: Actor[], copies: string[]): Promise<void> {
  for (const [k, { message, stops }] of JOURNEYS.entries()) {
    const begun = daysBefore(clock, stops[0]![1]);
    const starter = readers[stops[0]![0]]!;
    const journey = { copyId: copies[k]!, kind: "ray" as const, message, ring: [] };
    const { code } = await startJourney(tx, starter, begun, journey);
    const { id } = await getJourney(tx, starter.personId, code);
    for (const [i, [household, daysAgo, place, thought]] of stops.entries()) {
      const actor = readers[household]!;
      const at = daysBefore(clock, daysAgo);
      const bearer = { actor, secret: await secretOf(tx, id), network: "" };
      const cell = cellOf({ lat: QUARTER.lat + (i - 1) * KM, lon: QUARTER.lon + (i % 3) * KM });
      if (i > 0) await findBook(tx, daysBefore(clock, daysAgo + 2), code, bearer, { place: "", cell: null });
      if (thought)
        await writeThought(tx, at, code, bearer, { name: HOUSEHOLDS[household]!.nickname, text: thought });
      await releaseBook(tx, at, code, { actor, secret: "" }, { place, cell });
    }
  }
}

function daysBefore(clock: Clock, days: number): Clock {
  return fixedClock(new Date(clock.now().getTime() - days * DAY_MS).toISOString());
}

/** A drawn picture for every nest, by its steward, so that it is seen at once. */
export async function loadNestPictures(deps: { db: Db; clock: Clock; config: Config }): Promise<void> {
  const taken = await sql`select 1 from nests.photo limit 1`.execute(deps.db);
  if (taken.rows.length > 0) return;
  const steward = onBehalfOf((await findPersonByLogin(deps.db, HOUSEHOLDS[0]!.login))!.id);
  for (const [i, nest] of (await findNests(deps.db, deps.clock, {})).entries()) {
    const bytes = await nestPicture(nest.name, 2 + (i % 3));
    const upload = { fields: {}, fileName: "nest.jpg", stream: Readable.from([bytes]) };
    const photo = await takeNestPhoto({ ...deps, upload }, nest.code);
    await inTransaction(deps.db, (tx) => addNestPhoto(tx, steward, deps.clock, { code: nest.code, photo }));
  }
}
