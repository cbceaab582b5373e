import { keepOriginal } from "../server/src/assets/index.ts";
import {
  type Collection,
  createCollection,
  indexObjects,
  lockCollection,
  publishDraft,
  saveDraft,
  writeObject,
} from "../server/src/collections/index.ts";
import type { Config } from "../server/src/collections/schema.ts";
import type { TemplateName } from "../server/src/collections/words.ts";
import type { FilesPlace } from "../server/src/files/index.ts";
import { systemActor } from "../server/src/kernel/actor.ts";
import { type Db, inTransaction } from "../server/src/kernel/database.ts";
import type { LocalText } from "../server/src/kernel/text.ts";
import { readSections, startsAt } from "../server/src/object-formats/index.ts";
import { pageLabels } from "../server/src/object-parts/index.ts";
import { archive } from "./collections/archive.ts";
import { bellBooklet } from "./collections/booklet.ts";
import { contentsOf, tie } from "./collections/contents.ts";
import { demoLeaves, demoPhotographs, demoPlaces, demoThings } from "./collections/facts.ts";
import { ferryFilm, ferryStill } from "./collections/film.ts";
import { coverLeaf, textLeaf } from "./collections/leaves.ts";
import { bell, oldPhotograph, vessel, vesselModel } from "./collections/pictures.ts";

type Deps = { db: Db; config: FilesPlace };
/** An object to come: its values, and its files with the words on them. */
export type NewObject = {
  identifier: string;
  data: Record<string, string[]>;
  files: { name: string; content: Buffer; text: string; label?: string }[];
  contents?: string;
  /** Identifier of what it belongs to. */
  parent?: string;
};
export type NewCollection = {
  member: string;
  slug: string;
  template: TemplateName;
  name: LocalText;
  change: Partial<Config>;
  objects: () => Promise<NewObject[]>;
  /** Identifiers of objects of the first collection that it shows as well. */
  guests?: readonly string[];
  /** Identifiers of highlights with what is said of them. */
  featured: Record<string, LocalText>;
};

/** Special collections of the fictional region: every picture, leaf, model and sound is made by these scripts. */
export async function loadCollections(deps: Deps): Promise<void> {
  for (const one of [...COLLECTIONS, archive]) await loadCollection(deps, one);
}

async function loadCollection({ db, config }: Deps, given: NewCollection): Promise<void> {
  const known = await contentsOf(db, given.slug);
  if (known?.live) return;
  const { member, slug, template, name } = given;
  if (known === null)
    await inTransaction(db, (tx) => createCollection(tx, systemActor, { member, slug, template, name }));
  const numbers = known?.numbers ?? new Map<string, number>();
  const objects = await given.objects();
  for (const object of objects) {
    if (numbers.has(object.identifier)) continue;
    const starts = startsAt(readSections(object.contents ?? ""), object.files.length);
    const pages = await Promise.all(
      object.files.map(async ({ name: fileName, content, text, label = "" }, at) => ({
        file: await keepOriginal(config, fileName, content),
        label,
        text,
        starts: starts[at]!,
      })),
    );
    const written = await inTransaction(db, async (tx) => {
      const collection: Collection = await lockCollection(tx, { slug });
      const { identifier, data } = object;
      const made = await writeObject(tx, systemActor, collection, {
        identifier,
        data,
        pages,
        state: "published",
      });
      await indexObjects(tx, collection, [made.id]);
      return made;
    });
    numbers.set(object.identifier, written.number);
  }
  await inTransaction(db, async (tx) => {
    const collection = await lockCollection(tx, { slug });
    const { draft, draftVersion } = collection;
    await tie(tx, collection, objects, { slug: COLLECTIONS[0]!.slug, guests: given.guests ?? [] });
    const featured = Object.entries(given.featured).map(([identifier, note]) => ({
      object: numbers.get(identifier)!,
      note,
      from: null,
      until: null,
    }));
    const config = { ...draft, ...given.change, featured };
    const saved = await saveDraft(tx, systemActor, slug, { version: draftVersion, config });
    await publishDraft(tx, systemActor, slug, { version: saved.draftVersion, note: "" });
  });
}

async function rareBooks(): Promise<NewObject[]> {
  return await Promise.all(
    demoLeaves.map(async (book) => {
      const title = book.title.replace(/ @.*$/, "");
      const cover = await coverLeaf(title, book.cloth, book.identifier);
      const files = [{ name: "cover.jpg", content: cover, text: "", label: "書衣" }];
      const count = book.leaves.length;
      const labels = pageLabels({ count, style: "leaf", prefix: "", from: 1, chinese: true });
      for (const [at, text] of book.leaves.entries()) {
        const content = await textLeaf(text, title, at + 1, at === 0 ? book.seal : null);
        files.push({ name: `${at + 1}.jpg`, content, text, label: labels[at]! });
      }
      return {
        identifier: book.identifier,
        data: {
          title: [book.title],
          creator: book.creator,
          branch: [book.branch],
          edition: [book.edition],
          "edition-kind": [book.editionKind],
          date: [book.date],
          layout: [book.layout],
          seals: [`text=${book.seal}; colour=朱文`],
          condition: ["完好"],
          language: ["汉语"],
          description: [book.description],
        },
        files,
        ...(book.contents !== undefined && { contents: book.contents }),
      };
    }),
  );
}

