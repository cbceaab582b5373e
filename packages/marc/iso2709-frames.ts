import { isLeader, parseDigits } from "./iso2709-leader.ts";
import type { Repair } from "./reading.ts";

const RECORD_TERMINATOR = 0x1d;
const FIELD_TERMINATOR = 0x1e;
const LONGEST_ADDRESSABLE = 99_999;

/** The bytes of one record, without its terminator, and where they stood in the source. */
export type Frame =
  | { kind: "record"; bytes: Buffer; offset: number; repairs: Repair[]; terminated: boolean }
  | { kind: "too-long"; head: Buffer; offset: number; length: number };

/** Cuts a byte stream into ISO 2709 records: chunks go in, frames come out; at most one record is held. */
export type Framer = { push(chunk: Uint8Array): Frame[]; end(): Frame[] };

/** A framer that refuses records over `maxRecordBytes` and goes on after the next record terminator. */
export function createFramer(maxRecordBytes: number): Framer {
  let held: Buffer = Buffer.alloc(0);
  let filled = 0;
  let position = 0;
  let base = 0;
  let scanned = 0;
  let owned = false;
  let skipping: { head: Buffer; offset: number; length: number } | undefined;

  function hold(chunk: Uint8Array): void {
    const rest = filled - position;
    if (rest === 0) {
      // The usual case of a fresh chunk: no copy. It is never written into: `owned` is false.
      held = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      owned = false;
      rebase();
      filled = chunk.length;
      return;
    }
    if (!owned || held.length - filled < chunk.length) {
      // Doubling keeps the copying linear when a long record arrives in small pieces.
      const grown = Buffer.allocUnsafe(2 * rest + chunk.length);
      held.copy(grown, 0, position, filled);
      held = grown;
      owned = true;
      rebase();
      filled = rest;
    }
    held.set(chunk, filled);
    filled += chunk.length;
  }

  function rebase(): void {
    base += position;
    scanned = Math.max(0, scanned - position);
    position = 0;
  }

  function takeAll(final: boolean): Frame[] {
    const frames: Frame[] = [];
    for (;;) {
      const frame = take(final);
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  function take(final: boolean): Frame | undefined {
    const view = filled === held.length ? held : held.subarray(0, filled);
    if (skipping) {
      const end = view.indexOf(RECORD_TERMINATOR, position);
      if (end < 0 && !final) {
        skipping.length += filled - position;
        position = filled;
        return undefined;
      }
      const skipped = skipping;
      skipping = undefined;
      skipped.length += (end < 0 ? filled : end + 1) - position;
      position = end < 0 ? filled : end + 1;
      return { kind: "too-long", ...skipped };
    }
    position = skipFiller(view, position);
    if (position >= filled) return undefined;
    if (!final && filled - position < 24) return undefined;
    return cut(view, final);
  }

  function cut(view: Buffer, final: boolean): Frame | undefined {
    const declared = parseDigits(view, position, 5);
    const terminator = view.indexOf(RECORD_TERMINATOR, Math.max(scanned, position));
    if (terminator < 0) {
      scanned = filled;
      if (filled - position > maxRecordBytes) {
        const head = Buffer.from(view.subarray(position, position + 4096));
        skipping = { head, offset: base + position, length: 0 };
        return take(final);
      }
      return final ? cutUnterminated(view, declared) : undefined;
    }
    const length = terminator + 1 - position;
    if (declared === length) return emit(view, position + length - 1, position + length, true, []);
    const follower = missingTerminatorAt(view, declared, length);
    if (follower !== undefined) return emit(view, follower, follower, false, [{ code: "record-terminator" }]);
    if (declared > length && declared <= LONGEST_ADDRESSABLE) {
      const end = position + declared - 1;
      if (end + 29 > filled && !final) return undefined;
      if (
        view[end] === RECORD_TERMINATOR &&
        !startsRecord(view, terminator + 1) &&
        startsRecord(view, end + 1)
      ) {
        return emit(view, end, end + 1, true, [{ code: "stray-terminator" }]);
      }
    }
    const repairs: Repair[] = [
      {
        code: "record-length",
        declared: view.toString("latin1", position, position + 5),
        found: String(length),
      },
    ];
    return emit(view, terminator, terminator + 1, true, repairs);
  }

  function cutUnterminated(view: Buffer, declared: number): Frame {
    const follower = missingTerminatorAt(view, declared, filled - position);
    const end = follower ?? filled;
    return emit(view, end, end, false, [{ code: "record-terminator" }]);
  }

  // The declared length ends where the next leader begins: the terminator between them was lost (or never counted).
  function missingTerminatorAt(view: Buffer, declared: number, length: number): number | undefined {
    if (!(declared >= 26 && declared < length)) return undefined;
    for (const end of [position + declared - 1, position + declared]) {
      const next = skipFiller(view, end);
      if (isLeader(view, next) && view.subarray(end - 2, end + 1).includes(FIELD_TERMINATOR)) return end;
    }
    return undefined;
  }

  function emit(view: Buffer, end: number, next: number, terminated: boolean, repairs: Repair[]): Frame {
    const bytes = view.subarray(position, end);
    const frame: Frame = { kind: "record", bytes, offset: base + position, repairs, terminated };
    position = next;
    scanned = next;
    return frame;
  }

  return {
    push(chunk) {
      if (chunk.length === 0) return [];
      hold(chunk);
      return takeAll(false);
    },
    end: () => takeAll(true),
  };
}

/** Skips what exports leave between records: line ends, NUL, Ctrl-Z, a byte order mark, blanks before a length. */
function skipFiller(bytes: Buffer, from: number): number {
  let at = from;
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
  for (;;) {
    const byte = bytes[at];
    if (byte === 0x0a || byte === 0x0d || byte === 0x00 || byte === 0x1a || byte === 0x09) at++;
    else if (byte === 0x1d) at++;
    else if (byte === 0x20) {
      let end = at;
      while (bytes[end] === 0x20) end++;
      // Five blanks before a letter are a leader whose length was left blank.
      if (end - at === 5 && (bytes[end] ?? 0) > 0x40) return at;
      at = end;
    } else return at;
  }
}

function startsRecord(bytes: Buffer, from: number): boolean {
  const at = skipFiller(bytes, from);
  return at >= bytes.length || isLeader(bytes, at);
}
