import { randomInt } from "node:crypto";

/** Without what is mistaken for something else when it is read aloud or typed: 0 o, 1 i l. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const LENGTH = 8;
const CODE = /^[a-hj-km-np-z2-9]{8}$/;

/** A new code for a nest: eight letters and digits, to be read by cameras and by people. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

/** A typed code as it is stored; undefined when it has not the form of one. */
export function readCode(typed: string): string | undefined {
  const code = typed.normalize("NFKC").trim().toLowerCase().replaceAll("-", "");
  return CODE.test(code) ? code : undefined;
}
