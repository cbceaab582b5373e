import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsqr from "jsqr";
import { expect, test } from "vitest";
import { drawCards } from "./cards.ts";
import { type CardKind, cardKinds } from "./words.ts";

const WORDS = {
  brand: "共架",
  label: "漂流书标签",
  labelNote: "这本书在漂流",
  driftCard: "漂流卡",
  driftNote: "读完请再放出去",
  thoughtsCard: "读书感言卡",
  thoughtsNote: "写几句",
  reader: "读者",
  date: "日期",
  place: "地点",
  code: "编号",
  secret: "书内密码",
};

test.each(cardKinds)("a camera reads what is printed: %s", async (kind: CardKind) => {
  const folder = mkdtempSync(join(tmpdir(), "cards-"));
  try {
    const address = "https://shelf.example/zh-hans/drift/abcdefgh/mnpqrstuvwxy";
    const card = {
      title: "红楼梦 䶮𠮷 とても",
      author: "曹雪芹",
      message: "慢慢读",
      code: "abcdefgh",
      secret: "mnpq-rstu-vwxy",
      address,
    };
    const pdf = await drawCards(kind, [card], WORDS);
    expect(pdf.length).toBeLessThan(400_000);
    writeFileSync(join(folder, "card.pdf"), pdf);
    execFileSync("pdftoppm", ["-r", "120", "-singlefile", join(folder, "card.pdf"), join(folder, "card")]);
    expect(readPpm(readFileSync(join(folder, "card.ppm")))).toBe(address);
    const text = execFileSync("pdftotext", [join(folder, "card.pdf"), "-"], { encoding: "utf8" });
    expect(text).toContain("红楼梦");
    expect(text).toContain("〓");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Reads the code in a picture (PPM, P6) as a camera does. */
function readPpm(file: Buffer): string | undefined {
  const [, width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString("latin1", 0, 40))!;
  const [wide, high] = [Number(width), Number(height)];
  const pixels = file.subarray(file.length - wide * high * 3);
  const rgba = new Uint8ClampedArray(wide * high * 4);
  for (let i = 0; i < wide * high; i++) {
    rgba.set(pixels.subarray(i * 3, i * 3 + 3), i * 4);
    rgba[i * 4 + 3] = 255;
  }
  return jsqr.default(rgba, wide, high)?.data;
}
