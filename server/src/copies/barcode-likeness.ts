/** What a text may be: a barcode, a class mark or a short barcode (only its fellows tell), or neither. */
type Likeness = "barcode" | "class-mark" | "other";

/**
 * Judges a text as a barcode: one word of letters, digits and marks with digits in it, no date, volume caption, price or
 * record number of a system (.b48832194). Letters with a few digits (QA76, K12) may be a class mark as well.
 */
export function likenessOf(value: string): Likeness {
  const text = value.trim().normalize("NFKC");
  if (!/^[\p{L}\d][\p{L}\d\-._/:$+]{1,39}$/u.test(text) || !/\d/.test(text)) return "other";
  if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/.test(text) || /^\d+[.,]\d\d?$/.test(text)) return "other";
  if (/^(v|vol|no|nr|pt|t|bd|c)\.\d/i.test(text) || /^(18|19|20)\d\d([-/]\d{1,4})?$/.test(text))
    return "other";
  // Class marks: PR4034.P7, TP311.1/23, 970.004
  if (/^[A-Z]{0,3}\d{1,4}([./][\dA-Z]+)+$/i.test(text)) return "other";
  return /^[A-Z]{1,3}\d{1,4}$/i.test(text) ? "class-mark" : "barcode";
}
