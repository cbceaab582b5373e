import type { Instance } from "../catalogue/index.ts";
import { bornIn, headingKey, knownNumber } from "./heading-key.ts";
import type { HeadingKind } from "./words.ts";

/** A heading as a title's description has it. `place`: which of its contributors or subjects. */
export type WrittenHeading = {
  kind: HeadingKind;
  key: string;
  born: string;
  text: string;
  dates: string;
  forms: string[];
  /** The authority that the record names itself. */
  number: string | undefined;
  place: number;
};

/** The names and subjects of a title that can be an authority's. */
export function writtenHeadings({ brief }: Pick<Instance, "brief">): WrittenHeading[] {
  const names = brief.contributors.map((one, place): WrittenHeading => {
    const kind = one.isCorporate ? "body" : "person";
    const dates = one.dates ?? "";
    return {
      kind,
      key: headingKey(kind, one.value),
      born: kind === "person" ? bornIn(dates) : "",
      text: one.value,
      dates,
      forms: one.forms,
      number: one.authority === undefined ? undefined : knownNumber(one.authority),
      place,
    };
  });
  const subjects = brief.subjects.map(
    (one, place): WrittenHeading => ({
      kind: "subject",
      key: headingKey("subject", one.value),
      born: "",
      text: one.value,
      dates: "",
      forms: one.forms,
      number: undefined,
      place,
    }),
  );
  return [...names, ...subjects].filter((one) => one.key !== "");
}
