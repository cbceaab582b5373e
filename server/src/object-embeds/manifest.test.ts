import { expect, test } from "vitest";
import { configFrom } from "../collections/testing.ts";
import { type ManifestFacts, manifestOf } from "./manifest.ts";
import { presentationFaults } from "./testing-presentation.ts";

type Page = ManifestFacts["pages"][number];
const page = (place: number, more: Partial<Page>): Page => ({
  place,
  fileId: `01a22e85-3a8c-7078-9a68-3274425331${String(place).padStart(2, "0")}`,
  label: "",
  text: "",
  type: "image/tiff",
  name: `page ${place}`,
  width: 720,
  height: 1040,
  seconds: null,
  playingType: null,
  starts: [],
  ...more,
});
const bare = { width: null, height: null };
const factsOf = (pages: Page[], more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  origin: "https://region.example",
  number: 7,
  title: "雲澤縣志",
  data: { title: ["雲澤縣志"], creator: ["周硯"] },
  config: configFrom("rare-books", { "zh-Hans": "古籍" }),
  provider: { "zh-Hans": "云泽大学图书馆" },
  pages,
  parent: null,
  ...more,
});

const CHAPTERS = "WEBVTT\n\nNOTE chapters\n00:00.000 離岸\n00:06.000 江心\n\n00:00.000 --> 00:03.000\n渡船\n";

test.each<[string, Page[]]>([
  ["pages of a book", [page(1, { label: "卷一·一" }), page(2, {})]],
  ["one picture", [page(1, { width: 3 })]],
  ["sound whose length nobody knows", [page(1, { type: "audio/flac", ...bare, playingType: "audio/mp4" })]],
  ["a film", [page(1, { type: "video/mp4", seconds: 12.5 })]],
  [
    "pictures, sound and a document",
    [
      page(1, {}),
      page(2, { type: "audio/mpeg", seconds: 3, ...bare }),
      page(3, { type: "application/pdf", ...bare }),
    ],
  ],
  ["a model alone", [page(1, { type: "model/gltf-binary", ...bare })]],
  ["a document alone", [page(1, { type: "application/pdf", ...bare })]],
  ["nothing yet", []],
  [
    "sections inside each other, one without a picture",
    [
      page(1, {
        starts: [
          { depth: 0, kind: "volume", label: "冊一" },
          { depth: 1, kind: "juan", label: "卷首" },
        ],
      }),
      page(2, { starts: [{ depth: 1, kind: "juan", label: "卷一" }] }),
      page(3, { type: "application/pdf", ...bare, starts: [{ depth: 0, kind: "part", label: "附" }] }),
    ],
  ],
  ["chapters of a recording", [page(1, { type: "video/mp4", seconds: 12.5, text: CHAPTERS })]],
])("a manifest keeps the MUSTs of Presentation 3: %s", (_name, pages) => {
  const manifest = manifestOf(factsOf(pages));
  expect(presentationFaults(manifest)).toEqual([]);
  expect(presentationFaults(JSON.parse(JSON.stringify(manifest)))).toEqual([]);
});

test("what breaks a MUST is named with its place", () => {
  const whole = manifestOf(factsOf([page(1, {}), page(2, {})])) as { items: Record<string, unknown>[] };
  const broken = (more: object, first: object = {}, second: object = {}): string[] => {
    const [one, other] = whole.items;
    return presentationFaults({
      ...whole,
      items: [
        { ...one, ...first },
        { ...other, ...second },
      ],
      ...more,
    });
  };
  expect(broken({})).toEqual([]);
  expect(broken({ items: [] })).toEqual(["items: must have at least one canvas"]);
  expect(broken({}, {}, { id: whole.items[0]!.id })).toContain("items: two canvases with one id");
  expect(broken({ rights: "https://region.example/rights" })).toEqual([
    "manifest.rights: must be an address of Creative Commons or RightsStatements.org",
  ]);
  expect(broken({}, { height: undefined })).toContain("items[0]: width and height belong together");
  expect(broken({ label: "雲澤縣志" })).toEqual(["label: must be a language map"]);
  expect(broken({ behavior: ["paged", "continuous"] })).toEqual(["behavior: two layouts at once"]);
  expect(broken({ viewingDirection: "rtl" })).toEqual(["viewingDirection: is none of the four"]);
});

test("sections are ranges: their canvases, then what is inside them; chapters are moments of their canvas", () => {
  const starts = (...labels: [number, string][]): Page["starts"] =>
    labels.map(([depth, label]) => ({ depth, kind: "part", label }));
  const pages = [
    page(1, {}),
    page(2, { starts: starts([0, "冊一"]) }),
    page(3, { starts: starts([1, "卷一"]) }),
    page(4, {}),
    page(5, { starts: starts([0, "冊二"], [1, "卷二"]) }),
    page(6, { type: "audio/mpeg", ...bare, seconds: 9, text: CHAPTERS, name: "錄音" }),
  ];
  const config = { ...configFrom("rare-books", {}), rightToLeft: true };
  type Shown = { id: string; label?: { none: string[] }; items?: Shown[]; viewingDirection?: string };
  const { structures } = manifestOf(factsOf(pages, { config })) as unknown as { structures: Shown[] };
  const plain = (one: Shown): unknown =>
    one.items ? [one.label!.none[0], ...one.items.map(plain)] : one.id.replace(/^.*\/canvas\//, "");
  expect(structures.map(plain)).toEqual([
    ["冊一", "2", ["卷一", "3", "4"]],
    ["冊二", ["卷二", "5", "6"]],
    ["錄音", ["離岸", "6#t=0,6"], ["江心", "6#t=6,9"]],
  ]);
  expect(structures[0]!.viewingDirection).toBe("right-to-left");
});

test("what breaks a MUST of ranges is named with its place", () => {
  const whole = manifestOf(factsOf([page(1, { starts: [{ depth: 0, kind: "juan", label: "卷一" }] })]));
  const [range] = (whole as unknown as { structures: Record<string, unknown>[] }).structures;
  const broken = (more: object): string[] =>
    presentationFaults({ ...whole, structures: [{ ...range, ...more }] });
  expect(broken({})).toEqual([]);
  expect(broken({ items: [] })).toEqual(["structures[0]: must have at least one item"]);
  expect(broken({ id: "range-1" })).toEqual(["structures[0]: id must be an http(s) URI"]);
  expect(broken({ type: "Section" })).toEqual(["structures[0]: must be a Range"]);
  expect(broken({ label: undefined })).toEqual(["structures[0]: should have a label"]);
  expect(broken({ behavior: ["facing-pages"] })).toEqual([
    "structures[0].behavior: facing-pages is none of a range",
  ]);
  expect(broken({ items: [{ id: "https://region.example/x", type: "Canvas" }] })).toEqual([
    "structures[0].items[0]: must be a canvas of the manifest",
  ]);
  expect(broken({ items: [range] })).toEqual(["structures[0].items[0]: two ranges with one id"]);
});
