type Json = Readonly<Record<string, unknown>>;
type Found = (place: string, says: string) => void;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

const CONTEXT = "http://iiif.io/api/presentation/3/context.json";
const DIRECTIONS = ["left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top"];
const LAYOUTS = ["unordered", "individuals", "continuous", "paged"];
const BEHAVIORS = [...LAYOUTS, "auto-advance", "no-auto-advance", "repeat", "no-repeat"];
const RIGHTS =
  /^http:\/\/(?:creativecommons\.org\/(?:licenses|publicdomain)\/|rightsstatements\.org\/vocab\/)/;
const OF_RANGES = [...BEHAVIORS, "sequence", "thumbnail-nav", "no-nav"];
const TAG = /^(?:none|[a-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)$/;

/** What a manifest breaks of the MUSTs of IIIF Presentation API 3.0, each with its place; empty: nothing. */
export function presentationFaults(manifest: unknown): string[] {
  const faults: string[] = [];
  const say: Found = (place, says) => faults.push(`${place}: ${says}`);
  if (!isObject(manifest)) return ["manifest: no JSON object"];
  const contexts = [manifest["@context"]].flat();
  if (contexts.at(-1) !== CONTEXT) say("@context", "the presentation context must be the last");
  if (manifest.type !== "Manifest") say("type", "must be Manifest");
  demandId(manifest, "manifest", say);
  demandMap(manifest.label, "label", say);
  descriptive(manifest, "manifest", say);
  if (manifest.viewingDirection !== undefined && !DIRECTIONS.includes(String(manifest.viewingDirection)))
    say("viewingDirection", "is none of the four");
  const behaviors = Array.isArray(manifest.behavior) ? manifest.behavior.map(String) : [];
  if (manifest.behavior !== undefined && !Array.isArray(manifest.behavior)) say("behavior", "must be a list");
  for (const one of behaviors) if (!BEHAVIORS.includes(one)) say("behavior", `${one} is none of a manifest`);
  if (behaviors.filter((one) => LAYOUTS.includes(one)).length > 1) say("behavior", "two layouts at once");
  const canvases = listOf(manifest.items);
  if (canvases.length === 0) say("items", "must have at least one canvas");
  for (const [i, canvas] of canvases.entries()) demandCanvas(canvas, `items[${i}]`, say);
  const ids = canvases.map((canvas) => canvas.id);
  if (new Set(ids).size !== ids.length) say("items", "two canvases with one id");
  if (manifest.structures !== undefined && !Array.isArray(manifest.structures))
    say("structures", "must be a list");
  const seen = new Set<unknown>();
  for (const [i, range] of listOf(manifest.structures).entries())
    demandRange(range, { place: `structures[${i}]`, canvases: new Set(ids), seen, say });
  return faults;
}

type RangePlace = { place: string; canvases: ReadonlySet<unknown>; seen: Set<unknown>; say: Found };

/**
 * A range has an id of its own, its type, and at least one item: a canvas of the manifest, whole or a part of it, or another
 * range (5.4, 4.6); it should have a label.
 */
function demandRange(range: Json, { place, canvases, seen, say }: RangePlace): void {
  if (range.type !== "Range") say(place, "must be a Range");
  demandId(range, place, say);
  if (seen.has(range.id)) say(place, "two ranges with one id");
  seen.add(range.id);
  const behaviors = Array.isArray(range.behavior) ? range.behavior.map(String) : [];
  if (range.label !== undefined) demandMap(range.label, `${place}.label`, say);
  else if (!behaviors.includes("no-nav")) say(place, "should have a label");
  descriptive(range, place, say);
  if (range.viewingDirection !== undefined && !DIRECTIONS.includes(String(range.viewingDirection)))
    say(`${place}.viewingDirection`, "is none of the four");
  for (const one of behaviors)
    if (!OF_RANGES.includes(one)) say(`${place}.behavior`, `${one} is none of a range`);
  const items = listOf(range.items);
  if (items.length === 0) say(place, "must have at least one item");
  for (const [i, item] of items.entries()) {
    const at = `${place}.items[${i}]`;
    if (item.type === "Range" && item.items !== undefined)
      demandRange(item, { place: at, canvases, seen, say });
    else if (item.type === "Canvas" || item.type === "SpecificResource") {
      const source = isObject(item.source) ? item.source.id : (item.source ?? item.id);
      if (!canvases.has(String(source).split("#")[0])) say(at, "must be a canvas of the manifest");
    } else if (item.type !== "Range") say(at, "must be a canvas or a range");
  }
}

function demandId(of: Json, place: string, say: Found): void {
  const id = String(of.id ?? "");
  if (!/^https?:\/\/\S+$/.test(id)) say(place, "id must be an http(s) URI");
  if (of.type === "Canvas" && id.includes("#")) say(place, "the id of a canvas must not have a fragment");
}

/** Language maps: at least one tag, each with a list of texts. */
function demandMap(value: unknown, place: string, say: Found): void {
  if (!isObject(value) || Object.keys(value).length === 0) {
    say(place, "must be a language map");
    return;
  }
  for (const [tag, texts] of Object.entries(value)) {
    if (!TAG.test(tag)) say(place, `${tag} is no language tag`);
    if (!Array.isArray(texts) || texts.length === 0 || texts.some((text) => typeof text !== "string"))
      say(place, `${tag} must be a list of texts`);
  }
}

function descriptive(of: Json, place: string, say: Found): void {
  for (const name of ["metadata", "provider", "homepage", "thumbnail", "rendering", "seeAlso", "service"])
    if (of[name] !== undefined && !Array.isArray(of[name])) say(`${place}.${name}`, "must be a list");
  for (const [i, one] of listOf(of.metadata).entries())
    for (const part of ["label", "value"]) demandMap(one[part], `${place}.metadata[${i}].${part}`, say);
  if (of.requiredStatement !== undefined)
    for (const part of ["label", "value"])
      demandMap((of.requiredStatement as Json)[part], `${place}.requiredStatement.${part}`, say);
  if (of.rights !== undefined && !RIGHTS.test(String(of.rights)))
    say(`${place}.rights`, "must be an address of Creative Commons or RightsStatements.org");
  for (const [i, one] of listOf(of.provider).entries()) {
    demandId(one, `${place}.provider[${i}]`, say);
    if (one.type !== "Agent") say(`${place}.provider[${i}]`, "must be an Agent");
    demandMap(one.label, `${place}.provider[${i}].label`, say);
    descriptive(one, `${place}.provider[${i}]`, say);
  }
  for (const name of ["homepage", "rendering"])
    for (const [i, one] of listOf(of[name]).entries()) {
      demandResource(one, `${place}.${name}[${i}]`, say);
      demandMap(one.label, `${place}.${name}[${i}].label`, say);
    }
  for (const [i, one] of listOf(of.thumbnail).entries()) demandResource(one, `${place}.thumbnail[${i}]`, say);
}

/** Something outside: its address and its type; of an Image API service its profile too. */
function demandResource(of: Json, place: string, say: Found): void {
  demandId(of, place, say);
  if (typeof of.type !== "string") say(place, "must have a type");
  for (const [i, service] of listOf(of.service).entries()) {
    const isOld = service["@id"] !== undefined;
    if (isOld ? typeof service["@type"] !== "string" : typeof service.type !== "string")
      say(`${place}.service[${i}]`, "must have a type");
    if (!isOld) demandId(service, `${place}.service[${i}]`, say);
    if (/^ImageService/.test(String(service.type)) && typeof service.profile !== "string")
      say(`${place}.service[${i}]`, "must have a profile");
  }
}

const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

function demandCanvas(canvas: Json, place: string, say: Found): void {
  if (canvas.type !== "Canvas") say(place, "must be a Canvas");
  demandId(canvas, place, say);
  if (canvas.label !== undefined) demandMap(canvas.label, `${place}.label`, say);
  descriptive(canvas, place, say);
  const { width, height, duration } = canvas;
  if ((width === undefined) !== (height === undefined)) say(place, "width and height belong together");
  if (width === undefined && duration === undefined) say(place, "must have a size or a duration");
  if (width !== undefined && !(isWhole(width) && isWhole(height)))
    say(place, "width and height must be whole");
  if (duration !== undefined && !((duration as number) > 0)) say(place, "a duration must be positive");
  for (const [i, page] of listOf(canvas.items).entries()) {
    if (page.type !== "AnnotationPage") say(`${place}.items[${i}]`, "must be an AnnotationPage");
    demandId(page, `${place}.items[${i}]`, say);
    for (const [j, one] of listOf(page.items).entries())
      demandPainting(one, canvas, `${place}.items[${i}].items[${j}]`, say);
  }
}

function demandPainting(one: Json, canvas: Json, place: string, say: Found): void {
  if (one.type !== "Annotation") say(place, "must be an Annotation");
  demandId(one, place, say);
  if (one.motivation !== "painting") say(place, "what is on a canvas must be painted");
  const target = isObject(one.target) ? (one.target.source ?? one.target.id) : one.target;
  const at = isObject(target) ? target.id : target;
  if (String(at).split("#")[0] !== canvas.id) say(place, "must be painted on its own canvas");
  if (!isObject(one.body)) {
    say(place, "must have a body");
    return;
  }
  const bodies = one.body.type === "Choice" ? listOf(one.body.items) : [one.body];
  for (const body of bodies)
    if (typeof body.type !== "string") say(place, "its body must have a type");
    else if (["Image", "Sound", "Video"].includes(body.type)) demandResource(body, `${place}.body`, say);
}
