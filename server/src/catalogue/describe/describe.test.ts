import { filingText, fromCompact, type MarcRecord } from "@commonshelf/marc";
import { expect, describe as group, test } from "vitest";
import type { Description } from "../../description/index.ts";
import { fixedClock } from "../../kernel/time.ts";
import { describe } from "../prepare-record.ts";
import { mergeDescriptions } from "./instance-brief.ts";

const clock = fixedClock("2026-11-29T00:00:00Z");
/** A MARC 21 record of compact fields: `["245", "10", "a", "Title"]`. */
const marc21 = (...fields: string[][]): MarcRecord =>
  fromCompact({ l: "00000nam a2200000 i 4500", f: [["001", "1"], ...fields] });
const cnmarc = (...fields: string[][]): MarcRecord =>
  fromCompact({ l: "00000nam0 2200000   450 ", f: [["001", "1"], ...fields] });
const TITLE = ["245", "10", "a", "A title"];
const read = (...fields: string[][]): Description =>
  describe(marc21(...(fields.some((f) => f[0] === "245") ? fields : [TITLE, ...fields])), clock);
const name = (...field: string[]): Description["contributors"][number] => read(field).contributors[0]!;

test("of CNMARC 327 every $a is an entry of the contents", () => {
  const fields = [
    ["200", "1 ", "a", "题名"],
    ["327", "1 ", "a", "上卷：春", "a", "下卷：秋。"],
    ["327", "1 ", "a", "附录"],
  ];
  expect(describe(cnmarc(...fields), clock).contents).toEqual(["上卷：春", "下卷：秋", "附录"]);
});

