import { IMAGE_BASE, isCaptions, kindOf, readChapters } from "../assets/index.ts";
import { type OpenObject, readValues, termOf } from "../collections/index.ts";
import type { Config } from "../collections/schema.ts";
import { rightsAddresses } from "../collections/words.ts";
import { type Language, type LocalText, languages } from "../kernel/text.ts";
import { type SectionTree, sectionsOf, treeOf } from "../object-parts/index.ts";
import type { Canvas, Manifest } from "./schema.ts";

type ObjectPage = OpenObject["pages"][number];
type Labels = Record<string, string[]>;
const TAGS: Record<Language, string> = { "zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", en: "en" };

function labels(text: LocalText): Labels {
  const entries = languages.flatMap((language) => {
    const one = text[language];
    return one ? [[TAGS[language], [one]] as [string, string[]]] : [];
  });
  return Object.fromEntries(entries);
}

/** A manifest must have a canvas: of what can only be downloaded, one that nothing is painted on. */
const BARE = { width: 1000, height: 1000 };

/** What a manifest is made of. */
export type ManifestFacts = {
  /** `https://…` of the site. */
  origin: string;
  number: number;
  title: string;
  data: Readonly<Record<string, readonly string[]>>;
  config: Config;
  provider: LocalText;
  pages: readonly ObjectPage[];
  /** The object it belongs to; null: to none that readers find. */
  parent: { number: number; title: string } | null;
};

/** The manifest of an object: IIIF Presentation API 3.0, section 5.2. Pure: the same facts give the same text. */
export function manifestOf(facts: ManifestFacts): Manifest {
  const { origin, number, config, pages } = facts;
  const id = `${origin}/iiif/manifests/${number}`;
  const canvases = pages.filter(isCanvas);
  const images = canvases.filter((page) => kindOf(page.type) === "image");
  const isPaged = config.paged && images.length > 1 && images.length === canvases.length;
  const rendering = pages.filter((page) => !canvases.includes(page)).map((page) => renderingOf(origin, page));
  const painted: Canvas[] = canvases.map((page) => canvasOf(origin, number, page));
  const label = { none: [facts.title] };
  const structures = [...rangesOf(id, pages, config), ...chaptersOf(id, canvases)];
  const bare: Canvas = { id: `${id}/canvas/0`, type: "Canvas", label, ...BARE, items: [] };
  return {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    id,
    type: "Manifest",
    label,
    metadata: metadataOf(facts),
    rights: rightsAddresses[config.rights],
    ...(Object.keys(config.rightsNote).length > 0 && {
      requiredStatement: { label: { en: ["Rights"], "zh-Hans": ["权利"] }, value: labels(config.rightsNote) },
    }),
    provider: [{ id: `${origin}/`, type: "Agent", label: labels(facts.provider) }],
    homepage: languages.map((language) => ({
      id: `${origin}/${language.toLowerCase()}/objects/${number}`,
      type: "Text",
      label: { [TAGS[language]]: [facts.title] },
      format: "text/html",
      language: [TAGS[language]],
    })),
    ...(config.rightToLeft && { viewingDirection: "right-to-left" }),
    ...(isPaged && { behavior: ["paged"] }),
    ...(images[0] && { thumbnail: [thumbnailOf(origin, images[0])] }),
    ...(rendering.length > 0 && { rendering }),
    items: painted.length > 0 ? painted : [bare],
    ...(facts.parent && { partOf: [familyRef(origin, facts.parent)] }),
    ...(structures.length > 0 && { structures }),
  };
}

/** An object with others that belong to it, as a collection (Presentation API 3.0, section 5.1). */
const familyRef = (origin: string, { number, title }: { number: number; title: string }) => ({
  id: `${origin}/iiif/collections/${number}`,
  type: "Collection",
  label: { none: [title] },
});

/** The collection of an object: its own manifest where it has pages, then what belongs to it in order. Pure. */
export function familyCollectionOf(facts: {
  origin: string;
  number: number;
  title: string;
  hasPages: boolean;
  parent: { number: number; title: string } | null;
  parts: readonly { number: number; title: string; isFamily: boolean }[];
}): Record<string, unknown> {
  const { origin, hasPages, parent, parts } = facts;
  const manifestRef = ({ number, title }: { number: number; title: string }) => ({
    id: `${origin}/iiif/manifests/${number}`,
    type: "Manifest",
    label: { none: [title] },
  });
  return {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    ...familyRef(origin, facts),
    ...(parent && { partOf: [familyRef(origin, parent)] }),
    items: [
      ...(hasPages ? [manifestRef(facts)] : []),
      ...parts.map((one) => (one.isFamily ? familyRef(origin, one) : manifestRef(one))),
    ],
  };
}

type Range = { id: string; type: "Range"; label: Labels; items: Record<string, unknown>[] };
const isCanvas = (page: ObjectPage): boolean => ["image", "audio", "video"].includes(kindOf(page.type));
const canvasRef = (id: string): { id: string; type: "Canvas" } => ({ id, type: "Canvas" });

