import type { LocalText } from "../server/src/kernel/text.ts";

/** A member of the fictional region, and how its catalogue writes records. */
export type DemoMember = {
  code: string;
  name: LocalText;
  /** Item profile its records are read with. */
  profile: "cnmarc-905" | "koha-952" | "marc21-852" | "sirsi-999" | "sirsi-949";
  format: "cnmarc" | "marc21";
  encoding: "utf8" | "gb18030";
  /** Script of Chinese texts: as published, converted to traditional, or romanised with 880 pairs. */
  script: "simplified" | "traditional" | "romanised";
  /** Share of all titles it holds, 0..1, and the fields it collects with preference. */
  share: number;
  strengths: string;
  branches: DemoBranch[];
  /** Colour of its face. */
  accent: string;
};

/** A branch; kilometres east and north of the region's middle give the distances. */
type DemoBranch = {
  code: string;
  name: LocalText;
  address: LocalText;
  at: [number, number];
  /** Where its books stand, as its records spell it; `locationName`: in words, where those are a code or in one script. */
  location: string;
  locationName?: LocalText | undefined;
  floor: string;
  /** Keeps books of several libraries; its own library's stand elsewhere, and nobody fetches anything there. */
  isStore?: boolean;
};

const name = (hans: string, hant: string, en: string): LocalText => ({
  "zh-Hans": hans,
  "zh-Hant": hant,
  en,
});

function branch(
  code: string,
  names: LocalText,
  street: LocalText,
  at: [number, number],
  location: string,
  locationName?: LocalText,
): DemoBranch {
  return {
    code,
    name: names,
    address: street,
    at,
    location,
    locationName,
    floor: code === "MAIN" ? "3" : "2",
  };
}

/**
 * Yunze (云泽): a region that does not exist. No library, street or person in it is real.
 */