group("names", () => {
  test("what is entered under a forename keeps numeral and place, titles stand beside", () => {
    expect(
      name("100", "0 ", "a", "Elizabeth", "b", "II,", "c", "Queen of Great Britain,", "d", "1926-2022."),
    ).toEqual({
      value: "Elizabeth II",
      forms: [],
      role: "author",
      isMain: true,
      isCorporate: false,
      entry: "forename",
      title: "Queen of Great Britain",
      dates: "1926-2022",
    });
    expect(name("100", "0 ", "a", "Ho Chi Minh.")).toMatchObject({ value: "Ho Chi Minh", entry: "forename" });
    expect(name("100", "0 ", "a", "Leonardo,", "c", "da Vinci,", "d", "1452-1519.").value).toBe(
      "Leonardo da Vinci",
    );
    expect(name("100", "0 ", "a", "John Paul", "b", "II,", "c", "Pope").title).toBe("Pope");
    expect(name("100", "0 ", "a", "Thomas,", "c", "Aquinas, Saint,", "d", "1225?-1274.")).toMatchObject({
      value: "Thomas Aquinas",
      title: "Saint",
    });
    expect(name("100", "0 ", "a", "Augustine,", "c", "Saint, Bishop of Hippo.").value).toBe("Augustine");
  });
  test("a family stands with its brackets closed, its years and place beside", () => {
    expect(
      name("100", "3 ", "a", "Windsor (Royal house :", "d", "1917- :", "c", "Great Britain)"),
    ).toMatchObject({
      value: "Windsor (Royal house)",
      dates: "1917-",
      title: "Great Britain",
      entry: "family",
    });
    expect(name("100", "3 ", "a", "Medici family.").value).toBe("Medici family");
    expect(name("100", "0 ", "a", "Moses", "c", "(Biblical leader)").title).toBe("(Biblical leader)");
  });
  test("a suffix belongs to a surname, fuller forms and titles do not hide it", () => {
    expect(name("100", "1 ", "a", "King, Martin Luther,", "c", "Jr.")).toMatchObject({
      value: "King, Martin Luther, Jr.",
      entry: "surname",
    });
    expect(name("100", "1 ", "a", "Gates, Henry Louis,", "c", "Sir, Jr.")).toMatchObject({
      value: "Gates, Henry Louis, Jr.",
      title: "Sir",
    });
    expect(name("100", "1 ", "a", "Lawrence, D. H.", "q", "(David Herbert),", "d", "1885-1930").value).toBe(
      "Lawrence, D. H. (David Herbert)",
    );
    expect(name("100", "3 ", "a", "Medici family.")).toMatchObject({
      value: "Medici family",
      entry: "family",
    });
  });
  test("a meeting keeps number, date, place in closed brackets, and its section", () => {
    expect(
      name(
        "111",
        "2 ",
        "a",
        "World Lamp Congress",
        "d",
        "(2009 :",
        "c",
        "Milan, Italy).",
        "e",
        "Section on Glass.",
      ),
    ).toEqual({
      value: "World Lamp Congress (2009 : Milan, Italy). Section on Glass",
      forms: [],
      role: "author",
      isMain: true,
      isCorporate: true,
    });
    expect(
      name(
        "711",
        "2 ",
        "a",
        "International Congress of Sinology",
        "n",
        "(2nd :",
        "d",
        "2009 :",
        "c",
        "Beijing)",
      ).value,
    ).toBe("International Congress of Sinology (2nd : 2009 : Beijing)");
    expect(
      name("110", "2 ", "a", "Catholic Church.", "b", "Council", "n", "(2nd :", "d", "1962)").value,
    ).toBe("Catholic Church. Council (2nd : 1962)");
  });
  test("a comma does not part a name in Han or Hangul, a foreign one keeps it", () => {
    const written = ["曹, 雪芹,", "夏目, 漱石,", "佐々, 木", "김, 소월", "马克思, 卡尔", "Kim, So-wŏl,"];
    expect(written.map((text) => name("100", "1 ", "a", text).value)).toEqual([
      "曹雪芹",
      "夏目漱石",
      "佐々木",
      "김소월",
      "马克思, 卡尔",
      "Kim, So-wŏl",
    ]);
  });
  test("a part of a body behind a number or a date keeps its stop", () => {
    const body = name(
      "110",
      "1 ",
      "a",
      "United States.",
      "b",
      "Congress",
      "n",
      "(97th :",
      "d",
      "1982).",
      "b",
      "House",
    );
    expect(body.value).toBe("United States. Congress. House (97th : 1982)");
  });
  test("UNIMARC alike: numerals, additions, meetings, forenames", () => {
    const record = cnmarc(
      ["200", "1 ", "a", "题名"],
      ["700", " 0", "a", "Elizabeth", "d", "II", "c", "Queen", "f", "1926-2022"],
      ["701", " 1", "a", "King", "b", "Martin Luther", "c", "Jr."],
      ["702", " 1", "a", "马克思", "b", "卡尔", "4", "译"],
      ["710", "12", "a", "国际汉学大会", "d", "(2nd ;", "f", "2009 ;", "e", "北京)"],
    );
    const people = describe(record, clock).contributors;
    expect(people.map((p) => p.value)).toEqual([
      "Elizabeth II",
      "国际汉学大会 (2nd : 2009 : 北京)",
      "King, Martin Luther, Jr.",
      "马克思, 卡尔",
    ]);
    expect(people[3]!.role).toBe("translator");
    expect(people[0]).toMatchObject({ entry: "forename", title: "Queen", dates: "1926-2022" });
  });
});

test.each([
  ["着", "author"],
  ["著", "author"],
  ["编著", "author"],
  ["撰", "author"],
  ["主编", "editor"],
  ["译", "translator"],
  ["編譯", "translator"],
  ["訳", "translator"],
  ["지음", "author"],
  ["옮김", "translator"],
  ["엮음", "editor"],
  ["Übersetzer", "translator"],
  ["Hrsg.", "editor"],
  ["traducteur", "translator"],
  ["auteur", "author"],
  ["пер.", "translator"],
  ["مترجم", "translator"],
  ["نویسنده", "author"],
  ["校注", "annotator"],
  ["绘", "illustrator"],
  ["trl", "translator"],
  ["aut", "author"],
  ["http://id.loc.gov/vocabulary/relators/edt", "editor"],
  ["dịch", "translator"],
  ["biên soạn", "compiler"],
  ["chủ biên", "editor"],
  ["ผู้แปล", "translator"],
  ["ئاپتورى", "author"],
  ["تەرجىمە", "translator"],
  ["översättning", "translator"],
  ["vertaald", "translator"],
  ["przekład", "translator"],
  ["çeviren", "translator"],
  ["整理", "compiler"],
  ["publisher", "other"],
  ["prf", "other"],
  ["prepared", "other"],
] as const)("the role %s is %s", (word, role) => {
  const code = word.startsWith("http") || /^[a-z]{3}$/.test(word) ? "4" : "e";
  expect(name("700", "1 ", "a", "Somebody", code, word).role).toBe(role);
});
test("a main entry is an author where nothing known says otherwise", () => {
  expect(name("100", "1 ", "a", "Somebody", "e", "敬献").role).toBe("author");
  expect(name("100", "1 ", "a", "Somebody", "e", "publisher").role).toBe("other");
  expect(name("700", "1 ", "a", "Somebody", "e", "敬献").role).toBe("other");
});

