import { foldKey } from "../fold.ts";
import { hasHan } from "../scripts.ts";

/** A name in the order it is spoken: `Kingston, Maxine Hong` -> `Maxine Hong Kingston`; what follows a second comma stays behind. */
export function directName(name: string): string {
  const found = /^([^,，]+)[,，]\s*([^,，]+?)((?:[,，].*)?)$/u.exec(name.trim());
  if (!found || hasHan(name)) return name;
  const [, family, given, rest] = found;
  return /^[\d\s?–-]+$/.test(given!) ? name : `${given} ${family}${rest}`;
}

/** By what a person's names are one: script, order and accents do not matter. */
export function personKey(name: string): string {
  return foldKey(directName(name));
}
