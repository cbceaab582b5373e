/** A reign or era: its year n is `first + n - 1`; `last` is its last year. */
export type Era = { first: number; last: number };

/** Eras of China from the Song, a few of others that printed, the republic and Manchukuo, traditional form; folding joins the simplified ones. */
const CHINA = `建隆960-963 乾德963-968 開寶968-976 太平興國976-984 雍熙984-987 端拱988-989 淳化990-994 至道995-997
咸平998-1003 景德1004-1007 大中祥符1008-1016 天禧1017-1021 天聖1023-1032 景祐1034-1038 慶曆1041-1048 皇祐1049-1054
嘉祐1056-1063 治平1064-1067 熙寧1068-1077 元豐1078-1085 元祐1086-1094 紹聖1094-1098 元符1098-1100 崇寧1102-1106
大觀1107-1110 政和1111-1118 宣和1119-1125 靖康1126-1127 建炎1127-1130 紹興1131-1162 隆興1163-1164 乾道1165-1173
淳熙1174-1189 紹熙1190-1194 慶元1195-1200 嘉泰1201-1204 開禧1205-1207 嘉定1208-1224 寶慶1225-1227 紹定1228-1233
端平1234-1236 嘉熙1237-1240 淳祐1241-1252 寶祐1253-1258 開慶1259-1259 景定1260-1264 咸淳1265-1274 德祐1275-1276
中統1260-1264 至元1264-1294 元貞1295-1297 大德1297-1307 至大1308-1311 皇慶1312-1313 延祐1314-1320 至治1321-1323
泰定1324-1328 天曆1328-1330 至順1330-1333 元統1333-1335 至正1341-1370 洪武1368-1398 建文1399-1402 永樂1403-1424
洪熙1425-1425 宣德1426-1435 正統1436-1449 景泰1450-1457 天順1457-1464 成化1465-1487 弘治1488-1505 正德1506-1521
嘉靖1522-1566 隆慶1567-1572 萬曆1573-1620 泰昌1620-1620 天啟1621-1627 崇禎1628-1644 弘光1645-1645 隆武1645-1646
天命1616-1626 天聰1627-1636 崇德1636-1643 順治1644-1661 康熙1662-1722 雍正1723-1735 乾隆1736-1795 嘉慶1796-1820
道光1821-1850 咸豐1851-1861 同治1862-1874 光緒1875-1908 宣統1909-1911 洪憲1916-1916 民國1912-2100 大同1932-1934
康德1934-1945 咸通860-874 大定1161-1189 明昌1190-1196 泰和1201-1208 永曆1647-1683 太平天國1851-1864`;

/** Eras of Japan from Keichō, their first year as Japan counts it, though some began in its last days; `昭55` and the like are read where the language is Japanese. */
const JAPAN = `慶長1596-1615 元和1615-1624 寛永1624-1645 正保1644-1648 慶安1648-1652 承応1652-1655 明暦1655-1658
万治1658-1661 寛文1661-1673 延宝1673-1681 天和1681-1684 貞享1684-1688 元禄1688-1704 宝永1704-1711 正徳1711-1716
享保1716-1736 元文1736-1741 寛保1741-1744 延享1744-1748 寛延1748-1751 宝暦1751-1764 明和1764-1772 安永1772-1781
天明1781-1789 寛政1789-1801 享和1801-1804 文化1804-1818 文政1818-1831 天保1830-1845 弘化1844-1848 嘉永1848-1855
安政1854-1860 万延1860-1861 文久1861-1864 元治1864-1865 慶応1865-1868 明治1868-1912 大正1912-1926 昭和1926-1989
平成1989-2019 令和2019-2100`;

