import type { Rgb } from "./drawing.ts";

/** An invented old book of the fictional region: its facts, the colour of its cloth, the text of its leaves. */
export type DemoLeaves = {
  identifier: string;
  title: string;
  creator: string[];
  branch: string;
  edition: string;
  editionKind: string;
  date: string;
  layout: string;
  seal: string;
  description: string;
  cloth: Rgb;
  leaves: string[];
  /** Its sections and the pages they begin at, as a cell of a table says them; the cover is page 1. */
  contents?: string;
};

const GAZETTEER = [
  "雲澤縣志卷一輿地雲澤古無城郭唐以前為澤國漁人結茅其上宋初始築土堤以捍水元季壞於兵火明洪武間知縣林某甃以磚石周三里有奇門四東曰迎曦西曰柳洲南曰觀瀾北曰望嶼",
  "城西二里有柳洲水清見底春日邑人遊焉洲上舊有亭曰聽雨康熙間圮於水乾隆初邑紳周氏重建廣植柳百株每歲清明士女雲集簫鼓之聲達於四野縣八景之一也",
  "山川南山在縣南十五里高可三百仞登其巔則澤水如鏡漁舟往來若浮葉山產茶味甘而冽採於穀雨前者尤佳歲貢三十斤其麓有泉曰硯泉里人汲以磨墨經夏不臭",
  "白鷺渡在縣東八里舊以舟濟行旅苦之雍正六年知縣捐俸造浮橋二十四艘聯以鐵索長五十丈往來稱便乾隆十年水漲橋壞復修之置渡田三十畝以供歲修",
  "物產穀之屬曰秈曰秔曰糯麥之屬曰大麥曰小麥菜之屬曰菘曰芥曰茭白果之屬曰梅曰橘曰楊梅魚之屬曰鱖曰鱸曰銀魚銀魚長二寸許色如雪冬月最肥",
  "風俗邑人勤於耕漁尚儉樸士習詩書多聚徒授業冬夜讀書聲相聞婚喪稱家之有無不事奢靡歲時伏臘雞黍相招元夕張燈結綵竟夜不禁",
  "學校縣學在城東南隅宋慶曆中建元末燬明洪武三年重建大成殿五楹東西廡各九楹明倫堂在殿後尊經閣藏書三千卷歲久多蠹乾隆四十年教諭周硯重編目錄分為四部",
  "藏書雲澤讀書之家舊推柳洲周氏聚書至萬卷築樓貯之名曰共架言與鄉人共讀也凡貧士借書者登其名於簿限三月而還遺失者許以手抄補之百年間書無散失",
  "祠祀文昌祠在縣學西歲以二月三日祭水神廟在柳洲北漁人祀之甚謹龍王廟在白鷺渡每遇旱知縣率僚屬步禱焉",
  "人物林墨字子濡幼孤貧嘗借書於共架樓夜則映雪而讀舉乾隆丁酉鄉試不仕歸築室南山下著南山集十卷鄉人稱南山先生",
  "藝文周硯遊柳洲記曰余以壬寅春與友人泛舟柳洲時雨初霽柳色如洗漁歌互答因憶昔人共架藏書之意乃記之以示後之讀者",
];

const short = (first: string, second: string, third: string): string[] => [first, second, third];

