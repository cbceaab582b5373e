import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { LocalText } from "../kernel/text.ts";
import { type Config, configSchema } from "./schema.ts";
import { type TemplateName, templateNames } from "./words.ts";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, "templates", `${name}.json`), "utf8"));

/** Fields that several templates share, by key. */
const fields = z.record(z.string(), z.looseObject({ key: z.string() })).parse(read("fields"));

/** Vocabularies by key; a term is its code, the broader code, and its name in three languages. */
const vocabularies = z
  .record(
    z.string(),
    z.looseObject({
      terms: z.array(
        z
          .tuple([z.string(), z.string().nullable(), z.string(), z.string(), z.string()])
          .transform(([code, broader, hans, hant, en]) => ({
            code,
            broader,
            label: { "zh-Hans": hans, "zh-Hant": hant, en },
          })),
      ),
    }),
  )
  .parse(read("vocabularies"));

/** What is left to say of a template: which fields and vocabularies it takes, and what it has of its own. */
const sketches = z
  .record(
    z.enum(templateNames),
    z.looseObject({
      fields: z.array(z.union([z.string(), z.looseObject({ key: z.string() })])),
      vocabularies: z.array(z.string()).default([]),
    }),
  )
  .parse(read("templates"));

/** What a new collection of a kind begins with, under its own name; everything can be changed afterwards. */
export function configFrom(template: TemplateName, name: LocalText): Config {
  const sketch = sketches[template];
  return configSchema.parse({
    template,
    views: ["list", "grid", "gallery", "timeline"],
    detail: ["viewer", "fields", "text", "related", "cite"],
    theme: { name: "scroll", colour: "cinnabar" },
    ...sketch,
    fields: sketch.fields.map((field) => (typeof field === "string" ? fields[field] : field)),
    vocabularies: sketch.vocabularies.map((key) => vocabularies[key]),
    name,
  });
}
