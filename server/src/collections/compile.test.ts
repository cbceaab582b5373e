import { expect, test } from "vitest";
import { changesBetween, demandWhole, hashOf } from "./compile.ts";
import { type Config, configSchema } from "./schema.ts";
import { configFrom } from "./templates.ts";
import { templateNames } from "./words.ts";

const base = configFrom("rare-books", { "zh-Hans": "古籍" });
const changed = (change: (config: Config) => void): Config => {
  const copy = structuredClone(base);
  change(copy);
  return copy;
};

test.each(templateNames)("the template %s is whole, in three languages", (name) => {
  const config = configFrom(name, { en: "x" });
  expect(() => demandWhole(config)).not.toThrow();
  for (const { label } of [...config.fields, ...config.vocabularies.flatMap((one) => one.terms)])
    expect(Object.keys(label).sort()).toEqual(["en", "zh-Hans", "zh-Hant"]);
});

test.each<[string, (config: Config) => void]>([
  [
    "name-missing",
    (config) => {
      config.name = {};
    },
  ],
  ["key-twice", (config) => void config.fields.push(config.fields[1]!)],
  ["title-missing", (config) => void config.fields.splice(0, 1)],
  [
    "title-many",
    (config) => {
      config.fields[1]!.core = "title";
    },
  ],
  [
    "vocabulary-missing",
    (config) => {
      config.vocabularies = [];
    },
  ],
  [
    "group-empty",
    (config) => {
      config.fields.find((one) => one.type === "group")!.fields = [];
    },
  ],
  [
    "facet-type",
    (config) => {
      config.fields[0]!.facet = "years";
    },
  ],
  [
    "pattern-wrong",
    (config) => {
      config.fields[0]!.pattern = "(";
    },
  ],
  [
    "pattern-wrong",
    (config) => {
      config.fields[0]!.pattern = "(a+)+b";
    },
  ],
  ["term-twice", ({ vocabularies: [first] }) => void first!.terms.push(first!.terms[0]!)],
  [
    "term-above-missing",
    ({ vocabularies: [first] }) => {
      first!.terms[0]!.broader = "nowhere";
    },
  ],
  [
    "term-circle",
    ({ vocabularies: [first] }) => {
      first!.terms[0]!.broader = first!.terms[1]!.code;
    },
  ],
  [
    "tree-field",
    (config) => {
      config.trees = ["title"];
    },
  ],
  [
    "topic-field",
    (config) =>
      void config.topics.push({
        key: "t",
        name: {},
        intro: {},
        conditions: [{ field: "size", values: ["x"] }],
        included: [],
        excluded: [],
      }),
  ],
])("a configuration is refused with %s", (reason, change) => {
  expect(() => demandWhole(changed(change))).toThrow(new RegExp(reason));
});

test("what only shows differently indexes nothing anew; what is found differently does", () => {
  const quick: [string, (config: Config) => void][] = [
    [
      "labels",
      (config) => {
        config.fields[0]!.label = { en: "Name" };
      },
    ],
    [
      "labels",
      (config) => {
        config.fields[0]!.help = { en: "Help" };
      },
    ],
    [
      "front",
      (config) => {
        config.intro = { en: "Hello" };
      },
    ],
    [
      "look",
      (config) => {
        config.theme.colour = "plum";
      },
    ],
    ["look", (config) => void config.fields.reverse()],
    [
      "access",
      (config) => {
        config.access = "readers";
      },
    ],
  ];
  for (const [what, change] of quick)
    expect(changesBetween(base, changed(change)), what).toMatchObject([{ what, reindexes: false }]);
  const slow: [string, (config: Config) => void][] = [
    [
      "field-changed",
      (config) => {
        config.fields[1]!.facet = "none";
      },
    ],
    [
      "field-changed",
      (config) => {
        config.fields[1]!.searched = false;
      },
    ],
    ["field-removed", (config) => void config.fields.splice(3, 1)],
    ["vocabulary", (config) => void config.vocabularies[0]!.terms.pop()],
  ];
  for (const [what, change] of slow)
    expect(changesBetween(base, changed(change)), what).toContainEqual(
      expect.objectContaining({ what, reindexes: true }),
    );
  expect(changesBetween(base, structuredClone(base))).toEqual([]);
});

test("the same configuration has the same hash, whatever the order of its keys", () => {
  const turned = configSchema.parse(Object.fromEntries(Object.entries(base).reverse()));
  expect(hashOf(turned)).toEqual(hashOf(base));
  expect(
    hashOf(
      changed((config) => {
        config.paged = false;
      }),
    ),
  ).not.toEqual(hashOf(base));
});
