import { randomFillSync } from "node:crypto";

/** An identifier that belongs to one noun: a `LoanId` is no `ItemId`. */
export type Id<Noun extends string> = string & { readonly __noun: Noun };

/** Random bytes are drawn for many identifiers at once: asking the system costs as much for one. */
const drawn = Buffer.alloc(4096);
let used = drawn.length;

function randomSixteen(): Buffer {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += 16;
  return Buffer.from(drawn.subarray(used - 16, used));
}

let lastMs = 0;
let counter = 0;

/** A new UUIDv7 (RFC 9562 5.7): sortable by creation, monotonic within this process. */
export function newId<Noun extends string>(): Id<Noun> {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = randomSixteen().readUInt16BE() & 0x07ff;
  } else {
    counter += 1;
    if (counter > 0x0fff) {
      lastMs += 1;
      counter = 0;
    }
  }
  const bytes = randomSixteen();
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Noun>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True when `text` has the form of a UUID; lets doors answer 404 instead of a database error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
