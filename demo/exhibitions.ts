import {
  createExhibition,
  listExhibitions,
  publishExhibition,
  saveExhibition,
} from "../server/src/exhibitions/index.ts";
import { type Content, contentSchema } from "../server/src/exhibitions/schema.ts";
import { systemActor } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction } from "../server/src/kernel/database.ts";
import type { LocalText } from "../server/src/kernel/text.ts";
import { contentsOf } from "./collections/contents.ts";

const l = (hans: string, hant: string, en: string): LocalText => ({ "zh-Hans": hans, "zh-Hant": hant, en });
const SLUG = "a-tower-of-books";

/** An exhibition of the fictional region, out of its three collections: the tower whose books were lent to everybody. */
export async function loadExhibition(db: Db): Promise<void> {
  if ((await listExhibitions(db)).some((one) => one.slug === SLUG)) return;
  const numbers = new Map<string, number>();
  for (const slug of ["yunze-guji", "yunze-photographs", "lanhe-things"])
    for (const [identifier, number] of (await contentsOf(db, slug))?.numbers ?? [])
      numbers.set(identifier, number);
  const of = (identifier: string): number => numbers.get(identifier)!;
  await inTransaction(db, async (tx) => {
    const title = l("共架楼：一座借书的楼", "共架樓：一座借書的樓", "The tower of shared shelves");
    const made = await createExhibition(tx, systemActor, { member: "YUNZE", slug: SLUG, title });
    const content = contentSchema.parse({ title, ...contentOf(of) });
    const saved = await saveExhibition(tx, systemActor, SLUG, { version: made.draftVersion, content });
    await publishExhibition(tx, systemActor, SLUG, { version: saved.draftVersion });
  });
}

type Given = Omit<Content, "title">;

function contentOf(of: (identifier: string) => number): Given {
  return {
    subtitle: l(
      "云泽旧籍、旧影与器物里的一段往事",
      "雲澤舊籍、舊影與器物裡的一段往事",
      "An old story in books, photographs and things",
    ),
    intro: l(
      "两百多年前，云泽柳洲有一座藏书楼，名叫“共架”。楼里的书谁都可以借：在簿上写下名字，三个月内归还，还书那天与守楼人一起再读一遍。\n\n楼早已不在了。它留下的是几部书、几张照片，和几件曾经放在案头的东西。（这是虚构的示范展览，所有图像、声音都由本项目的程序制作。）",
      "兩百多年前，雲澤柳洲有一座藏書樓，名叫「共架」。樓裡的書誰都可以借：在簿上寫下名字，三個月內歸還，還書那天與守樓人一起再讀一遍。\n\n樓早已不在了。它留下的是幾部書、幾張照片，和幾件曾經放在案頭的東西。（這是虛構的示範展覽，所有圖像、聲音都由本專案的程式製作。）",
      "More than two hundred years ago a tower of books stood on Willow Islet in Yunze. Its name was Gongjia, shared shelves, and anybody could borrow from it: write your name in the book, bring it back within three months, and on that day read it once more together with the keeper.\n\nThe tower is gone. What is left are a few books, some photographs, and things that stood on a desk. (A fictional exhibition; every picture and sound in it is made by this project's own scripts.)",
    ),
    cover: { object: of("YZ-P-012"), place: 1 },
    colour: "indigo",
    credits: l(
      "展品来自云泽大学图书馆与兰荷大学校史馆（均为虚构）。",
      "展品來自雲澤大學圖書館與蘭荷大學校史館（均為虛構）。",
      "Objects from the libraries of Yunze and Lanhe, both fictional.",
    ),
    pages: [rulesPage(of), placesPage(of), deskPage(of)],
  };
}

/** Three columns of the leaf, from right to left as they are read. */
const leafSteps: Extract<
  Given["pages"][number]["sections"][number]["blocks"][number],
  { kind: "zoom" }
>["steps"] = [
  {
    x: 79.5,
    y: 15,
    width: 12,
    height: 70,
    title: l("“旧推柳洲周氏”", "「舊推柳洲周氏」", "The Zhou family of Willow Islet"),
    text: l(
      "文从右边第一行读起：云泽的读书人家，向来首推柳洲周家，藏书万卷。",
      "文從右邊第一行讀起：雲澤的讀書人家，向來首推柳洲周家，藏書萬卷。",
      "Read from the right: among the families of readers the Zhou of Willow Islet came first, with ten thousand volumes.",
    ),
  },
  {
    x: 69.5,
    y: 15,
    width: 12,
    height: 70,
    title: l("“名曰共架”", "「名曰共架」", "“Its name was shared shelves”"),
    text: l(
      "筑楼藏书，取名“共架”，意思是与乡里人一起读。",
      "築樓藏書，取名「共架」，意思是與鄉里人一起讀。",
      "They built a tower for them and called it shared shelves: to be read together with the people of the place.",
    ),
  },
  {
    x: 50,
    y: 15,
    width: 12,
    height: 70,
    title: l("“手抄补之”", "「手抄補之」", "“Made good by copying”"),
    text: l(
      "丢了书的人可以亲手抄一部还上。",
      "丟了書的人可以親手抄一部還上。",
      "Whoever lost a book could write it out by hand and bring that.",
    ),
  },
];

