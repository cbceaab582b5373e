import { pinyinSyllables } from "./syllables.ts";

const initials: readonly (readonly [string, string])[] = [
  ["zh", "ch"],
  ["ch", "ch'"],
  ["sh", "sh"],
  ["b", "p"],
  ["p", "p'"],
  ["d", "t"],
  ["t", "t'"],
  ["g", "k"],
  ["k", "k'"],
  ["j", "ch"],
  ["q", "ch'"],
  ["x", "hs"],
  ["r", "j"],
  ["z", "ts"],
  ["c", "ts'"],
];

/** Whole syllables that no rule gives; several spellings where books differ. */
const irregular: ReadonlyMap<string, readonly string[]> = new Map(
  (
    "zhi=chih chi=ch'ih shi=shih ri=jih zi=tzu ci=tz'u si=ssu,szu yi=i,yi you=yu yu=yv yuan=yvan yun=yvn yue=yveh " +
    "ye=yeh yan=yen yong=yung er=erh ge=ko,ke ke=k'o,k'e he=ho,he e=o,e guo=kuo kuo=k'uo huo=huo shuo=shuo gui=kuei,kui " +
    "kui=k'uei,k'ui lve=lveh,lvo,lio nve=nveh,nvo,nio wo=wo yo=yo"
  )
    .split(" ")
    .map((entry) => {
      const [syllable = "", spellings = ""] = entry.split("=");
      return [syllable, spellings.split(",")] as const;
    }),
);

/** Postal names still met as places of publication. */
const postalNames: ReadonlyMap<string, readonly string[]> = new Map(
  (
    "peking=bei jing,peiping=bei ping,nanking=nan jing,chungking=chong qing,tientsin=tian jin,tsingtao=qing dao," +
    "canton=guang zhou,amoy=xia men,foochow=fu zhou,soochow=su zhou,hangchow=hang zhou,sian=xi an,chengtu=cheng du," +
    "mukden=shen yang,szechwan=si chuan,szechuan=si chuan,kwangtung=guang dong,kwangsi=guang xi,fukien=fu jian," +
    "chekiang=zhe jiang,kiangsu=jiang su,kiangsi=jiang xi,shantung=shan dong,shensi=shan xi,hopei=he bei,honan=he nan," +
    "yangtze=yang zi,sinkiang=xin jiang,kweichow=gui zhou"
  )
    .split(",")
    .map((entry) => {
      const [name = "", syllables = ""] = entry.split("=");
      return [name, syllables.split(" ")] as const;
    }),
);

/** Spellings of one pinyin syllable, ü as v: xue -> hsveh; zhong -> chung. */
function spellings(syllable: string): readonly string[] {
  const whole = irregular.get(syllable);
  if (whole !== undefined) return whole;
  const [initial, wadeInitial] = initials.find(([start]) => syllable.startsWith(start)) ?? ["", ""];
  const rest = syllable.slice(initial.length);
  const consonant = initial === "" ? (/^[^aeiouv]*/.exec(rest)?.[0] ?? "") : "";
  let final = rest.slice(consonant.length);
  if ("jqx".includes(initial) && initial !== "" && final.startsWith("u")) final = `v${final.slice(1)}`;
  if (consonant === "y" && final.startsWith("u")) final = `v${final.slice(1)}`;
  final = final
    .replace(/^ian$/, "ien")
    .replace(/^ie$/, "ieh")
    .replace(/^v?ve$|^ve$/, "veh")
    .replace(/ong$/, "ung");
  if (final === "uo") final = "o";
  return [wadeInitial + consonant + final];
}

/** Syllables of interjections, whose spellings mean luo and e in every name and title. */
const interjections: ReadonlySet<string> = new Set(["lo", "o"]);

function compileWadeGiles(): Map<string, string> {
  const table = new Map<string, string>();
  for (const syllable of pinyinSyllables) {
    if (interjections.has(syllable)) continue;
    for (const spelling of spellings(syllable)) if (!table.has(spelling)) table.set(spelling, syllable);
  }
  addWithoutSigns(table);
  return table;
}

/** Adds spellings with the umlaut or the aspirate left out, where no other syllable is spelled so: hsueh, yuan. */
function addWithoutSigns(table: Map<string, string>): void {
  const bare = new Map<string, Set<string>>();
  for (const [spelling, syllable] of table) {
    const keys = [
      spelling.replace("v", "u"),
      spelling.replace("'", ""),
      spelling.replace("v", "u").replace("'", ""),
    ];
    for (const key of keys) {
      if (key === spelling || table.has(key)) continue;
      bare.set(key, (bare.get(key) ?? new Set()).add(syllable));
    }
  }
  for (const [key, syllables] of bare) if (syllables.size === 1) table.set(key, [...syllables][0]!);
}

const syllablesByWadeGiles = compileWadeGiles();

/**
 * Wade–Giles text as pinyin syllables, when all of it is Wade–Giles or an old postal name; else null:
 * "Ts'ao Hsüeh-ch'in" -> cao xue qin, "Peking" -> bei jing. Any apostrophe and u: for ü are read. A missing apostrophe or
 * umlaut is supplied only where one reading is possible (Hsueh -> xue); otherwise the spelling is taken at its word
 * (Tsao -> zao). Much pinyin reads as Wade–Giles too, so ask `segmentPinyin` first.
 */
export function wadeGiles(latin: string): string[] | null {
  const plain = latin
    .normalize("NFD")
    .toLowerCase()
    .replace(/u\u0308|u:/gu, "v")
    .replace(/[\u0300-\u036f]/gu, "")
    .replace(/[’‘`ʼʻʽ´]/gu, "'");
  const words = plain.match(/[\p{L}\p{N}']+/gu) ?? [];
  const syllables: string[] = [];
  for (const word of words) {
    const syllable = syllablesByWadeGiles.get(word) ?? syllablesByWadeGiles.get(word.replace(/^'+|'+$/g, ""));
    const place = syllable === undefined ? postalNames.get(word) : [syllable];
    if (place === undefined) return null;
    syllables.push(...place);
  }
  return syllables.length > 0 ? syllables : null;
}
