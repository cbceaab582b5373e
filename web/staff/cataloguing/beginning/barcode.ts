import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm";
import { readPicture } from "../../../reader/lazy/scan.ts";

/** The ISBN of the barcode in a picture; null: there is none. */
export async function isbnInPicture(file: Blob): Promise<string | null> {
  return await readPicture(file, "isbn", wasmUrl);
}