async function photographs(): Promise<NewObject[]> {
  return await Promise.all(
    demoPhotographs.map(async ([title, kind, place, date, creator], at) => ({
      identifier: `YZ-P-${String(at + 1).padStart(3, "0")}`,
      data: {
        title: [title],
        creator: [creator],
        date: [date],
        place: [place],
        map: [demoPlaces[place]!],
        subject: [{ pagoda: "塔", bridge: "桥", street: "街市", lake: "水乡" }[kind]],
        size: ["10.5 × 7.4 厘米"],
        description: [`虚构的老照片，画面由本项目的程序绘制。摄于${place}。`],
      },
      files: [{ name: `${title}.jpg`, content: await oldPhotograph(title, kind), text: "" }],
    })),
  );
}

const STROKES = `WEBVTT

NOTE chapters
00:00.000 起：上课
00:01.600 收：还书

00:00.000 --> 00:00.800
第一声，开门。

00:00.800 --> 00:01.600
第二声，上课。

00:01.600 --> 00:02.400
第三声，下课。

00:02.400 --> 00:04.200
第四声，共架楼还书。
`;
const CROSSING = `WEBVTT

NOTE chapters
00:00.000 离岸
00:06.000 江心

00:00.000 --> 00:03.000
天刚亮，渡船离开柳洲。

00:03.000 --> 00:06.000
船上只有渡夫，和要还给共架楼的三部书。

00:06.000 --> 00:09.000
到了江心，南山还在雾里。

00:09.000 --> 00:12.000
对岸就是白鹭渡。
`;

async function things(): Promise<NewObject[]> {
  const vessels = await Promise.all(
    demoThings.map(async ([title, material, date, shape, glaze], at) => ({
      identifier: `LH-T-${String(at + 1).padStart(3, "0")}`,
      data: {
        title: [title],
        date: [date],
        material: [material],
        size: [`高 ${14 + at * 3} 厘米，口径 ${9 + at} 厘米`],
        weight: [String(420 + at * 130)],
        holder: ["兰荷大学校史馆（虚构）"],
        condition: ["完好"],
        description: ["虚构的器物，图像与三维模型都由本项目的程序生成。"],
      },
      files: [
        { name: `${title}.jpg`, content: await vessel(title, shape, glaze), text: "" },
        { name: `${title}.glb`, content: vesselModel(shape, glaze), text: "" },
      ],
    })),
  );
  const chime: NewObject = {
    identifier: "LH-T-005",
    data: {
      title: ["校钟"],
      date: ["1932"],
      material: ["铜"],
      size: ["高 46 厘米"],
      holder: ["兰荷大学校史馆（虚构）"],
      description: ["虚构的校钟，附四声钟响的录音。"],
    },
    files: [
      { name: "校钟.jpg", content: await vessel("bell", 1.2, [132, 108, 62]), text: "" },
      { name: "钟声.wav", content: bell([392, 330, 294, 262]), text: STROKES },
      { name: "校钟志.pdf", content: await bellBooklet(), text: "" },
    ],
  };
  const film: NewObject = {
    identifier: "LH-T-006",
    data: {
      title: ["晨渡（短片）"],
      date: ["2026"],
      material: ["影像"],
      holder: ["兰荷大学校史馆（虚构）"],
      description: ["虚构的无声短片：柳洲晨渡，十二秒，每一帧都由本项目的程序绘制，字幕是旁白。"],
    },
    files: [
      { name: "晨渡.jpg", content: await ferryStill(), text: "" },
      { name: "晨渡.webm", content: await ferryFilm(), text: CROSSING },
    ],
  };
  return [...vessels, chime, film];
}

const l = (hans: string, hant: string, en: string): LocalText => ({ "zh-Hans": hans, "zh-Hant": hant, en });