function rulesPage(of: (identifier: string) => number): Given["pages"][number] {
  return {
    key: "rules",
    title: l("借书的规矩", "借書的規矩", "Rules of lending"),
    sections: [
      {
        title: {},
        blocks: [
          {
            kind: "text",
            title: {},
            text: l(
              "共架楼的规矩只有几条，刻在书目后面。三个月、三种书、不得转借；弄脏了，抄一部补上。百年之间，据说没有丢过一部书。",
              "共架樓的規矩只有幾條，刻在書目後面。三個月、三種書、不得轉借；弄髒了，抄一部補上。百年之間，據說沒有丟過一部書。",
              "The tower had few rules, set down behind its catalogue. Three months, three titles, no lending on; what was soiled was copied out anew. In a hundred years, it is said, not one book was lost.",
            ),
          },
          {
            kind: "zoom",
            object: of("YZ-G-001"),
            place: 9,
            title: l(
              "细看一页：县志里的共架楼",
              "細看一頁：縣志裡的共架樓",
              "A leaf of the gazetteer, looked at closely",
            ),
            steps: leafSteps,
          },
          {
            kind: "object",
            object: of("YZ-G-003"),
            place: 3,
            note: l(
              "《共架楼书目》后面的借书规约。",
              "《共架樓書目》後面的借書規約。",
              "The rules behind the catalogue of the tower.",
            ),
          },
        ],
      },
    ],
  };
}

function placesPage(of: (identifier: string) => number): Given["pages"][number] {
  return {
    key: "places",
    title: l("柳洲、渡口与塔", "柳洲、渡口與塔", "Islet, ferry, pagoda"),
    sections: [
      {
        title: l("两座桥", "兩座橋", "Two bridges"),
        blocks: [
          {
            kind: "compare",
            left: { object: of("YZ-P-002"), place: 1 },
            right: { object: of("YZ-P-011"), place: 1 },
            note: l(
              "一九一二年的浮桥，与大水之后一九三六年重修的渡桥。拖动横条，看同一处水面。",
              "一九一二年的浮橋，與大水之後一九三六年重修的渡橋。拖動橫條，看同一處水面。",
              "The bridge of boats in 1912, and the one built in 1936 after the flood. Move the slide over the same water.",
            ),
          },
        ],
      },
      {
        title: l("四十年间", "四十年間", "Forty years"),
        blocks: [
          {
            kind: "wall",
            title: {},
            objects: ["YZ-P-001", "YZ-P-003", "YZ-P-004", "YZ-P-006", "YZ-P-007", "YZ-P-012"].map(of),
          },
        ],
      },
    ],
  };
}

function deskPage(of: (identifier: string) => number): Given["pages"][number] {
  return {
    key: "desk",
    title: l("案头与钟声", "案頭與鐘聲", "A desk and a bell"),
    sections: [
      {
        title: {},
        blocks: [
          {
            kind: "object",
            object: of("LH-T-001"),
            place: 1,
            note: l(
              "《茶说》里写茶器“色如雨后天青”。说的大概就是这样一只茶瓯。",
              "《茶說》裡寫茶器「色如雨後天青」。說的大概就是這樣一隻茶甌。",
              "A book on tea praises cups “of the colour of the sky after rain”; this may be what it meant.",
            ),
          },
          {
            kind: "media",
            object: of("LH-T-005"),
            note: l(
              "校钟的四声。书院散了，钟留了下来。",
              "校鐘的四聲。書院散了，鐘留了下來。",
              "Four strokes of the school bell. The academy is gone, its bell is not.",
            ),
          },
          {
            kind: "media",
            object: of("LH-T-006"),
            note: l(
              "十二秒的晨渡：船上是要还给共架楼的三部书。",
              "十二秒的晨渡：船上是要還給共架樓的三部書。",
              "Twelve seconds of the morning ferry, with three books for the tower on board.",
            ),
          },
          {
            kind: "text",
            title: l("然后呢", "然後呢", "And then"),
            text: l(
              "今天，几所大学的图书馆又把书放到了同一个架上。规矩变了一些，意思没有变。",
              "今天，幾所大學的圖書館又把書放到了同一個架上。規矩變了一些，意思沒有變。",
              "Today the libraries of several universities have put their books on one shelf again. The rules have changed a little; the idea has not.",
            ),
          },
        ],
      },
    ],
  };
}