/** Counts of Korea and others, reigns of Viet Nam, in Han and in Hangul; open ends reach to the year 2100. */
const OTHERS = `檀紀-2332-2100 檀君紀元-2332-2100 단기-2332-2100 단군기원-2332-2100 開國1392-1910 開國紀元1392-1910
建陽1896-1897 光武1897-1907 隆熙1907-1910 광무1897-1907 융희1907-1910 건양1896-1897 主體1912-2100 주체1912-2100
佛曆-542-2100 佛紀-542-2100 佛滅紀元-542-2100 佛滅-542-2100 泰曆-542-2100 神武紀元-659-2100 皇紀元-659-2100 佛元-542-2100 불기-542-2100 พ.ศ.-542-2100 พุทธศักราช-542-2100
孔子-550-2100 孔子紀元-550-2100 孔曆-550-2100 黃帝紀元-2697-2100 皇紀-659-2100 大韓民國1919-2100 대한민국1919-2100
嘉隆1802-1819 明命1820-1840 紹治1841-1847 嗣德1848-1883 成泰1889-1907 啟定1916-1925 保大1926-1945 소화1926-1989 명치1868-1912 대정1912-1926
쇼와1926-1989 다이쇼1912-1926 메이지1868-1912 헤이세이1989-2019 레이와2019-2100 개국1392-1910`;

/** The same counts in Latin letters, as romanised fields write them. */
const ROMANISED = `minguo1912-2100 mingkuo1912-2100 minkuo1912-2100 hongwu1368-1398 yongle1403-1424 xuande1426-1435
zhengtong1436-1449 chenghua1465-1487 hongzhi1488-1505 zhengde1506-1521 jiajing1522-1566 longqing1567-1572
wanli1573-1620 tianqi1621-1627 chongzhen1628-1644 shunzhi1644-1661 kangxi1662-1722 yongzheng1723-1735
qianlong1736-1795 jiaqing1796-1820 daoguang1821-1850 xianfeng1851-1861 tongzhi1862-1874 guangxu1875-1908
xuantong1909-1911 genroku1688-1704 kyoho1716-1736 bunka1804-1818 bunsei1818-1831 tenpo1830-1845 kaei1848-1855
ansei1854-1860 bunkyu1861-1864 keio1865-1868 meiji1868-1912 taisho1912-1926 showa1926-1989 heisei1989-2019
reiwa2019-2100 kigen-659-2100 koki-659-2100 kouki-659-2100 tangi-2332-2100 tanki-2332-2100 dangi-2332-2100
gia long1802-1819 minh mang1820-1840 thieu tri1841-1847 tu duc1848-1883 thanh thai1889-1907 duy tan1907-1916 khai dinh1916-1925
bao dai1926-1945`;

const DYNASTIES = `宋960-1279 北宋960-1127 南宋1127-1279 金1115-1234 元1271-1368 明1368-1644 清1644-1911 民國1912-1949`;

function tableOf(text: string): Map<string, Era> {
  const table = new Map<string, Era>();
  for (const [, name, first, last] of text.matchAll(/(\D+?)(-?\d+)-(\d+)(?:\s+|$)/gu))
    table.set(name!.trim(), { first: Number(first), last: Number(last) });
  return table;
}

/** Eras by name, of one country each: a few names were used in two (正德, 嘉慶). */
export const eraTables = {
  china: tableOf(CHINA),
  japan: tableOf(JAPAN),
  others: tableOf(OTHERS),
  romanised: tableOf(ROMANISED),
} as const;

/** First and last year of a dynasty, for `清庚子` and `[明]`. */
export const dynasties: ReadonlyMap<string, Era> = tableOf(DYNASTIES);

const STEMS = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES = "子丑寅卯辰巳午未申酉戌亥";

/** The years of an era that bear a name of the cycle of sixty: 庚子 in 道光 -> [1840]. */
export function cyclicYears(name: string, era: Era): number[] {
  const [stem, branch] = [STEMS.indexOf(name[0]!), BRANCHES.indexOf(name[1]!)];
  const years: number[] = [];
  for (let year = era.first; year <= era.last; year++)
    if ((((year - 4) % 10) + 10) % 10 === stem && (((year - 4) % 12) + 12) % 12 === branch) years.push(year);
  return years;
}