/** Sections as ranges inside each other (Presentation API 3.0, section 5.4); one without a canvas is left out. */
function rangesOf(id: string, pages: readonly ObjectPage[], config: Config): Range[] {
  let number = 0;
  const canvases = (from: number, to: number): Record<string, unknown>[] =>
    pages
      .slice(from - 1, to)
      .flatMap((page) => (isCanvas(page) ? [canvasRef(`${id}/canvas/${page.place}`)] : []));
  const rangeOf = ({ label, first, last, inside }: SectionTree): Range[] => {
    number++;
    const own = `${id}/range/${number}`;
    const items = [...canvases(first, inside[0] ? inside[0].first - 1 : last), ...inside.flatMap(rangeOf)];
    return items.length > 0 ? [{ id: own, type: "Range", label: { none: [label] }, items }] : [];
  };
  return treeOf(sectionsOf(pages), pages.length)
    .flatMap(rangeOf)
    .map((range) => ({ ...range, ...(config.rightToLeft && { viewingDirection: "right-to-left" }) }));
}

/** Chapters of recordings, each the part of its canvas from one moment to the next (Media Fragments 1.0, 4.2.1). */
function chaptersOf(id: string, pages: readonly ObjectPage[]): Range[] {
  return pages.flatMap((page): Range[] => {
    const chapters = isCaptions(page.text) ? readChapters(page.text) : [];
    const items = chapters.flatMap(({ start, title }, at): Range[] => {
      const end = chapters[at + 1]?.start ?? page.seconds;
      if (end !== null && end <= start) return [];
      const part = canvasRef(`${id}/canvas/${page.place}#t=${start}${end === null ? "" : `,${end}`}`);
      const own = `${id}/range/canvas-${page.place}/${at + 1}`;
      return [{ id: own, type: "Range", label: { none: [title] }, items: [part] }];
    });
    const label = { none: [page.label || page.name] };
    return items.length > 0 ? [{ id: `${id}/range/canvas-${page.place}`, type: "Range", label, items }] : [];
  });
}

function metadataOf({ config, data }: ManifestFacts): { label: Labels; value: Labels }[] {
  const { values } = readValues(config, data);
  return config.fields.flatMap((field) => {
    const found = field.inDetail ? (values.get(field.key) ?? []) : [];
    if (found.length === 0 || field.type === "group") return [];
    const value: Labels = {};
    for (const one of found) {
      const term = termOf(config, field, one);
      for (const [tag, texts] of Object.entries(
        term ? labels(term.label) : { [one.lang ?? "none"]: [one.text] },
      ))
        value[tag] = [...(value[tag] ?? []), ...texts];
    }
    return [{ label: labels(field.label), value }];
  });
}

function service(origin: string, page: ObjectPage): { id: string; type: string; profile: string }[] {
  return [{ id: `${origin}${IMAGE_BASE}/${page.fileId}`, type: "ImageService3", profile: "level2" }];
}

function thumbnailOf(origin: string, page: ObjectPage): Record<string, unknown> {
  const scale = 400 / Math.max(page.width!, page.height!, 400);
  const [width, height] = [Math.round(page.width! * scale), Math.round(page.height! * scale)];
  return {
    id: `${origin}${IMAGE_BASE}/${page.fileId}/full/${width},${height}/0/default.jpg`,
    type: "Image",
    format: "image/jpeg",
    width,
    height,
    service: service(origin, page),
  };
}

function renderingOf(origin: string, page: ObjectPage): Record<string, unknown> {
  const type = { document: "Text", model: "Model" }[kindOf(page.type) as "document"] ?? "Dataset";
  return { id: `${origin}/files/${page.fileId}`, type, label: { none: [page.name] }, format: page.type };
}

/** A canvas of sound or film must say seconds, also where the file does not. */
const UNKNOWN_SECONDS = 1;

function canvasOf(origin: string, number: number, page: ObjectPage): Canvas {
  const id = `${origin}/iiif/manifests/${number}/canvas/${page.place}`;
  const kind = kindOf(page.type);
  const size =
    kind === "image"
      ? { width: page.width, height: page.height }
      : {
          ...(page.width !== null && { width: page.width, height: page.height }),
          duration: page.seconds ?? UNKNOWN_SECONDS,
        };
  const body =
    kind === "image"
      ? {
          id: `${origin}${IMAGE_BASE}/${page.fileId}/full/max/0/default.jpg`,
          type: "Image",
          format: "image/jpeg",
          ...size,
          service: service(origin, page),
        }
      : {
          id: `${origin}/files/${page.fileId}${page.playingType === null ? "" : "/playing"}`,
          type: kind === "audio" ? "Sound" : "Video",
          format: page.playingType ?? page.type,
          ...size,
        };
  return {
    id,
    type: "Canvas",
    label: { none: [page.label || String(page.place)] },
    ...size,
    ...(kind === "image" && { thumbnail: [thumbnailOf(origin, page)] }),
    items: [
      {
        id: `${id}/page`,
        type: "AnnotationPage",
        items: [{ id: `${id}/image`, type: "Annotation", motivation: "painting", body, target: id }],
      },
    ],
  };
}
