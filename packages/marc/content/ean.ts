/** An ISMN (ISO 10957; M-2306-7118-7 is 979-0-2306-7118-7), EAN or UPC as 13 digits; undefined when its check digit is wrong. */
export function normaliseEan(text: string): string | undefined {
  const plain = text.normalize("NFKC").replace(/[\s\p{Pd}]/gu, "");
  const found = /^(?:ISMN)?:?(?:(M)(?=\d{9}(?!\d))|(?=\d{12,13}(?!\d)))(\d{9,13})/i.exec(plain);
  const value = found && `${found[1] ? "9790" : ""}${found[2]}`.padStart(13, "0");
  if (!value || /^0+$/.test(value)) return undefined;
  const sum = [...value].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0 ? value : undefined;
}
