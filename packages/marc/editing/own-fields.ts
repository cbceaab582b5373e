import type { Flavour } from "../reading.ts";

/** Copies and holdings: where one library keeps what. */
const HOLDINGS = /^(?:85[2-5]|86[3-8]|87[6-8])$/;
/** What each library defines for itself. CNMARC gives some tags with a 9 a meaning of its own: 091, 092, 094 numbers of the book, 690 to 696 classes. */
const LOCAL: Readonly<Record<Flavour, RegExp>> = {
  marc21: /^(?:049|[05678]9\d|9\d\d)$/,
  unimarc: /^(?:[0125678]9\d|9\d\d)$/,
};
const CNMARC_SHARED = /^(?:09[124]|69[0246])$/;

/** True for a field that says what one library has, or keeps for itself: it does not go along when another takes its record over. */
export function isOneLibrarys(format: Flavour, tag: string): boolean {
  if (HOLDINGS.test(tag)) return true;
  return LOCAL[format].test(tag) && !(format === "unimarc" && CNMARC_SHARED.test(tag));
}