group("identifiers", () => {
  const isbns = (...field: string[]): string[] =>
    read(field).identifiers.map((i) => `${i.status} ${i.value}`);
  test("every number of every subfield counts", () => {
    expect(isbns("020", "  ", "a", "9787500711117 (v.1) ; 9787500711124 (v.2)")).toEqual([
      "current 9787500711117",
      "current 9787500711124",
    ]);
    expect(isbns("020", "  ", "a", "7-02-000220-X (v. 1); 0-306-40615-2 (v. 2)")).toEqual([
      "current 9787020002207",
      "current 9780306406157",
    ]);
  });
  test("cancelled and wrong ones are kept as they stand", () => {
    expect(isbns("020", "  ", "z", "9787500722223 (invalid)")).toEqual(["invalid 9787500722223"]);
    expect(isbns("020", "  ", "z", "978-7-02-000220-7")).toEqual(["cancelled 9787020002207"]);
    expect(isbns("020", "  ", "a", "7020002208")).toEqual(["invalid 7020002208"]);
    expect(isbns("020", "  ", "a", "0000000000", "a", "CNY12.00")).toEqual([]);
  });
  test("numbers given up are kept as such: 035 $z, 019", () => {
    expect(isbns("035", "  ", "a", "(OCoLC)456", "z", "(OCoLC)123")).toEqual([
      "current 456",
      "cancelled 123",
    ]);
    expect(isbns("019", "  ", "a", "77")).toEqual(["cancelled 77"]);
  });
});

group("fields in other scripts", () => {
  test("a blank before the link, one digit, another tag of the block, an 880 linked to nothing", () => {
    const blank = read(
      ["245", "10", "6", " 880-01", "a", "Chu shan ci"],
      ["880", "10", "6", " 245-01/$1", "a", "楚山辭"],
    );
    expect(blank.titles.map((t) => t.main)).toEqual(["楚山辭", "Chu shan ci"]);
    const digit = read(
      ["245", "10", "6", "880-1", "a", "Chu shan ci"],
      ["880", "10", "6", "245-1/$1", "a", "楚山辭"],
    );
    expect(digit.titles.map((t) => t.main)).toEqual(["楚山辭", "Chu shan ci"]);
    const nowhere = read(
      ["245", "10", "6", "880-01", "a", "Lian chi meng /", "c", "Ji."],
      ["880", "10", "6", "245-00/$1", "a", "蓮池夢 /", "c", "季."],
    );
    expect(nowhere.titles.map((t) => t.main)).toEqual(["蓮池夢", "Lian chi meng"]);
    const person = read(
      ["700", "1 ", "6", "880-03", "a", "Lu, Xun"],
      ["880", "1 ", "6", "710-03/$1", "a", "鲁迅"],
    );
    expect(person.contributors).toMatchObject([{ value: "鲁迅", forms: ["Lu, Xun"], isCorporate: false }]);
  });
  test("a link that leads nowhere invents nothing", () => {
    expect(read(["245", "10", "6", "880-01", "a", "Astray"]).titles).toEqual([
      { main: "Astray", nonfiling: 0 },
    ]);
  });
});

