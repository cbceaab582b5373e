import type { DataField } from "../record.ts";

export type Subfields = [string, string][];

/**
 * What a conversion does not bring over as it stood. `left-out`: nothing of it is in the converted record; `aside`: it
 * stands in 886 as it was, and returns; `in-text`: it stands in the text of another subfield; `coded`: a coded value that
 * the other format has no code for.
 */
export type Loss = {
  tag: string;
  code: string;
  value: string;
  kind: "left-out" | "aside" | "in-text" | "coded";
};

/** A field while it is converted: what was taken of it, and so what was not. */
export class Reading {
  readonly field: DataField;
  readonly #taken = new Set<number>();
  readonly #inText = new Set<number>();

  constructor(field: DataField) {
    this.field = field;
  }

  /** Subfields under the codes, in their order; they count as taken. */
  take(codes: string): Subfields {
    return this.field.subfields.filter(([code, value], i) => {
      const fits = code.length === 1 && codes.includes(code);
      if (fits) this.#taken.add(i);
      return fits && value.trim() !== "";
    });
  }

  /** The same by what is asked of each subfield in turn. */
  takeIf(fits: (code: string, value: string) => boolean): Subfields {
    return this.field.subfields.filter(([code, value], i) => {
      const is = fits(code, value);
      if (is) this.#taken.add(i);
      return is && value.trim() !== "";
    });
  }

  values(codes: string): string[] {
    return this.take(codes).map(([, value]) => value.trim());
  }

  /** Subfields under the codes that now stand in the text of another. */
  text(codes: string): string[] {
    this.field.subfields.forEach(([code], i) => {
      if (code.length === 1 && codes.includes(code)) this.#inText.add(i);
    });
    return this.values(codes);
  }

  get isUntouched(): boolean {
    return this.#taken.size === 0;
  }

  losses(tag = this.field.tag): Loss[] {
    return this.field.subfields.flatMap(([code, value], i): Loss[] => {
      if (value.trim() === "") return [];
      if (this.#inText.has(i)) return [{ tag, code, value, kind: "in-text" }];
      // Links to 880, sequence and institution are no content.
      return this.#taken.has(i) || code === "6" || code === "8" || code === "5" || code === "7"
        ? []
        : [{ tag, code, value, kind: "left-out" }];
    });
  }
}

/** A data field, or none where it would be empty. */
export function fieldOf(tag: string, indicators: string, subfields: Subfields): DataField[] {
  return subfields.length > 0
    ? [{ tag, ind1: indicators[0] ?? " ", ind2: indicators[1] ?? " ", subfields }]
    : [];
}

export const hasHan = (text: string): boolean => /[\p{Script=Han}〇]/u.test(text);

/** A value without the ISBD mark that belongs to what follows it. */
export function withoutMark(value: string): string {
  return value
    .trim()
    .replace(/\s*[:;,=/+]+$/u, "")
    .trim();
}

/** The last value of a field, without the full stop that ends the field; one that shortens a word stays. */
export function withoutStop(value: string): string {
  const text = withoutMark(value);
  const isEnd = /(?:[\p{Script=Han}\d)\]"”’!?]|\b[\p{L}]{5,}|\bcm|\bmm)\.$/u.test(text);
  return isEnd && !/\b(?:illus|ports|facsims|Assoc|print|Univ|Comp|approx|Corp)\.$/iu.test(text)
    ? text.slice(0, -1).trim()
    : text;
}

export function withoutMarks(subfields: Subfields): Subfields {
  return subfields.map(([code, value], i) => [
    code,
    i === subfields.length - 1 ? withoutStop(value) : withoutMark(value),
  ]);
}
