import { type Encoding, MAX_RECORD_BYTES } from "./reading.ts";
import { byteLength } from "./xml-decoder.ts";

type Piece = { bytes: Buffer; at: number; source: number };

/** Finds where in a source stands what stands at an offset of its text in UTF-8. */
export type SourcePlaces = {
  /** Remembers the next piece of the text. */
  add(bytes: Buffer): void;
  /** The offset in the source, in bytes from 0; offsets are asked for in their order. */
  of(offset: number): number;
};

/** Places in a source of `encoding` whose byte order mark, if any, takes `prefix` bytes. */
export function sourcePlaces(encoding: Encoding, prefix: number, bound = MAX_RECORD_BYTES): SourcePlaces {
  let pieces: Piece[] = [];
  let end = { at: 0, source: prefix };

  return {
    add(bytes) {
      // What is longer than a record may be is told at once: nothing before it is asked for afterwards.
      const horizon = end.at - bound;
      pieces = [...pieces.filter((one) => one.at + one.bytes.length > horizon), { bytes, ...end }];
      const source = end.source + byteLength(bytes.toString("utf8"), encoding);
      end = { at: end.at + bytes.length, source };
    },
    of(offset) {
      const here = pieces.findIndex((one) => offset < one.at + one.bytes.length);
      const piece = pieces[here];
      if (piece === undefined) return end.source;
      // What was counted once is not counted again: a piece holds thousands of short records.
      const cut = Math.max(0, offset - piece.at);
      const source = piece.source + byteLength(piece.bytes.toString("utf8", 0, cut), encoding);
      const rest = { bytes: piece.bytes.subarray(cut), at: piece.at + cut, source };
      pieces = [rest, ...pieces.slice(here + 1)];
      return source;
    },
  };
}