group("titles", () => {
  test("without $a the title is what there is", () => {
    expect(read(["245", "10", "b", "Only a subtitle remains"]).titles[0]!.main).toBe(
      "Only a subtitle remains",
    );
    expect(read(["245", "10", "n", "Part 2,", "p", "Of nothing"]).titles[0]).toMatchObject({
      main: "Of nothing",
      part: "Part 2",
    });
    expect(read(["245", "10", "a", "[ ]"], ["246", "30", "a", "Another name"]).titles[0]!.main).toBe(
      "Another name",
    );
    expect(describe(cnmarc(["200", "1 ", "e", "副题名"]), clock).titles[0]!.main).toBe("副题名");
    expect(read(["245", "10", "c", "nobody"]).titles).toEqual([]);
  });
  test("an empty subfield code is no code", () => {
    const title = read(["245", "10", "a", "Bells of the old quarter", "", "Stray words"]).titles[0]!;
    expect(title).toEqual({ main: "Bells of the old quarter", nonfiling: 0 });
    expect(JSON.stringify(describe(cnmarc(["200", "1 ", "a", "题名", "", "无码"]), clock))).not.toContain(
      "无码",
    );
  });
  test("marks of non-sorting text serve filing and are not shown, ISBD marks go beside invisible ones", () => {
    for (const marked of [
      "<<Le>> cinéma /",
      "\u0098Le \u009ccinéma /",
      "\u0088Le \u0089cinéma",
      "¬Le¬ cinéma",
    ]) {
      const [title] = read(["245", "10", "a", marked]).titles;
      expect(title!.main).toBe("Le cinéma");
      expect(filingText(title!, [])).toBe("cinéma");
    }
    expect(read(["245", "10", "a", "کتاب :\u200f"]).titles[0]!.main).toBe("کتاب");
    expect(read(["245", "10", "a", "\u200fספר /\u200e \u200f"]).titles[0]!.main).toBe("ספר");
    expect(read(["245", "10", "a", "كتاب ؛"]).titles[0]!.main).toBe("كتاب");
  });
});

test.each([
  ["Die hard, a film companion", "0", "eng", "Die hard, a film companion"],
  ["A is for alibi", "0", "eng", "A is for alibi"],
  ["Les Paul", "0", "eng", "Les Paul"],
  ["Un zebra blanc", "3", "fre", "zebra blanc"],
  ["L'zebra seule", "2", "fre", "zebra seule"],
  ["The zebra catalogue", "4", "eng", "zebra catalogue"],
  ["The zebra catalogue", " ", "eng", "zebra catalogue"],
  ["Die hard", " ", "eng", "Die hard"],
  ["Die Zebras", " ", "ger", "Zebras"],
  ["L'été", " ", "fre", "été"],
  ["L’été", " ", "fre", "été"],
  ["Az ember", " ", "hun", "ember"],
  ["An introduction", " ", "gle", "introduction"],
  ["De zebra", " ", "eng", "De zebra"],
  ["Zebra", "3", "eng", "Zebra"],
  ["The zebra", "3", "eng", "zebra"],
  ["’n Zebra", " ", "afr", "Zebra"],
  ["Die zebra", " ", "afr", "zebra"],
  ["Το κεφάλαιο", " ", "gre", "κεφάλαιο"],
  ["Eit hus", " ", "nno", "hus"],
  ["Ang bahay", " ", "tgl", "bahay"],
  ["Te reo", " ", "mao", "reo"],
  ["A", " ", "eng", "A"],
  ["红楼梦", " ", "chi", "红楼梦"],
])("%s (indicator %j, %s) is filed under %s", (title, ind2, language, filed) => {
  const description = read(
    ["008", `000101s2001    xx            000 0 ${language}  `],
    ["245", `1${ind2}`, "a", title],
  );
  expect(filingText(description.titles[0]!, description.languages)).toBe(filed);
});

test("a decade is a span, an exact year inside it is better", () => {
  const decade = read(
    ["264", " 1", "a", "Beijing", "b", "House", "c", "[197-]"],
    ["100", "1 ", "a", "Somebody"],
  );
  expect([decade.year, decade.yearTo]).toEqual([1970, 1979]);
  const exact = read(["264", " 1", "c", "1975"]);
  expect(mergeDescriptions([decade, exact])).toMatchObject({ year: 1975 });
  expect(mergeDescriptions([decade])).toMatchObject({ year: 1970, yearTo: 1979 });
  expect(read(["264", " 1", "c", "2041"]).year).toBeUndefined();
  expect(describe(cnmarc(["200", "1 ", "a", "题名"], ["210", "  ", "d", "二〇〇三"]), clock).year).toBe(2003);
  expect(
    describe(
      cnmarc(
        ["100", "  ", "a", "20260101d1998    em y0chiy50      ea"],
        ["200", "1 ", "a", "题名"],
        ["210", "  ", "d", "1357 [1978]"],
      ),
      clock,
    ).year,
  ).toBe(1998);
});

