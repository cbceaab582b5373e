import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * A profile of the generator of corpora for files that are kept badly: numbers that publishers used again, numbers that
 * stand for none, records that hardly say anything.
 */
const tools = process.env.COMMONSHELF_BENCH_TOOLS ?? resolve(import.meta.dirname, "../../shared/bench");
const { default: ordinary } = await import(pathToFileURL(join(tools, "profile-default.mjs")).href);

/** Numbers that are typed where a form wants one. */
const DUMMIES = ["9787000000005", "9780000000002", "9787111111111", "0000000000", "9999999999999"];

export default {
  ...ordinary,
  name: "nasty",
  data: [resolve(tools, "../data")],
  dupInLibrary: 0.03,
  noise: {
    ...ordinary.noise,
    isbnMissing: { zh: 0.25, en: 0.15, other: 0.4 },
    isbnWrongReused: 0.03,
    isbnTypo: 0.015,
    yearOff: 0.12,
    yearMissing: 0.04,
    pagesOff: 0.2,
    pagesMissing: 0.1,
    publisherAlias: 0.28,
    publisherMissing: 0.04,
    subtitleDropped: 0.25,
    authorDropped: 0.12,
    editionMissing: 0.25,
    typo: 0.02,
    scriptMix: 0.04,
  },
  hooks: {
    isbns(forms, _manifestation, random) {
      if (random() >= 0.04) return forms;
      const value = DUMMIES[Math.floor(random() * DUMMIES.length)];
      return random() < 0.5 ? [{ v: value, q: "" }] : [...forms, { v: value, q: "" }];
    },
  },
};
