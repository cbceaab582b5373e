import { expect, test } from "vitest";
import { isCaptions, readChapters, readCues, toCaptions, wordsIn, writeCaptions } from "./captions.ts";
import { playingOf } from "./durations.ts";
import { sniffMedia } from "./media-kinds.ts";
import { isWhole } from "./whole.ts";

const VTT = `WEBVTT - a bell

NOTE chapters
00:00.000 Morning
1:00:02.5 Evening

intro
00:00.500 --> 00:02.000 align:start
<v Lin>First <i>stroke</i> &amp; echo

00:03.000 --> 00:02.000
Backwards in time

00:02.000 --> 00:04.000
第二声
`;

test("captions are read by their cues and chapters, without markup, and what goes backwards is passed over", () => {
  expect(isCaptions(VTT)).toBe(true);
  expect(isCaptions("WEBVTTX")).toBe(false);
  expect(readCues(VTT)).toEqual([
    { start: 0.5, end: 2, text: "Lin: First stroke & echo" },
    { start: 2, end: 4, text: "第二声" },
  ]);
  expect(readChapters(VTT)).toEqual([
    { start: 0, title: "Morning" },
    { start: 3602.5, title: "Evening" },
  ]);
  expect(wordsIn(VTT)).toBe("Morning\nEvening\nLin: First stroke & echo\n第二声");
  expect(wordsIn("plain words")).toBe("plain words");
});

test("what is written is read again as the same, and SubRip becomes WebVTT", () => {
  const again = writeCaptions(readCues(VTT), readChapters(VTT));
  expect(readCues(again)).toEqual(readCues(VTT));
  expect(readChapters(again)).toEqual(readChapters(VTT));
  const subRip = "1\r\n00:00:01,200 --> 00:00:02,000\r\nHello\r\nthere\r\n";
  expect(readCues(toCaptions(subRip)!)).toEqual([{ start: 1.2, end: 2, text: "Hello\nthere" }]);
  expect(toCaptions("Only words")).toBeNull();
  expect(toCaptions("WEBVTT\n\nnothing")).toBeNull();
  const script = "WEBVTT\n\n00:00.000 --> 00:01.000\n<c.x><script>alert(1)</script>\n";
  expect(writeCaptions(readCues(script))).not.toContain("<script");
});

/** A WAV of so many seconds of silence. */
function wav(seconds: number): Buffer {
  const data = Buffer.alloc(8000 * seconds);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt32LE(8000, 28);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

const box = (name: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, body]);
};

test("how long a recording lasts is what its head says, and nothing for what is broken", () => {
  expect(playingOf(wav(3), "wav").seconds).toBe(3);
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(600, 12);
  mvhd.writeUInt32BE(4500, 16);
  const tkhd = Buffer.alloc(84);
  tkhd.writeUInt32BE(320 << 16, 76);
  tkhd.writeUInt32BE(240 << 16, 80);
  const film = box("moov", Buffer.concat([box("mvhd", mvhd), box("trak", box("tkhd", tkhd))]));
  expect(playingOf(film, "mp4")).toEqual({ seconds: 7.5, width: 320, height: 240 });
  // MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes and 1152 samples a frame.
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9000, 0);
  const sound = Buffer.concat(Array.from({ length: 100 }, () => frame));
  expect(playingOf(sound, "mp3").seconds).toBeCloseTo(115_200 / 44_100, 5);
  const webm = Buffer.from(
    "1a45dfa380" +
      "18538067" +
      "0100000000000014" +
      "1549a966" +
      "8f" +
      "2ad7b183" +
      "0f4240" +
      "448984" +
      "457a0000",
    "hex",
  );
  expect(playingOf(webm, "webm").seconds).toBe(4);
  for (const ending of ["wav", "mp3", "mp4", "webm"]) {
    expect(playingOf(Buffer.alloc(0), ending).seconds).toBeNull();
    expect(playingOf(Buffer.from("nothing of the kind, only words"), ending).seconds).toBeNull();
  }
});

test("a PDF without its end and a model that is cut off or fetches from elsewhere are not whole", () => {
  const pdf = sniffMedia(Buffer.from("%PDF-1.7"))!;
  const paper = "%PDF-1.7\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n28\n%%EOF\n";
  expect(isWhole(Buffer.from(paper), pdf)).toBe(true);
  expect(isWhole(Buffer.from(paper.slice(0, -20)), pdf)).toBe(false);
  expect(isWhole(Buffer.from(paper.replace("28", "99999")), pdf)).toBe(false);
  const model = (json: object): Buffer => {
    const text = Buffer.from(JSON.stringify(json));
    const head = Buffer.alloc(20);
    head.write("glTF", 0, "latin1");
    head.writeUInt32LE(2, 4);
    head.writeUInt32LE(20 + text.length, 8);
    head.writeUInt32LE(text.length, 12);
    head.write("JSON", 16, "latin1");
    return Buffer.concat([head, text]);
  };
  const good = model({ asset: { version: "2.0" } });
  const glb = sniffMedia(good)!;
  expect(isWhole(good, glb)).toBe(true);
  expect(isWhole(good.subarray(0, -1), glb)).toBe(false);
  const far = { asset: { version: "2.0" }, images: [{ uri: "https://example.org/x.png" }] };
  expect(isWhole(model(far), glb)).toBe(false);
  expect(isWhole(model({ asset: { version: "1.0" } }), glb)).toBe(false);
});
