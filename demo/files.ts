import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { type BookFacts, readFacts } from "./facts.ts";
import { encodeGb18030 } from "./gb18030.ts";
import { holds, homeOf, recordOf } from "./records.ts";
import { type DemoMember, demoMembers } from "./region.ts";

/** Books a member holds, in the order of the facts; every book is held by somebody. */
export function booksOf(member: DemoMember, books: BookFacts[] = readFacts()): BookFacts[] {
  return books.filter((book) => holds(member, book) || homeOf(demoMembers, book) === member);
}

/** The member's catalogue as it would send it: ISO 2709 in its own encoding. */
export function catalogueOf(member: DemoMember, books: BookFacts[]): Buffer {
  return fileOf(
    member,
    booksOf(member, books).map((book) => recordOf(member, book)),
  );
}

/** Records as the member would send them. */
export function fileOf(member: DemoMember, records: readonly MarcRecord[]): Buffer {
  const write = member.encoding === "gb18030" ? (r: MarcRecord) => iso2709In(r, encodeGb18030) : writeIso2709;
  return Buffer.concat(records.map(write));
}

/** ISO 2709 in another encoding than UTF-8; lengths are bytes (ISO 2709 4.3). The leader does not tell. */
function iso2709In(record: MarcRecord, encode: (text: string) => Buffer): Buffer {
  let directory = "";
  const bodies: Buffer[] = [];
  let start = 0;
  for (const field of record.fields) {
    const text =
      "value" in field
        ? field.value
        : field.ind1 + field.ind2 + field.subfields.map(([code, value]) => `\x1f${code}${value}`).join("");
    const body = encode(`${text}\x1e`);
    directory += field.tag + String(body.length).padStart(4, "0") + String(start).padStart(5, "0");
    bodies.push(body);
    start += body.length;
  }
  const base = 24 + directory.length + 1;
  const length = base + start + 1;
  const leader = `${String(length).padStart(5, "0")}${record.leader.slice(5, 12)}${String(base).padStart(5, "0")}${record.leader.slice(17)}`;
  return Buffer.concat([Buffer.from(`${leader}${directory}\x1e`), ...bodies, Buffer.from("\x1d")]);
}
