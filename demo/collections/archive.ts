import type { LocalText } from "../../server/src/kernel/text.ts";
import type { NewCollection, NewObject } from "../collections.ts";
import { textLeaf } from "./leaves.ts";

/** A letter, a deed or a leaf of a register of the invented family papers, with what it belongs to. */
type Paper = {
  id: string;
  above: string | null;
  level: "fonds" | "series" | "file" | "item";
  title: string;
  date: string;
  creator?: string;
  extent?: string;
  words: string;
  leaves?: readonly string[];
};

const PAPERS: readonly Paper[] = [
  {
    id: "ZS",
    above: null,
    level: "fonds",
    title: "柳洲周氏文書",
    date: "1770/1800",
    creator: "周硯",
    extent: "二函",
    words: "共架楼主人周氏的文书：往来书信，与借书人登记的簿册。虚构的全宗，每一叶都由本项目的程序绘制。",
  },
  {
    id: "ZS-1",
    above: "ZS",
    level: "series",
    title: "往来书信",
    date: "1772/1798",
    extent: "二卷",
    words: "按收信人分卷，卷内按年月先后。",
  },
  {
    id: "ZS-1-1",
    above: "ZS-1",
    level: "file",
    title: "与林墨书",
    date: "1775/1798",
    creator: "周硯",
    extent: "二通",
    words: "论共架楼书目的分类，与借抄南山集稿本的往复。",
  },
  {
    id: "ZS-1-1-1",
    above: "ZS-1-1",
    level: "item",
    title: "论书目分类",
    date: "乾隆乙未",
    creator: "周硯",
    extent: "一叶",
    words: "四部之外别立“乡邦”一门的缘由。",
    leaves: [
      "子濡足下前承示南山泉石之勝甚慰樓中書目將成四部之外擬別立一門曰鄉邦凡吾邑先輩片紙隻字皆著於錄未知足下以為何如雨窗燈下不盡欲言硯頓首",
    ],
  },
  {
    id: "ZS-1-1-2",
    above: "ZS-1-1",
    level: "item",
    title: "谢惠新茶并还书",
    date: "1798",
    creator: "林墨",
    extent: "一叶",
    words: "还《春秋左传》三册，附南山新茶。",
    leaves: ["硯翁先生左右所借左傳三冊今已讀竟謹如約奉還守樓人共閱一過無損南山穀雨前茶二斤聊佐夜讀墨再拜"],
  },
  {
    id: "ZS-1-2",
    above: "ZS-1",
    level: "file",
    title: "家书",
    date: "1772/1790",
    creator: "周硯",
    extent: "一通",
    words: "寄子侄，嘱守楼与借书之事。",
  },
  {
    id: "ZS-1-2-1",
    above: "ZS-1-2",
    level: "item",
    title: "嘱守楼",
    date: "1786",
    creator: "周硯",
    extent: "一叶",
    words: "“书不出户，与无书同。”",
    leaves: [
      "吾兒知之樓中之書先人所聚非一家之物也書不出戶與無書同凡來借者但問姓名里居登簿而與之限以三月不還則遣人溫語往問勿以聲色相加",
    ],
  },
  {
    id: "ZS-2",
    above: "ZS",
    level: "series",
    title: "借书登簿",
    date: "1781/1800",
    extent: "一册",
    words: "每行一次借还：何人、何书、何日。",
  },
  {
    id: "ZS-2-1",
    above: "ZS-2",
    level: "file",
    title: "乾隆四十六年登簿",
    date: "乾隆四十六年",
    extent: "二叶",
    words: "春夏两季，借者二十三人，无一失书。",
    leaves: [
      "乾隆四十六年春借書登簿二月初三林墨借左傳杜解三冊五月初一還二月十二渡夫陳三代其子借三字經一冊四月還三月初五南街茶肆女借女學初階一冊未還溫語問之五月還",
      "夏四月初八白鷺渡塾師借四書集註六冊七月初八還四月廿一過客不知名借茶說一冊登其里居曰望嶼八月託船還之五月端午諸生七人共借縣志一部在樓中讀之",
    ],
  },
];

async function papers(): Promise<NewObject[]> {
  return await Promise.all(
    PAPERS.map(async ({ id, above, level, title, date, creator, extent, words, leaves = [] }) => ({
      identifier: id,
      ...(above !== null && { parent: above }),
      data: {
        title: [title],
        level: [level],
        reference: [id],
        date: [date],
        description: [words],
        ...(creator !== undefined && { creator: [creator] }),
        ...(extent !== undefined && { extent: [extent] }),
      },
      files: await Promise.all(
        leaves.map(async (text, at) => ({
          name: `${id}-${at + 1}.jpg`,
          content: await textLeaf(text, title, at + 1, at === 0 ? "周氏" : null),
          text,
        })),
      ),
    })),
  );
}

const l = (hans: string, hant: string, en: string): LocalText => ({ "zh-Hans": hans, "zh-Hant": hant, en });

/** Family papers in a hierarchy: fonds, series, files, items; two old books of another collection stand beside them. */
export const archive: NewCollection = {
  member: "YUNZE",
  slug: "yunze-papers",
  template: "archives",
  name: l("云泽文书", "雲澤文書", "Papers of Yunze"),
  objects: papers,
  guests: ["YZ-G-001", "YZ-G-003"],
  featured: {
    ZS: l(
      "从全宗进去，一层层打开：系列、案卷、每一封信。",
      "從全宗進去，一層層打開：系列、案卷、每一封信。",
      "Begin with the fonds and open it level by level, down to every letter.",
    ),
  },
  change: {
    intro: l(
      "共架楼周氏一家的书信与借书登簿，按全宗、系列、案卷、文件逐级编排。（虚构的示范特藏）",
      "共架樓周氏一家的書信與借書登簿，按全宗、系列、案卷、文件逐級編排。（虛構的示範特藏）",
      "Letters and the register of loans of the Zhou family, arranged as fonds, series, files and items. (A fictional collection)",
    ),
    access: "everyone",
    rights: "cc-by",
    rightToLeft: true,
  },
};