group("numbers beside the ISBN", () => {
  const told = (description: Description): string[] =>
    description.identifiers.map(({ type, value, status }) => `${type} ${value} ${status}`);
  test("an ISSN of all forms together and those given up are found by, never matched by", () => {
    const serial = read(["022", "0 ", "a", "1000-5811", "l", "0317-8471", "y", "2434-561X"]);
    expect(told(serial)).toEqual([
      "issn 10005811 current",
      "issn 03178471 invalid",
      "issn 2434561X cancelled",
    ]);
    expect(mergeDescriptions([serial])).toMatchObject({
      issns: ["10005811"],
      oldIssns: ["2434561X", "03178471"],
    });
    expect(told(read(["022", "  ", "a", "1000-5811", "l", "1000-5811"]))).toEqual(["issn 10005811 current"]);
  });
  test("ISMN, EAN and UPC of 024, and of 013 and 073 in UNIMARC", () => {
    for (const [field, right] of [
      [["024", "2 ", "a", "979-0-2600-0043-8"], ["ismn 9790260000438 current"]],
      [["024", "2 ", "a", "M-2600-0043-8 (score)"], ["ismn 9790260000438 current"]],
      [["024", "2 ", "a", "M-2600-0043-7"], []],
      [["024", "3 ", "a", "4006381333931"], ["ean 4006381333931 current"]],
      [["024", "3 ", "a", "9787020002207"], ["isbn 9787020002207 current"]],
      [["024", "1 ", "a", "036000291452"], ["ean 0036000291452 current"]],
      [["024", "7 ", "a", "https://doi.org/10.1000/ABC", "2", "doi"], ["doi 10.1000/abc current"]],
      [["024", "7 ", "a", "10.1000/182", "2", "urn"], []],
      [["024", "7 ", "z", "10.1000/182", "2", "DOI"], ["doi 10.1000/182 cancelled"]],
      [["024", "8 ", "a", "10075·12"], ["national 10075·12 current"]],
      [["024", "8 ", "a", "CD 12"], []],
    ] as const)
      expect(told(read([...field]))).toEqual(right);
    expect(
      told(
        describe(
          cnmarc(
            ["013", "  ", "a", "M-2600-0043-8"],
            ["073", " 0", "a", "4006381333931"],
            ["200", "1 ", "a", "谱"],
          ),
          clock,
        ),
      ),
    ).toEqual(["ismn 9790260000438 current", "ean 4006381333931 current"]);
  });
});

group("subjects", () => {
  const subjects = (record: MarcRecord): string[] => describe(record, clock).subjects.map((one) => one.value);
  test("what parts number, date and place of a meeting stays within its brackets", () => {
    const record = marc21(
      TITLE,
      [
        "611",
        "20",
        "a",
        "Olympic Games",
        "n",
        "(30th :",
        "d",
        "2012 :",
        "c",
        "London, England)",
        "x",
        "Records.",
      ],
      ["600", "30", "a", "Windsor (Royal house :", "d", "1917- :", "c", "Great Britain)", "v", "Genealogy."],
      ["600", "10", "a", "Shakespeare, William,", "d", "1564-1616.", "t", "Hamlet."],
    );
    expect(subjects(record)).toEqual([
      "Windsor (Royal house : 1917- : Great Britain)--Genealogy",
      "Shakespeare, William 1564-1616 Hamlet",
      "Olympic Games (30th : 2012 : London, England)--Records",
    ]);
  });
  test("each term of 653 and of CNMARC 610 is a subject of its own", () => {
    expect(subjects(marc21(TITLE, ["653", "  ", "a", "fuel cells", "a", "power generation"]))).toEqual([
      "fuel cells",
      "power generation",
    ]);
    expect(subjects(cnmarc(["200", "1 ", "a", "题"], ["610", "0 ", "a", "红学", "a", "小说"]))).toEqual([
      "红学",
      "小说",
    ]);
  });
  test("CNMARC keeps numerals of persons, numbers, dates and places of meetings", () => {
    const record = cnmarc(
      ["200", "1 ", "a", "题"],
      ["600", " 0", "a", "Elizabeth", "d", "II", "x", "传记"],
      ["601", "12", "a", "奥林匹克运动会", "d", "(第29届 :", "f", "2008 :", "e", "北京)", "x", "资料"],
    );
    expect(subjects(record)).toEqual(["Elizabeth II--传记", "奥林匹克运动会 (第29届 : 2008 : 北京)--资料"]);
  });
});

