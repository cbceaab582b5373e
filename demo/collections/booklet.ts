import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import PDFDocument from "pdfkit";

const LEAVES: readonly [heading: string, words: string][] = [
  [
    "校钟志",
    "这口钟铸于民国二十一年春，高四十六厘米，声闻柳洲。铸钟的铜一半是旧书院的灯架，一半是学生捐来的铜钱。",
  ],
  [
    "一　敲钟的规矩",
    "晨起一声，上课两声，下课三声，共架楼还书之日四声。四声之间各停半息，守楼人听到便开门。",
  ],
  [
    "二　钟楼与柳洲",
    "大水之年，钟楼塌了一角，钟沉在白鹭渡的浅水里。第二年水退，渡夫把它捞起来，用船送回学校，没有收钱。",
  ],
  ["三　现在", "钟现在放在校史馆，每年开学敲一次。四声的录音和转动的模型，都在这件藏品的页上。"],
];

/** A booklet about the bell: four pages of Chinese text, as PDF. */
export async function bellBooklet(): Promise<Buffer> {
  const fonts = join(dirname(createRequire(import.meta.url).resolve("@embedpdf/fonts-sc")), "../fonts");
  const font = await readFile(join(fonts, "NotoSansHans-Regular.otf"));
  const paper = new PDFDocument({ size: "A5", margin: 48, info: { Title: "校钟志" } });
  const parts: Buffer[] = [];
  paper.on("data", (part: Buffer) => parts.push(part));
  const done = new Promise<void>((end) => paper.on("end", end));
  paper.registerFont("song", font);
  for (const [at, [heading, text]] of LEAVES.entries()) {
    if (at > 0) paper.addPage();
    paper
      .font("song")
      .fontSize(at === 0 ? 26 : 16)
      .fillColor("#1f1e1b")
      .text(heading);
    paper.moveDown().fontSize(11.5).text(text, { lineGap: 8 });
  }
  paper.end();
  await done;
  return Buffer.concat(parts);
}
