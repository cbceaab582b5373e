/** When the books that are scanned were given back; undefined: now; `missing`: earlier, and the moment is not typed yet. */
export type Given = Date | "missing" | undefined;

/** What the book drop's box and field say: on, and the local time as `2026-11-25T09:00`. */
export function givenBack(isOn: boolean, text: string): Given {
  if (!isOn) return undefined;
  return text === "" ? "missing" : new Date(text);
}

/** A moment that was given; without one a book counts as given back now. */
export const momentOf = (given: Given): Date | undefined => (given === "missing" ? undefined : given);