const COLLECTIONS: readonly NewCollection[] = [
  {
    member: "YUNZE",
    slug: "yunze-guji",
    template: "rare-books",
    name: l("云泽古籍", "雲澤古籍", "Rare books of Yunze"),
    objects: rareBooks,
    featured: {
      "YZ-G-001": l(
        "卷一写柳洲春游，又记“共架楼”借书的规矩：登簿、限三月、还书时与守楼人共阅一过。",
        "卷一寫柳洲春遊，又記「共架樓」借書的規矩：登簿、限三月、還書時與守樓人共閱一過。",
        "The first volume tells of spring at Willow Islet, and of the tower whose books were lent to all.",
      ),
      "YZ-G-003": l(
        "稿本书目，后附借书规约十二条。",
        "稿本書目，後附借書規約十二條。",
        "A catalogue in its compiler's hand, with twelve rules of lending.",
      ),
    },
    change: {
      intro: l(
        "云泽一地的旧刻与抄本：方志、别集、书目、海图说。逐页可翻，页上的字可以检索。（虚构的示范特藏）",
        "雲澤一地的舊刻與抄本：方志、別集、書目、海圖說。逐頁可翻，頁上的字可以檢索。（虛構的示範特藏）",
        "Prints and manuscripts of Yunze: gazetteers, poems, catalogues, a pilot book. Every leaf can be turned and searched. (A fictional collection)",
      ),
      topics: [
        {
          key: "liuzhou",
          name: l("柳洲与共架楼", "柳洲與共架樓", "Willow Islet and its tower"),
          intro: l(
            "与柳洲、共架楼有关的书。",
            "與柳洲、共架樓有關的書。",
            "Books about the islet and the tower.",
          ),
          conditions: [{ field: "creator", values: ["周硯"] }],
          included: [],
          excluded: [],
        },
        {
          key: "linmo",
          name: l("林墨写的书", "林墨寫的書", "What Lin Mo wrote"),
          intro: l("一部诗集，一部茶书。", "一部詩集，一部茶書。", "A book of poems and one of tea."),
          conditions: [{ field: "creator", values: ["林墨"] }],
          included: [],
          excluded: [],
        },
        {
          key: "learning",
          name: l("女子与蒙学", "女子與蒙學", "First lessons for girls"),
          intro: l(
            "从渡口私塾到女子学塾的课本。",
            "從渡口私塾到女子學塾的課本。",
            "A school book from the ferry to the girls’ school.",
          ),
          conditions: [{ field: "creator", values: ["周蘊"] }],
          included: [],
          excluded: [],
        },
      ],
      front: [
        { kind: "hero", objects: [] },
        { kind: "featured", title: {}, by: "hand", topic: null, count: 6 },
        { kind: "wall", field: null },
        { kind: "topics" },
        { kind: "exhibition", slug: "a-tower-of-books" },
        { kind: "timeline" },
        { kind: "newest", count: 6 },
        {
          kind: "news",
          items: [
            {
              on: "2026-11-20",
              title: l(
                "《云泽县志》可以逐页检索了",
                "《雲澤縣志》可以逐頁檢索了",
                "The gazetteer can be searched leaf by leaf",
              ),
              text: l(
                "三卷十一页的文字已经校过一遍。看到错字，请在那一页上**改一改**。",
                "三卷十一頁的文字已經校過一遍。看到錯字，請在那一頁上**改一改**。",
                "The eleven leaves of its three juan have been read once. Where a character is wrong, **put it right** on its leaf.",
              ),
            },
          ],
        },
      ],
    },
  },
  {
    member: "YUNZE",
    slug: "yunze-photographs",
    template: "photographs",
    name: l("云泽旧影", "雲澤舊影", "Yunze in old photographs"),
    objects: photographs,
    featured: {
      "YZ-P-002": l(
        "浮桥二十四艘，以铁索相连。",
        "浮橋二十四艘，以鐵索相連。",
        "Twenty-four boats on iron chains.",
      ),
    },
    change: {
      intro: l(
        "从一九〇八年到一九四七年，渡口、石桥、街市与塔。（虚构的示范特藏）",
        "從一九〇八年到一九四七年，渡口、石橋、街市與塔。（虛構的示範特藏）",
        "Ferries, bridges, streets and pagodas from 1908 to 1947. (A fictional collection)",
      ),
      rights: "cc-by",
      views: ["gallery", "grid", "table", "timeline", "map"],
      theme: { name: "album", colour: "umber", own: "#3f5c53", ground: "woven", face: "kai", logo: null },
      front: [
        { kind: "hero", objects: [] },
        { kind: "map" },
        { kind: "timeline" },
        { kind: "featured", title: {}, by: "hand", topic: null, count: 6 },
        {
          kind: "featured",
          title: l("今天看这几张", "今天看這幾張", "Today’s pictures"),
          by: "day",
          topic: null,
          count: 2,
        },
        { kind: "hot", count: 6 },
        { kind: "newest", count: 12 },
      ],
    },
  },
  {
    member: "LANHE",
    slug: "lanhe-things",
    template: "things",
    name: l("兰荷器物", "蘭荷器物", "Things of Lanhe"),
    objects: things,
    featured: {
      "LH-T-001": l(
        "《茶說》所谓“色如雨後天青”。",
        "《茶說》所謂「色如雨後天青」。",
        "The colour of the sky after rain.",
      ),
    },
    change: {
      intro: l(
        "校史馆的瓷器、书灯与校钟；附三维模型，有钟声可以听。（虚构的示范特藏）",
        "校史館的瓷器、書燈與校鐘；附三維模型，有鐘聲可以聽。（虛構的示範特藏）",
        "Ceramics, a lamp and the school bell, with their models, and a bell to be heard. (A fictional collection)",
      ),
    },
  },
];