export const demoMembers: DemoMember[] = [
  {
    code: "YUNZE",
    accent: "#1f5f8b",
    name: name("云泽大学图书馆（虚构）", "雲澤大學圖書館（虛構）", "Yunze University Library (fictional)"),
    profile: "cnmarc-905",
    format: "cnmarc",
    encoding: "utf8",
    script: "simplified",
    share: 0.62,
    strengths: "BDHIK",
    branches: [
      branch(
        "MAIN",
        name("总馆", "總館", "Main Library"),
        name("云泽市学府路1号", "雲澤市學府路1號", "1 Xuefu Road, Yunze"),
        [0, 0],
        "总馆书库",
        name("总馆书库", "總館書庫", "Main stacks"),
      ),
      branch(
        "SCI",
        name("理科分馆", "理科分館", "Science Library"),
        name("云泽市学府路8号", "雲澤市學府路8號", "8 Xuefu Road, Yunze"),
        [1, 1],
        "理科分馆",
        name("理科分馆", "理科分館", "Science Library"),
      ),
      branch(
        "EAST",
        name("东校区分馆", "東校區分館", "East Campus Library"),
        name("云泽市东湾大道20号", "雲澤市東灣大道20號", "20 Dongwan Avenue, Yunze"),
        [9, 2],
        "东区阅览室",
        name("东区阅览室", "東區閱覽室", "East reading room"),
      ),
    ],
  },
  {
    code: "LANHE",
    accent: "#7a3e8c",
    name: name(
      "澜河师范大学图书馆（虚构）",
      "瀾河師範大學圖書館（虛構）",
      "Lanhe Normal University Library (fictional)",
    ),
    profile: "cnmarc-905",
    format: "cnmarc",
    encoding: "gb18030",
    script: "simplified",
    share: 0.5,
    strengths: "GHIKJ",
    branches: [
      branch(
        "MAIN",
        name("敬文馆", "敬文館", "Jingwen Library"),
        name("澜河区师大路5号", "瀾河區師大路5號", "5 Shida Road, Lanhe"),
        [-6, 3],
        "敬文馆书库",
        name("敬文馆书库", "敬文館書庫", "Jingwen stacks"),
      ),
      branch(
        "EDU",
        name("教育学分馆", "教育學分館", "Education Library"),
        name("澜河区师大路9号", "瀾河區師大路9號", "9 Shida Road, Lanhe"),
        [-5, 4],
        "教育学分馆",
        name("教育学分馆", "教育學分館", "Education Library"),
      ),
    ],
  },
  {
    code: "QINGTAN",
    accent: "#0f6b5c",
    name: name(
      "青潭理工大学图书馆（虚构）",
      "青潭理工大學圖書館（虛構）",
      "Qingtan University of Technology Library (fictional)",
    ),
    profile: "koha-952",
    format: "marc21",
    encoding: "utf8",
    script: "simplified",
    share: 0.36,
    strengths: "TOXVN",
    branches: [
      branch(
        "MAIN",
        name("中心馆", "中心館", "Central Library"),
        name("青潭区工学街12号", "青潭區工學街12號", "12 Gongxue Street, Qingtan"),
        [5, -7],
        "中心馆",
        name("中心馆", "中心館", "Central Library"),
      ),
      branch(
        "SOUTH",
        name("南校区分馆", "南校區分館", "South Campus Library"),
        name("青潭区南桥路3号", "青潭區南橋路3號", "3 Nanqiao Road, Qingtan"),
        [6, -12],
        "南区书库",
        name("南区书库", "南區書庫", "South stacks"),
      ),
    ],
  },
  {
    code: "SHUANGHU",
    accent: "#a33b2e",
    name: name(
      "霜湖医科大学图书馆（虚构）",
      "霜湖醫科大學圖書館（虛構）",
      "Shuanghu Medical University Library (fictional)",
    ),
    profile: "marc21-852",
    format: "marc21",
    encoding: "utf8",
    script: "romanised",
    share: 0.22,
    strengths: "RQB",
    branches: [
      branch(
        "MAIN",
        name("医学图书馆", "醫學圖書館", "Medical Library"),
        name("霜湖区杏林路2号", "霜湖區杏林路2號", "2 Xinglin Road, Shuanghu"),
        [-3, -6],
        "Stacks",
        name("书库", "書庫", "Stacks"),
      ),
      branch(
        "HOSP",
        name("附属医院分馆", "附屬醫院分館", "Hospital Library"),
        name("霜湖区健康路66号", "霜湖區健康路66號", "66 Jiankang Road, Shuanghu"),
        [-2, -9],
        "Hospital",
        name("临床阅览室", "臨床閱覽室", "Clinical Reading Room"),
      ),
    ],
  },
  {
    code: "WANGYU",
    accent: "#8a6d1f",
    name: name("望屿学院图书馆（虚构）", "望嶼學院圖書館（虛構）", "Wangyu College Library (fictional)"),
    profile: "koha-952",
    format: "marc21",
    encoding: "utf8",
    script: "traditional",
    share: 0.38,
    strengths: "BIKJ",
    branches: [
      branch(
        "MAIN",
        name("望屿馆", "望嶼館", "Wangyu Library"),
        name("望屿岛海堤路1号", "望嶼島海堤路1號", "1 Seawall Road, Wangyu"),
        [16, 9],
        "總館",
        name("总馆书库", "總館書庫", "Main Stacks"),
      ),
      branch(
        "SINO",
        name("汉学中心", "漢學中心", "Sinology Centre"),
        name("望屿岛海堤路7号", "望嶼島海堤路7號", "7 Seawall Road, Wangyu"),
        [17, 9],
        "漢學中心",
        name("汉学中心", "漢學中心", "Center for Chinese Studies"),
      ),
    ],
  },
  {
    code: "BAILU",
    accent: "#33527a",
    name: name(
      "白鹭财经大学图书馆（虚构）",
      "白鷺財經大學圖書館（虛構）",
      "Bailu University of Finance Library (fictional)",
    ),
    profile: "sirsi-999",
    format: "marc21",
    encoding: "utf8",
    script: "simplified",
    share: 0.3,
    strengths: "FCDH",
    branches: [
      branch(
        "MAIN",
        name("图文信息中心", "圖文資訊中心", "Information Centre"),
        name("白鹭新区金融街18号", "白鷺新區金融街18號", "18 Finance Street, Bailu"),
        [-11, -2],
        "STACKS",
      ),
      branch(
        "LAW",
        name("法学分馆", "法學分館", "Law Library"),
        name("白鹭新区法学路4号", "白鷺新區法學路4號", "4 Law Road, Bailu"),
        [-12, -1],
        "LAW",
      ),
    ],
  },
  {
    code: "HETIAN",
    accent: "#4d7a2b",
    name: name(
      "禾田农林大学图书馆（虚构）",
      "禾田農林大學圖書館（虛構）",
      "Hetian University of Agriculture and Forestry Library (fictional)",
    ),
    profile: "sirsi-949",
    format: "marc21",
    encoding: "utf8",
    script: "simplified",
    share: 0.2,
    strengths: "SQPX",
    branches: [
      branch(
        "MAIN",
        name("主楼馆", "主樓館", "Main Building Library"),
        name("禾田县林大路10号", "禾田縣林大路10號", "10 Linda Road, Hetian"),
        [2, 18],
        "MAIN",
      ),
      branch(
        "FIELD",
        name("实验站阅览室", "實驗站閱覽室", "Field Station Reading Room"),
        name("禾田县稻香路2号", "禾田縣稻香路2號", "2 Daoxiang Road, Hetian"),
        [4, 24],
        "FIELD",
      ),
      {
        ...branch(
          "STORE",
          name("稻香联合储存库（虚构）", "稻香聯合儲存庫（虛構）", "Daoxiang Joint Store (fictional)"),
          name("禾田县稻香路90号", "禾田縣稻香路90號", "90 Daoxiang Road, Hetian"),
          [5, 23],
          "STORE",
        ),
        isStore: true,
      },
    ],
  },
  {
    code: "XINGYUAN",
    accent: "#b0376f",
    name: name(
      "星原艺术学院图书馆（虚构）",
      "星原藝術學院圖書館（虛構）",
      "Xingyuan Academy of Arts Library (fictional)",
    ),
    profile: "marc21-852",
    format: "marc21",
    encoding: "utf8",
    script: "simplified",
    share: 0.18,
    strengths: "JIB",
    branches: [
      branch(
        "MAIN",
        name("艺术馆", "藝術館", "Arts Library"),
        name("星原区画廊巷6号", "星原區畫廊巷6號", "6 Gallery Lane, Xingyuan"),
        [-8, 11],
        "Open shelves",
        name("开架", "開架", "Open Shelves"),
      ),
      branch(
        "MUSIC",
        name("音乐分馆", "音樂分館", "Music Library"),
        name("星原区琴台路15号", "星原區琴台路15號", "15 Qintai Road, Xingyuan"),
        [-7, 13],
        "Music",
        name("音乐资料室", "音樂資料室", "Music Library"),
      ),
    ],
  },
];

