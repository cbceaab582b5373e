import { Readable } from "node:stream";
import { controlValue, fieldsOf, type MarcRecord, readMarc, subfieldValues } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { describe } from "../../server/src/catalogue/prepare-record.ts";
import { fixedClock } from "../../server/src/kernel/time.ts";
import { fileOf } from "../files.ts";
import { demoMembers } from "../region.ts";
import { readMedia } from "./media-facts.ts";
import { mediaOf } from "./media-files.ts";

const media = readMedia();
const clock = fixedClock("2026-12-01T00:00:00Z");
const records = demoMembers.flatMap((member) => mediaOf(member, media));
const described = records.map((record) => describe(record, clock));

test("every member holds other media, in a file that reads back as it was written", async () => {
  for (const member of demoMembers) {
    const own = mediaOf(member, media);
    expect(own.length, member.code).toBeGreaterThan(8);
    const read: MarcRecord[] = [];
    for await (const chunk of readMarc(Readable.from([fileOf(member, own)])))
      for (const result of chunk) read.push(result.ok ? result.record : expect.fail(result.reason));
    expect(read.map((one) => one.fields)).toEqual(own.map((one) => one.fields));
  }
});

test("the facets of type, carrier and language show them", () => {
  const types = new Set(described.map((one) => one.type));
  for (const type of ["book", "serial", "score", "map", "music", "audio", "video", "data"])
    expect(types).toContain(type);
  const ofNumber = (number: number) =>
    described.filter((_one, i) => controlValue(records[i]!, "001")!.endsWith(String(number)));
  for (const { kind, number, members, title } of media) {
    const own = ofNumber(number);
    expect(own, title.text).toHaveLength(members.length);
    const carrier = { ebook: "online", ejournal: "online", data: "online", microform: "microform" }[
      kind as string
    ];
    if (carrier) expect(new Set(own.map((one) => one.carrier))).toEqual(new Set([carrier]));
  }
  const discs = records.flatMap(({ leader }, i) =>
    "gij".includes(leader[6]!) ? [described[i]!.carrier] : [],
  );
  expect(new Set(discs)).toEqual(new Set(["disc"]));
  const languages = new Set(described.flatMap((one) => one.languages));
  for (const code of ["jpn", "kor", "rus", "ara", "ger", "fre"]) expect(languages).toContain(code);
});

test("MARC 21 008 has its forty characters, and an Arabic title its 880 with direction", () => {
  for (const record of records.filter((one) => fieldsOf(one, "245").length > 0))
    expect(controlValue(record, "008"), record.leader).toHaveLength(40);
  const arabic = records.filter((one) => controlValue(one, "008")?.slice(35, 38) === "ara");
  for (const record of arabic)
    expect(fieldsOf(record, "880").flatMap((one) => subfieldValues(one, "6"))[0]).toMatch(/\/\(3\/r$/);
});

test("addresses are of a host that nobody can have, and every title says that it is fictional", () => {
  for (const one of described) for (const { url } of one.urls) expect(new URL(url).host).toBe("example.org");
  expect(described.filter((one) => one.urls.length > 0).length).toBeGreaterThan(25);
  for (const { publisher, summary, title } of media)
    expect(`${publisher.text}${summary}`, title.text).toMatch(
      /虚构|并不存在|fict|not exist|imagin|架空|가상|вымышл|خيالي|program/iu,
    );
});
