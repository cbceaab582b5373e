import { sql } from "kysely";
import { rate, setDisplayName, writeReview } from "../server/src/community/index.ts";
import { type Actor, actorOfSession, onBehalfOf } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../server/src/kernel/database.ts";
import type { Clock } from "../server/src/kernel/time.ts";
import { addEntries, addSection, changeEntry, createList } from "../server/src/lists/index.ts";
import { decidePosting } from "../server/src/moderation/index.ts";
import { findPersonByLogin } from "../server/src/people/index.ts";
import { demoReaders } from "./people.ts";

/** Lists of the demo: five courses and two readers' own. Titles are found by name; what nobody holds is left out. */
const LISTS = [
  {
    owner: "reader",
    kind: "course",
    title: "程序设计与算法入门",
    courseCode: "CS101",
    term: "2026 秋",
    teacher: "（虚构）沈老师",
    description: "第一学期跟着课走：先会写，再会想。每周读一节，习题课前看完当周的章节。",
    sections: [
      { title: "第 1–6 周：写出来", books: ["C程序设计", "C程序设计语言"] },
      { title: "第 7–12 周：想清楚", books: ["数据结构", "算法导论", "Introduction to Algorithms"] },
      { title: "学有余力", books: ["深入理解计算机系统", "The Art of Computer Programming"] },
    ],
  },
  {
    owner: "reader2",
    kind: "course",
    title: "中国现当代文学",
    courseCode: "ZW203",
    term: "2026 秋",
    teacher: "（虚构）顾老师",
    description: "每两周一部作品，读完再来上课。",
    sections: [
      { title: "现代", books: ["呐喊", "朝花夕拾", "边城", "围城", "家"] },
      { title: "当代", books: ["平凡的世界", "活着", "三体"] },
    ],
  },
  {
    owner: "reader3",
    kind: "course",
    title: "高等数学与概率",
    courseCode: "MA110",
    term: "2026 秋",
    teacher: "（虚构）陆老师",
    description: "上册配第一学期，下册配第二学期；概率统计从第二学期中段开始。",
    sections: [{ title: "教材", books: ["高等数学", "工程数学", "概率论与数理统计", "数学分析"] }],
  },
  {
    owner: "reader3",
    kind: "course",
    title: "听懂民族音乐",
    courseCode: "YY108",
    term: "2026 秋",
    teacher: "（虚构）闻老师",
    description: "先听，再看谱，最后听一遍。唱片和乐谱都在音乐资料室。",
    sections: [
      { title: "听", books: ["广陵散", "云泽渔歌"] },
      { title: "看谱", books: ["春江花月夜", "梅花三弄", "云泽渔歌二十首"] },
      { title: "看演出", books: ["牡丹亭", "一张宣纸"] },
    ],
  },
  {
    owner: "reader2",
    kind: "course",
    title: "看得见的地方",
    courseCode: "DL205",
    term: "2026 秋",
    teacher: "（虚构）岑老师",
    description: "用地图、数据和旧志读一个地方。",
    sections: [
      { title: "地图", books: ["云泽市地图", "澜河流域水系图", "光绪云泽府城图"] },
      { title: "数据与志书", books: ["云泽市逐日气温", "云泽地方志导读"] },
    ],
  },
  {
    owner: "reader2",
    kind: "list",
    title: "睡前翻几页",
    courseCode: "",
    term: "",
    teacher: "",
    description: "不必从头读起的书。",
    sections: [{ title: "", books: ["乡土中国", "万历十五年", "时间简史", "论语译注"] }],
  },
  {
    owner: "reader4",
    kind: "list",
    title: "Novels worth a rainy week",
    courseCode: "",
    term: "",
    teacher: "",
    description: "Long ones, funny ones.",
    sections: [
      { title: "", books: ["Pride and Prejudice", "Sense and Sensibility", "A Dream of Red Mansions"] },
    ],
  },
] as const;

