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
  return new StreamFramer(maxRecordBytes);
}

class StreamFramer implements Framer {
  private readonly maxRecordBytes: number;
  private held: Buffer = Buffer.alloc(0);
  private filled = 0;
  private position = 0;
  private base = 0;
  private scanned = 0;
  private owned = false;
  private skipping: { head: Buffer; offset: number; length: number } | undefined;

  constructor(maxRecordBytes: number) {
    this.maxRecordBytes = maxRecordBytes;
  }

  push(chunk: Uint8Array): Frame[] {
    if (chunk.length === 0) return [];
    this.hold(chunk);
    return this.takeAll(false);
  }

  end(): Frame[] {
    return this.takeAll(true);
  }

  private hold(chunk: Uint8Array): void {
    const rest = this.filled - this.position;
    if (rest === 0) {
      // The usual case of a fresh chunk: no copy. It is never written into: `owned` is false.
      this.held = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      this.owned = false;
      this.rebase();
      this.filled = chunk.length;
      return;
    }
    if (!this.owned || this.held.length - this.filled < chunk.length) {
      // Doubling keeps the copying linear when a long record arrives in small pieces.
      const grown = Buffer.allocUnsafe(2 * rest + chunk.length);
      this.held.copy(grown, 0, this.position, this.filled);
      this.held = grown;
      this.owned = true;
      this.rebase();
      this.filled = rest;
    }
    this.held.set(chunk, this.filled);
    this.filled += chunk.length;
  }

  private rebase(): void {
    this.base += this.position;
    this.scanned = Math.max(0, this.scanned - this.position);
    this.position = 0;
  }

  private takeAll(final: boolean): Frame[] {
    const frames: Frame[] = [];
    for (;;) {
      const frame = this.take(final);
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  private take(final: boolean): Frame | undefined {
    const view = this.filled === this.held.length ? this.held : this.held.subarray(0, this.filled);
    if (this.skipping) {
      const end = view.indexOf(RECORD_TERMINATOR, this.position);
      if (end < 0 && !final) {
        this.skipping.length += this.filled - this.position;
        this.position = this.filled;
        return undefined;
      }
      const skipped = this.skipping;
      this.skipping = undefined;
      skipped.length += (end < 0 ? this.filled : end + 1) - this.position;
      this.position = end < 0 ? this.filled : end + 1;
      return { kind: "too-long", ...skipped };
    }
    this.position = skipFiller(view, this.position);
    if (this.position >= this.filled) return undefined;
    if (!final && this.filled - this.position < 24) return undefined;
    return this.cut(view, final);
  }

  private cut(view: Buffer, final: boolean): Frame | undefined {
    const declared = parseDigits(view, this.position, 5);
    const terminator = view.indexOf(RECORD_TERMINATOR, Math.max(this.scanned, this.position));
    if (terminator < 0) {
      this.scanned = this.filled;
      if (this.filled - this.position > this.maxRecordBytes) {
        const head = Buffer.from(view.subarray(this.position, this.position + 4096));
        this.skipping = { head, offset: this.base + this.position, length: 0 };
        return this.take(final);
      }
      return final ? this.cutUnterminated(view, declared) : undefined;
    }
    const length = terminator + 1 - this.position;
    if (declared === length)
      return this.emit(view, this.position + length - 1, this.position + length, true, []);
    const follower = this.missingTerminatorAt(view, declared, length);
    if (follower !== undefined)
      return this.emit(view, follower, follower, false, [{ code: "record-terminator" }]);
    if (declared > length && declared <= LONGEST_ADDRESSABLE) {
      const end = this.position + declared - 1;
      if (end + 29 > this.filled && !final) return undefined;
      if (
        view[end] === RECORD_TERMINATOR &&
        !startsRecord(view, terminator + 1) &&
        startsRecord(view, end + 1)
      ) {
        return this.emit(view, end, end + 1, true, [{ code: "stray-terminator" }]);
      }
    }
    const repairs: Repair[] = [
      {
        code: "record-length",
        declared: view.toString("latin1", this.position, this.position + 5),
        found: String(length),
      },
    ];
    return this.emit(view, terminator, terminator + 1, true, repairs);
  }

  private cutUnterminated(view: Buffer, declared: number): Frame {
    const follower = this.missingTerminatorAt(view, declared, this.filled - this.position);
    const end = follower ?? this.filled;
    return this.emit(view, end, end, false, [{ code: "record-terminator" }]);
  }

  // The declared length ends where the next leader begins: the terminator between them was lost (or never counted).
  private missingTerminatorAt(view: Buffer, declared: number, length: number): number | undefined {
    if (!(declared >= 26 && declared < length)) return undefined;
    for (const end of [this.position + declared - 1, this.position + declared]) {
      const next = skipFiller(view, end);
      if (isLeader(view, next) && view.subarray(end - 2, end + 1).includes(FIELD_TERMINATOR)) return end;
    }
    return undefined;
  }

  private emit(view: Buffer, end: number, next: number, terminated: boolean, repairs: Repair[]): Frame {
    const bytes = view.subarray(this.position, end);
    const frame: Frame = { kind: "record", bytes, offset: this.base + this.position, repairs, terminated };
    this.position = next;
    this.scanned = next;
    return frame;
  }
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
