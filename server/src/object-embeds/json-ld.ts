import { type OpenObject, readValues } from "../collections/index.ts";
import { rightsAddresses } from "../collections/words.ts";

/** What an object says in Dublin Core, as schema.org calls it. */
const properties: Readonly<Record<string, string>> = {
  creator: "creator",
  contributor: "contributor",
  subject: "about",
  description: "description",
  publisher: "publisher",
  date: "temporal",
  coverage: "spatialCoverage",
  format: "materialExtent",
};

/** An object in schema.org, as JSON-LD that can stand in a page: without any `<`. */
export function jsonLdOf(
  { object, config, pages, closed }: OpenObject,
  given: {
    title: string;
    origin: string;
    base: string;
    collection: { name: string; href: string };
    member: string;
  },
): string {
  const { origin, base, title, collection, member } = given;
  const { values } = readValues(config, object.data);
  const said: Record<string, string[]> = {};
  for (const field of config.fields) {
    const property = field.inDetail && field.core ? properties[field.core] : undefined;
    const texts = (property && values.get(field.key)?.map((value) => value.text)) || [];
    if (property && texts.length > 0) said[property] = [...(said[property] ?? []), ...texts];
  }
  const image = closed ? undefined : pages.find((page) => page.type.startsWith("image/"));
  const value = {
    "@context": "https://schema.org",
    "@type": "CreativeWork",
    "@id": `${origin}${base}`,
    url: `${origin}${base}`,
    name: title,
    identifier: object.identifier,
    ...said,
    license: rightsAddresses[config.rights],
    ...(image && { image: `${origin}/iiif/image/${image.fileId}/full/!1200,900/0/default.jpg` }),
    isPartOf: { "@type": "Collection", name: collection.name, url: `${origin}${collection.href}` },
    holdingArchive: { "@type": "Library", name: member },
  };
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