/** What readers of the demo say: whose, of what, stars, words. */
const REVIEWS: [login: string, title: string, stars: number, text: string][] = [
  ["reader", "活着", 5, "一个下午读完，合上书半天说不出话。"],
  ["reader", "算法导论", 4, "当教材太厚，当字典正好；先读第一部分和图算法。"],
  ["reader2", "红楼梦", 5, "第三遍才读出刘姥姥的分量。人人都笑她，最后靠得住的也是她。"],
  ["reader3", "红楼梦", 5, "前八十回慢慢读，每次只读一回，配着吃饭那几段最好。"],
  ["reader4", "红楼梦", 4, "A family tree is a must; after chapter five it reads itself."],
  ["reader2", "围城", 5, "三闾大学那几章，上班以后再看笑不出来。"],
  ["reader3", "边城", 4, "薄薄一册，读完想去看看那条渡船。"],
  ["reader2", "乡土中国", 5, "“差序格局”四个字解释了我家过年的所有座次。"],
  ["reader3", "时间简史", 4, "第四章卡住的话可以先跳到黑洞那章，再回来。"],
  ["reader4", "Pride and Prejudice", 5, "Mr Collins's proposal is still the funniest scene I know."],
  ["reader2", "深入理解计算机系统", 5, "第三章配着实验做，读两遍，之后看什么底层都不怕了。"],
  ["reader3", "机器学习", 4, "公式密，适合有线代基础以后当字典查；西瓜的例子记得牢。"],
  ["reader2", "高等数学", 4, "课后题比例题难一档，跟着课做最合适。"],
  ["reader3", "三体", 5, "“红岸”一章看得手心出汗。"],
  ["reader2", "平凡的世界", 5, "寒假一口气读完三部，回校路上一直在想少平。"],
  ["reader4", "Peopleware", 5, "Read the chapter on interruptions, then turn your phone off."],
];
/** Titles every so many-th reader without an account has rated, so that an average can be told. */
const RATED = [
  "红楼梦",
  "围城",
  "高等数学",
  "深入理解计算机系统",
  "三体",
  "乡土中国",
  "Pride and Prejudice",
  "活着",
  "百年孤独",
  "算法导论",
];
const RATERS = 9;
const NAMES: Record<string, string> = { reader: "知微", reader2: "望舒", reader3: "見山", reader4: "Ada" };

/** Lists, ratings and reviews of the demo's readers, so that no page is empty. Does nothing once there is a list. */
export async function loadReadingLife(db: Db, clock: Clock): Promise<void> {
  const begun = await sql`select 1 from lists.list limit 1`.execute(db);
  if (begun.rows.length > 0) return;
  const people = new Map<string, Actor>();
  for (const login of Object.keys(NAMES))
    people.set(login, onBehalfOf((await findPersonByLogin(db, login))!.id));
  const office = onBehalfOf((await findPersonByLogin(db, "consortium"))!.id);
  const moderator = actorOfSession({ ...office, grants: [{ role: "consortium-admin", scope: null }] });
  await inTransaction(db, async (tx) => {
    const titles = await findTitles(tx);
    for (const [login, name] of Object.entries(NAMES))
      await setDisplayName(tx, people.get(login)!, clock, name);
    for (const list of LISTS) await loadList(tx, people.get(list.owner)!, clock, list, titles);
    for (const [login, title, stars, text] of REVIEWS) {
      const instanceId = titles.get(title)?.[0];
      if (instanceId === undefined) continue;
      await rate(tx, people.get(login)!, clock, instanceId, stars);
      const { id } = await writeReview(tx, people.get(login)!, clock, instanceId, text);
      await decidePosting(tx, moderator, clock, id, { publish: true });
    }
    await loadRatings(tx, clock, titles);
  });
}

/** Instances by title, those most libraries hold first. */
async function findTitles(tx: Tx): Promise<Map<string, number[]>> {
  const wanted = [
    ...LISTS.flatMap((l) => l.sections.flatMap((s) => s.books)),
    ...REVIEWS.map(([, title]) => title),
    ...RATED,
  ];
  const { rows } = await sql<{ id: number; title: string }>`
    select t.id, t.title from catalogue.title_line t join catalogue.instance i on i.id = t.id
    where t.title = any(${[...new Set(wanted)]}::text[]) order by i.record_count desc, t.id`.execute(tx);
  const found = new Map<string, number[]>();
  for (const { id, title } of rows) found.set(title, [...(found.get(title) ?? []), id]);
  return found;
}

async function loadList(
  tx: Tx,
  owner: Actor,
  clock: Clock,
  { owner: _owner, sections, ...words }: (typeof LISTS)[number],
  titles: ReadonlyMap<string, number[]>,
): Promise<void> {
  const { id } = await createList(tx, owner, clock, { ...words, visibility: "public" });
  for (const section of sections) {
    if (section.title !== "") await addSection(tx, owner, clock, id, section.title);
    const books = section.books.flatMap(
      (title) => titles.get(title)?.slice(0, title === "高等数学" ? 2 : 1) ?? [],
    );
    await addEntries(tx, owner, clock, id, books);
    if (words.kind === "course" && books[0] !== undefined)
      await changeEntry(tx, owner, clock, id, books[0], { requirement: "required" });
  }
}

/** Stars of readers without accounts. */
async function loadRatings(tx: Tx, clock: Clock, titles: ReadonlyMap<string, number[]>): Promise<void> {
  const numbers = demoReaders.slice(0, RATERS).map((reader) => reader.number);
  const { rows } = await sql<{ person_id: string }>`select c.person_id from people.card c
    where c.barcode = any(${numbers}::text[]) order by c.barcode`.execute(tx);
  for (const [i, title] of RATED.entries()) {
    const instanceId = titles.get(title)?.[0];
    if (instanceId === undefined) continue;
    for (const [k, row] of rows.entries())
      if ((i + k) % 3 !== 0)
        await rate(tx, onBehalfOf(row.person_id), clock, instanceId, 3 + ((i * 5 + k * 7) % 3));
  }
}