group("carriers of MARC 21, by all 006 and 007", () => {
  const on = (type: string, form: string, ...fields: string[][]): string => {
    const fixed = `${"260101s2026    cc ".padEnd("g".includes(type) ? 29 : 23)}${form}`.padEnd(40);
    const record = marc21(["008", fixed], ...fields, TITLE);
    return describe({ ...record, leader: `00000n${type}m a2200000 i 4500` }, clock).carrier;
  };
  test("what comes with a book makes it no disc, wherever its 007 stands", () => {
    expect(on("a", " ", ["007", "co cga"])).toBe("print");
    expect(on("a", " ", ["007", "ta"], ["007", "co cga"])).toBe("print");
    expect(on("c", " ", ["007", "sd fsngnn"])).toBe("print");
    expect(on("a", " ", ["338", "  ", "b", "nc"], ["338", "  ", "b", "sd"])).toBe("print");
    expect(on("a", "q")).toBe("disc");
    expect(on("a", " ", ["338", "  ", "b", "cd"])).toBe("disc");
    expect(on("j", " ", ["007", "co cga"], ["007", "sd fsngnn"])).toBe("disc");
  });
  test("a further 007 counts as the first one does", () => {
    expect(on("a", " ", ["007", "co cga"], ["007", "cr cnu"])).toBe("online");
    expect(on("g", " ", ["007", "vz cza"], ["007", "cr cna"])).toBe("online");
    expect(on("a", " ", ["007", "co cga"], ["007", "hd afb"])).toBe("microform");
    // Pages that say so, and a film or a file of them in the same record.
    expect(on("a", " ", ["007", "ta"], ["007", "cr cnu"])).toBe("print");
    expect(on("a", " ", ["007", "ta"], ["007", "hd afb"])).toBe("print");
    expect(on("a", "o", ["007", "ta"])).toBe("online");
  });
  test("006 of what is a file says where it is", () => {
    expect(on("m", " ", ["006", "a     o    000 0 "])).toBe("online");
    expect(on("m", " ", ["006", "a          000 0 "], ["007", "co cga"])).toBe("disc");
    expect(on("a", " ", ["006", "m     o  d       "])).toBe("print");
  });
});

group("other media than books", () => {
  const on = (leader: string, ...fields: string[][]): Description =>
    describe({ ...cnmarc(["200", "1 ", "a", "题名"], ...fields), leader }, clock);
  test("CNMARC recordings and films on discs are discs, a book with one is not", () => {
    expect(on("00000njm0 2200000   450 ", ["126", "  ", "a", "aexxxxe"]).carrier).toBe("disc");
    expect(on("00000ngm0 2200000   450 ", ["215", "  ", "a", "1张光盘（DVD）"]).carrier).toBe("disc");
    expect(on("00000ngm0 2200000   450 ", ["215", "  ", "a", "1盒录像带"]).carrier).toBe("print");
    expect(on("00000nam0 2200000   450 ", ["215", "  ", "a", "200页，附光盘"]).carrier).toBe("print");
  });
  test("the scale of a map and how often a serial comes out are notes", () => {
    expect(on("00000nem0 2200000   450 ", ["206", "  ", "a", "比例尺 1:25000"]).notes).toEqual([
      "比例尺 1:25000",
    ]);
    expect(on("00000nas0 2200000   450 ", ["326", "  ", "a", "双月刊"]).notes).toEqual(["双月刊"]);
    expect(read(["255", "  ", "a", "Scale 1:50,000"], ["310", "  ", "a", "Quarterly"]).notes).toEqual([
      "Scale 1:50,000",
      "Quarterly",
    ]);
  });
  test("who directs a film of CNMARC is no author of it", () => {
    expect(on("00000ngm0 2200000   450 ", ["701", " 0", "a", "某人", "4", "300"]).contributors[0]!.role).toBe(
      "other",
    );
  });
  test("a Korean name stays in its own script where two libraries romanise it", () => {
    const korean = read(
      ["100", "1 ", "6", "880-01", "a", "Kim, So-wŏl"],
      ["880", "1 ", "6", "100-01/$1", "a", "김소월"],
    );
    expect(mergeDescriptions([korean, korean]).contributors[0]!.value).toBe("김소월");
  });
});
