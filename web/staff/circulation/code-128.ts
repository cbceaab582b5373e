import JsBarcode from "jsbarcode";

/** Bars of a barcode in Code 128 (ISO/IEC 15417), as `M x 0 h 1 v 1 …` of an SVG path one unit high; null: it cannot be printed so. */
export function code128(text: string): { path: string; width: number } | null {
  if (!/^[\x20-\x7e]{1,48}$/.test(text)) return null;
  const drawn: { encodings?: { data: string }[] } = {};
  JsBarcode(drawn, text, { format: "CODE128" });
  const modules = (drawn.encodings ?? []).map((one) => one.data).join("");
  const path = [...modules.matchAll(/1+/g)].map(
    (run) => `M${run.index} 0h${run[0].length}v1h-${run[0].length}z`,
  );
  return { path: path.join(""), width: modules.length };
}
