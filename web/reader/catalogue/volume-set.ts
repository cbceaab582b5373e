import { foldKey } from "@commonshelf/cjk";

/** The same for volumes that make one set; libraries write 高等教育 and 高等教育出版社. */
export function setKey(title: string, publisher: string, language: string): string {
  return [title, publisher.replace(/出版社$| Press$/, ""), language].map(foldKey).join("|");
}