/** Minutes on the road between two places: a van in town, with loading. */
export function minutesApart(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.round(8 + 2.2 * Math.hypot(a[0] - b[0], a[1] - b[1]));
}

/** Days the whole region is closed. */
export const demoClosures: { firstOn: string; lastOn: string; reason: LocalText }[] = [
  { firstOn: "2027-01-01", lastOn: "2027-01-01", reason: name("元旦", "元旦", "New Year's Day") },
  { firstOn: "2027-02-05", lastOn: "2027-02-12", reason: name("春节", "春節", "Spring Festival") },
  { firstOn: "2027-05-01", lastOn: "2027-05-05", reason: name("劳动节", "勞動節", "Labour Day") },
  { firstOn: "2027-10-01", lastOn: "2027-10-07", reason: name("国庆节", "國慶節", "National Day") },
];

/** What every member says on its own page. */
export const demoIntro: LocalText = name(
  "这是演示区域里的一所虚构的图书馆。",
  "這是示範區域裡的一所虛構的圖書館。",
  "A fictional library of the demo region.",
);

/** One piece of news for each. */
export const demoNews: { title: LocalText; body: LocalText; fromOn: string; untilOn: string } = {
  title: name(
    "寒假照常通借通还（演示）",
    "寒假照常通借通還（示範）",
    "Borrow anywhere, return anywhere all winter (demo)",
  ),
  body: name(
    "假期里借的书可以还到任何一个成员馆。",
    "假期裡借的書可以還到任何一個成員館。",
    "Books borrowed in the holidays can be given back at any member library.",
  ),
  fromOn: "2026-11-01",
  untilOn: "2027-12-31",
};
