/** `refused`: a record or an item that was not taken; `warning`: something lost or undecided; `note`: put right, guessed. */
export type Severity = "refused" | "warning" | "note";

/**
 * One thing a load tells of its file: what, of which record, in which field. `reason` is the key of its sentence
 * (messages, `load.<reason>`), `params` the values in it.
 */
export type LoadNote = {
  /** Number of the record in the file, from 0; -1: the file as a whole. */
  index: number;
  byteOffset: number;
  controlNumber: string | null;
  severity: Severity;
  reason: string;
  /** Field, such as `852 $p`. */
  place: string | null;
  params: Record<string, string | number>;
};

/** Where a note belongs: the record's number in the file, its first byte, its control number. */
export type RecordPlace = { index: number; byteOffset: number; controlNumber: string | null };

/** A note about a record. */
export function noteOf(
  { index, byteOffset, controlNumber }: RecordPlace,
  severity: Severity,
  reason: string,
  place: string | null = null,
  params: LoadNote["params"] = {},
): LoadNote {
  return { index, byteOffset, controlNumber, severity, reason, place, params };
}

/** A note about the whole file. */
export function fileNote(severity: Severity, reason: string, params: LoadNote["params"] = {}): LoadNote {
  return { index: -1, byteOffset: 0, controlNumber: null, severity, reason, place: null, params };
}