/** Old books of Yunze, all of them invented. */
export const demoLeaves: readonly DemoLeaves[] = [
  {
    identifier: "YZ-G-001",
    title: "雲澤縣志 @zh-Hant",
    creator: ["周硯"],
    branch: "地理类",
    edition: "清乾隆四十七年共架楼刻本",
    editionKind: "刻本",
    date: "清乾隆四十七年",
    layout: "半页八行十八字，白口，四周双边",
    seal: "共架樓",
    description:
      "虚构的云泽县最早的刻本方志，记柳洲、白鹭渡与“共架楼”借书的旧事。每页图像与文字都由本项目的程序绘制。",
    cloth: [58, 76, 104],
    leaves: GAZETTEER,
    contents: `一函 1
- 冊一 1
-- 卷一 輿地 2
--- 城池 2
--- 勝景 3
--- 山川 4
--- 津梁 5
--- 物產 6
--- 風俗 7
- 冊二 8
-- 卷二 建置 8
--- 學校 8
--- 藏書 9
--- 祠祀 10
-- 卷三 人文 11
--- 人物 11
--- 藝文 12`,
  },
  {
    identifier: "YZ-G-002",
    title: "南山集 @zh-Hant",
    creator: ["林墨"],
    branch: "别集类",
    edition: "清嘉庆三年刻本",
    editionKind: "刻本",
    date: "清嘉庆三年",
    layout: "半页八行十八字，黑口，左右双边",
    seal: "子濡",
    description: "林墨诗文集，卷首有周砚序。",
    cloth: [92, 74, 52],
    contents: "卷一 詩 2\n卷二 書 3\n卷三 銘 4",
    leaves: short(
      "南山集卷一春日過柳洲柳絲千尺拂晴波小艇閒搖一曲歌借得藏書三百卷不知花落晚風多又夜讀南山雨一燈如豆照寒廳遠水孤舟夢未醒讀罷殘編人不寐滿山風雨作龍吟",
      "答周硯書承示共架書目分類精詳四部之外別立一門曰鄉邦凡吾邑先輩著述雖片紙必錄此誠盛舉也弟所藏抄本十七種當悉送樓中與鄉人共之",
      "硯泉銘泉之清兮可以鑑吾心泉之冽兮可以滌吾襟磨而不磷汲而不竭以寫我書以貽來哲",
    ),
  },
  {
    identifier: "YZ-G-003",
    title: "共架樓書目 @zh-Hant",
    creator: ["周硯"],
    branch: "目录类",
    edition: "清乾隆四十年稿本",
    editionKind: "稿本",
    date: "乾隆乙未",
    layout: "无格，行款不一",
    seal: "周氏",
    description: "共架楼自编书目，按四部著录，附借书规约十二条。",
    cloth: [44, 92, 82],
    contents: "凡例 2\n借書規約 3\n卷一 經部 4",
    leaves: short(
      "共架樓書目凡例一書分四部經史子集各為一卷鄉邦文獻別為附錄二每書著其卷數撰人版刻三缺卷者註明待訪四抄本善者加圈",
      "借書規約一凡借者登簿限以三月二同時不過三種三不得轉借他人四污損者補抄五還書之日須與守樓者共閱一過",
      "經部易類周易註疏十卷明刻本缺卷三四書類四書集註二十八卷宋本影抄春秋類左傳杜解三十卷明嘉靖刻本",
    ),
  },
  {
    identifier: "YZ-G-004",
    title: "望嶼海圖說 @zh-Hant",
    creator: ["佚名"],
    branch: "地理类",
    edition: "明万历间抄本",
    editionKind: "抄本",
    date: "明万历间",
    layout: "半页八行，小字双行",
    seal: "望嶼",
    description: "记望屿一带水道与风信，存上卷。",
    cloth: [108, 58, 60],
    leaves: short(
      "望嶼海圖說上卷望嶼在澤水入海處潮信以月之盈虛為候朔望大汛水高二丈小汛丈許舟行必候潮而後入",
      "風信正月多北風舟宜南行五月梅雨風無定向七八月有颶風先一日海水變色有聲如雷漁人見之輒收帆入港",
      "水道自白鷺渡順流而下經沙洲街至望嶼凡九十里中有暗礁三處土人立木為表夜則懸燈",
    ),
  },
  {
    identifier: "YZ-G-005",
    title: "茶說 @zh-Hant",
    creator: ["林墨"],
    branch: "谱录类",
    edition: "清光绪十二年活字本",
    editionKind: "活字本",
    date: "光绪十二年",
    layout: "半页八行十八字",
    seal: "硯泉",
    description: "论南山茶的采制与水品，后人以活字重印。",
    cloth: [76, 96, 66],
    leaves: short(
      "茶說採茶以穀雨前三日為上晨露未晞時採之採後攤於竹簟勿令見日午後入鍋輕炒候其香發乃起",
      "論水南山硯泉為第一柳洲水次之井水為下煮水候其如蟹眼即宜投茶過則老矣",
      "論器茶器以本地青瓷為佳色如雨後天青注茶其中綠意相映",
    ),
  },
  {
    identifier: "YZ-G-006",
    title: "女學初階 @zh-Hant",
    creator: ["周蘊"],
    branch: "儒家类",
    edition: "清宣统二年石印本",
    editionKind: "石印本",
    date: "宣统二年",
    layout: "半页八行十八字，有图",
    seal: "蘊之",
    description: "云泽女子学塾的启蒙读本。",
    cloth: [96, 66, 92],
    leaves: short(
      "女學初階第一課讀書識字以明理也第二課柳洲水清可以濯我纓第三課共架之書與人共讀",
      "第四課算術一日讀書三葉一月幾何第五課地理雲澤在南山之北望嶼之西",
      "第六課尺牘致同學書久別思甚前借南山集已讀畢今託便人奉還望查收為荷",
    ),
  },
];

/** Invented photographs: what is drawn, where in the fictional quarter, when, and who may see it. */
export const demoPhotographs = [
  ["柳洲晨渡", "lake", "柳洲", "1908", "周蘊"],
  ["白鹭渡浮桥", "bridge", "白鹭渡", "1912-04", "周蘊"],
  ["南山塔远望", "pagoda", "南山", "1915", "佚名"],
  ["沙洲街", "street", "沙洲街", "1921", "林舟"],
  ["云泽女子学塾旧址", "street", "云泽城", "1923", "林舟"],
  ["雨后的石桥", "bridge", "柳洲", "1926", "林舟"],
  ["塔影", "pagoda", "南山", "1929", "佚名"],
  ["望屿灯表", "lake", "望屿", "1931", "佚名"],
  ["迎曦门外", "street", "云泽城", "1933", "林舟"],
  ["大水之后", "lake", "白鹭渡", "1935-07", "林舟"],
  ["重修的渡桥", "bridge", "白鹭渡", "1936", "林舟"],
  ["共架楼前的塔", "pagoda", "云泽城", "1947", "陈渡"],
] as const;

/** Places of the fictional quarter, in the middle of a desert where nobody lives. */
export const demoPlaces: Readonly<Record<string, string>> = {
  柳洲: "39.025, 83.975",
  白鹭渡: "39.061, 84.048",
  南山: "38.995, 84.040",
  沙洲街: "39.053, 84.000",
  云泽城: "39.048, 84.012",
  望屿: "39.100, 84.100",
};

/** Invented things: name, kind of clay, date, shape of the vessel, glaze. */
export const demoThings = [
  ["青瓷茶瓯", "青瓷", "清中期", 0.4, [124, 158, 140]],
  ["酱釉书灯", "陶", "清末", 0.9, [112, 78, 52]],
  ["白瓷水注", "白瓷", "民国", 0.1, [226, 224, 214]],
  ["祭蓝瓶", "瓷", "清雍正间", 0.65, [48, 66, 118]],
] as const;
