import { expect, test } from "vitest";
import { readMarcBytes } from "../index.ts";
import { codePageOf, isThaiPage } from "./code-pages.ts";

/** A text in a code page of one byte for a letter. */
function inPage(label: string, text: string): Buffer {
  const table = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte--) table.set(new TextDecoder(label).decode(Uint8Array.of(byte)), byte);
  return Buffer.from([...text].map((letter) => table.get(letter)!));
}

function titleOf(bytes: Buffer, leader09: string): string | undefined {
  const content = Buffer.concat([Buffer.from("10\x1fa"), bytes, Buffer.from("\x1e\x1d")]);
  const directory = `245${String(content.length - 1).padStart(4, "0")}00000\x1e`;
  const base = 24 + directory.length;
  const leader = `${String(base + content.length).padStart(5, "0")}nam ${leader09}22${String(base).padStart(5, "0")} a 4500`;
  const result = readMarcBytes(Buffer.concat([Buffer.from(leader + directory), content]))[0];
  const field = result?.ok ? result.record.fields[0] : undefined;
  return field && "subfields" in field ? field.subfields[0]?.[1] : undefined;
}

const TEXTS: [label: string, text: string][] = [
  ["windows-1253", "Ιστορία της ελληνικής γλώσσας"],
  ["windows-1255", "תולדות הספרות העברית"],
  ["windows-1256", "تاريخ الأدب العربي"],
  ["windows-874", "ประวัติศาสตร์ไทยสมัยใหม่"],
  ["iso-8859-6", "تاريخ الأدب العربي"],
  ["iso-8859-6", "مقدمة في علوم القرآن وتفسيره"],
  ["iso-8859-7", "Άνθρωποι και τόποι της Ελλάδας"],
  ["windows-1253", "Άνθρωποι και τόποι της Ελλάδας"],
  ["windows-1250", "Łódź i jej życie wśród źródeł"],
  ["windows-1250", "„Město“ a řeka: dějiny české literatury"],
];
test.each(TEXTS)("%s is read where nothing else reads it whole: %s", (label, text) => {
  for (const leader09 of ["a", " "]) expect(titleOf(inPage(label, text), leader09)).toBe(text);
});

const WHOLE: [label: string, text: string][] = [
  ["windows-1254", "İstanbul'da güneşli bir gün: ışığın öyküsü"],
  ["windows-1254", "Türk dili ve edebiyatı araştırmaları"],
  ["iso-8859-9", "Osmanlı İmparatorluğu tarihi"],
  ["windows-1254", "Kırgız masalları"],
  ["iso-8859-2", "Dějiny české literatury a řeči"],
  ["iso-8859-2", "Książka o miłości i żalu"],
  ["iso-8859-2", "Magyar nők és hősök könyve, őrült idők"],
  ["iso-8859-2", "Istoria românilor şi a ţării"],
  ["windows-1250", "Îndrumătorul României şi al ţării"],
  ["windows-1251", "Історія української літератури, ґанок"],
  ["koi8-u", "Історія української літератури"],
  ["iso-8859-5", "История русской литературы"],
  ["x-mac-cyrillic", "История русской литературы для Я. Петрова"],
  ["windows-1251", "Маяк и фонарь. Достоевский, Москва"],
  ["windows-1251", "«Тихий Дон» — роман Шолохова № 5"],
  ["windows-1251", "Слово «о полку Игореве» — древнерусская поэма № 5"],
  ["windows-1251", "Україна: їжак, єнот, ґанок"],
  ["koi8-r", "Маяк и фонарь. Достоевский, Москва"],
  ["x-mac-cyrillic", "Достоевский, Ф. М. (Федор Михайлович)"],
  ["windows-1257", "Lietuvių kalbos žodynas: šiandien ir ąžuolų įtaka"],
  ["windows-1257", "Latviešu valodas vārdnīca un ķīmijas ģeogrāfija"],
  ["windows-1257", "Eesti kirjanduse lühilugu: õpik, jäär, šokk ja žanr"],
  ["iso-8859-13", "„Lietuvių kalbos žodynas“ šiandien ir ąžuolų įtaka"],
  ["iso-8859-4", "Latviešu valodas vārdnīca un ķīmijas ģeogrāfija"],
  ["macintosh", "L’été à Besançon: élève de l’école"],
  ["macintosh", "Bücher für Mädchen und Söhne"],
  ["macintosh", "El niño y la canción española"],
  ["macintosh", "Élève à l'école de la fenêtre"],
  ["macintosh", "l'école préparée, la leçon donnée"],
];
test.each(WHOLE)(
  "%s is read whatever is declared, for no other alphabet has these letters: %s",
  (label, text) => {
    for (const leader09 of ["a", " "]) expect(titleOf(inPage(label, text), leader09)).toBe(text);
  },
);

/** As Windows writes Vietnamese: the tone behind its vowel. */
test.each(["Lịch sử văn học Việt Nam", "Tiếng Việt thực hành", "Truyện Kiều và những câu chuyện khác"])(
  "windows-1258 is read whatever is declared: %s",
  (text) => {
    const tones = /[\u0300\u0301\u0303\u0309\u0323]/u;
    const parted = [...text]
      .map((letter) => {
        const [base, ...marks] = letter.normalize("NFD");
        const tone = marks.find((mark) => tones.test(mark)) ?? "";
        return (base! + marks.filter((mark) => mark !== tone).join("")).normalize("NFC") + tone;
      })
      .join("");
    for (const leader09 of ["a", " "])
      expect(titleOf(inPage("windows-1258", parted), leader09)?.normalize("NFC")).toBe(text);
  },
);

test.each([
  "El niño y la canción española",
  "Élève à l'école de la fenêtre",
  "História da língua portuguesa e da ação",
  "Føroya søga og ættir í Tórshavn",
  "Straßen für Mädchen und Bücher",
])("Latin-1 is neither Turkish nor Central European: %s", (text) => {
  expect(titleOf(inPage("iso-8859-1", text), "a")).toBe(text);
});

test("ISO 8859-2 is read where UTF-8 was declared; French with quotes is windows-1252", () => {
  expect(titleOf(inPage("iso-8859-2", "Dějiny české literatury a řeči"), "a")).toBe(
    "Dějiny české literatury a řeči",
  );
  expect(titleOf(inPage("windows-1252", "L’été à “Paris” – œuvre"), "a")).toBe("L’été à “Paris” – œuvre");
});

test("Chinese, Korean, Latin with marks and single letters are no such page", () => {
  const others = [
    "d6d0b9facec4d1a7cab7cec4cfd7bdccb3ccd7dbcaf6",
    "c7d1b1b9bfaabbe7bfacb1b8",
    "47726fdfe56e",
    "e54520616765726120",
    "e1e9",
  ];
  for (const bytes of others) expect(codePageOf(Buffer.from(bytes, "hex")), bytes).toBeUndefined();
  expect(isThaiPage(Buffer.from(others[0]!, "hex"))).toBe(false);
});
