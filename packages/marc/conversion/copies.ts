import type { DataField } from "../record.ts";
import { fieldOf, type Reading, type Subfields } from "./reading.ts";

/** A copy in 905 as 852: library, location, call number (whole, or class and book number), barcode, copy, part. */
export function copyToMarc21(reading: Reading): DataField[] {
  const value = (code: string, to: string): Subfields => reading.values(code).map((text) => [to, text]);
  const whole = value("f", "h");
  const parts = [...value("d", "h"), ...value("e", "i")];
  return fieldOf("852", "8 ", [
    ...value("v", "3"),
    ...value("a", "a"),
    ...value("s", "c"),
    ...(whole.length > 0 ? whole : parts),
    ...value("b", "p"),
    ...value("y", "t"),
  ]);
}

/** A copy in 852 as 905. */
export function copyToUnimarc(reading: Reading): DataField[] {
  const value = (code: string, to: string): Subfields => reading.values(code).map((text) => [to, text]);
  const place = value("c", "s");
  const sublocation = reading.field.subfields.some(([code]) => code === "c") ? [] : value("b", "s");
  const book = value("i", "e");
  const number = value("h", book.length > 0 ? "d" : "f");
  return fieldOf("905", "  ", [
    ...value("a", "a"),
    ...value("p", "b"),
    ...number,
    ...book,
    ...place,
    ...sublocation,
    ...value("3", "v"),
    ...value("t", "y"),
  ]);
}
