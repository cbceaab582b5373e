const DOI = /^(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi\s*[:：]?\s*)?(10\.\d{4,9}\/\S+)$/i;
/** 统一书号 of books before 1987: class, publisher, number (`10019·1234`). */
const UNIFIED = /^(?:统一书号|統一書號|书号|書號|CSBN|CN|CS)?\s*[:：]?\s*(\d{4,6})\s*[·•・‧.]\s*(\d{1,4})$/i;
const OCLC = /^(?:\(OCoLC\)\s*(?:oc[mn]|on)?|oc[mn]|OCLC\s*[:：#]?\s*)0*([1-9]\d{0,11})$/i;

/**
 * The number a whole text is, by its own marks, as it is looked up: a DOI (`https://doi.org/10.1000/182` -> `10.1000/182`),
 * a 统一书号 with a full stop, an OCLC number in digits. Undefined for anything else.
 */
export function otherNumberIn(text: string): string | undefined {
  const plain = text.trim();
  const doi = DOI.exec(plain)?.[1];
  if (doi) return doi.toLowerCase();
  const half = plain.normalize("NFKC");
  const unified = UNIFIED.exec(half);
  return unified ? `${unified[1]}.${unified[2]}` : OCLC.exec(half)?.[1];
}

/** Normalises a Library of Congress control number (`   85-2 ` -> `85000002`), by the rules of info:lccn. */
export function normaliseLccn(text: string): string | undefined {
  let value = text.replace(/\s/g, "").split("/")[0]!;
  const hyphen = value.indexOf("-");
  if (hyphen > 0) value = value.slice(0, hyphen) + value.slice(hyphen + 1).padStart(6, "0");
  value = value.toLowerCase();
  return /^[a-z]{0,3}\d{8,10}$/.test(value) ? value : undefined;
}

/** OCLC number from an 035: `(OCoLC)ocm00012345` -> `12345`. */
export function normaliseOclc(text: string): string | undefined {
  const found =
    /^\s*(?:\(OCoLC\)\s*)(?:oc[mn]|on)?0*([1-9]\d{0,11})/i.exec(text) ??
    /^\s*oc[mn]0*([1-9]\d{0,11})/i.exec(text);
  return found?.[1];
}

/** A national bibliography number or 统一书号 without spaces: at least four digits, else undefined. */
export function normaliseNational(text: string): string | undefined {
  const value = text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  return (value.match(/\d/g)?.length ?? 0) >= 4 && value.length <= 40 ? value : undefined;
}
