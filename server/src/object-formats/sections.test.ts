import { expect, test } from "vitest";
import { readRecords } from "./records.ts";

test("METS: the logical map's divisions by the pages they are linked to, and the labels of these", () => {
  const file = (at: number): string => `<file ID="F${at}"><FLocat href="p${at}.tif"/></file>`;
  const leaf = (at: number): string =>
    `<div ID="P${at}" TYPE="page" ORDERLABEL="${at}a"><fptr FILEID="F${at}"/></div>`;
  const link = (from: string, at: number): string => `<smLink from="${from}" to="P${at}"/>`;
  const { rows } = readRecords(
    Buffer.from(`<mets OBJID="M" LABEL="Book"><fileSec><fileGrp USE="DEFAULT">${[1, 2, 3].map(file).join("")}</fileGrp></fileSec>
<structMap TYPE="PHYSICAL"><div TYPE="physSequence">${[1, 2, 3].map(leaf).join("")}</div></structMap>
<structMap TYPE="LOGICAL"><div TYPE="monograph" LABEL="Book"><div ID="L1" TYPE="volume" LABEL="冊一"><div ID="L2" TYPE="chapter" LABEL="卷首"/><div ID="L3" LABEL="卷一"/></div></div></structMap>
<structLink>${link("L1", 1)}${link("L2", 1)}${link("L3", 3)}${link("L3", 2)}</structLink></mets>`),
  )!;
  expect(rows[0]).toMatchObject({
    files: "p1.tif\np2.tif\np3.tif",
    "page labels": "1a\n2a\n3a",
    parts: "冊一 @ 1\n- 卷首 @ 1\n- 卷一 @ 2",
  });
});

test("IIIF: ranges of both versions, without the one that stands for the whole or for an order of its own", () => {
  const id = (name: string): string => `https://x.example/${name}`;
  const canvases = ["c1", "c2", "c3"].map((name) => ({
    id: id(name),
    type: "Canvas",
    label: { none: [name] },
  }));
  const range = (name: string, items: object[], more: object = {}) => ({
    id: id(name),
    type: "Range",
    label: { none: [name] },
    items,
    ...more,
  });
  const ref = (at: number) => ({ id: `${id(`c${at}`)}#xywh=0,0,1,1`, type: "Canvas" });
  const three = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    id: id("m"),
    type: "Manifest",
    label: { none: ["Book"] },
    items: canvases,
    structures: [
      range("a", [range("a1", [ref(1)]), range("a2", [ref(2)])]),
      range("order", [ref(3)], { behavior: ["sequence"] }),
      range("b", [{ type: "SpecificResource", source: id("c3") }]),
      range("none", []),
    ],
  };
  const two = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "@id": id("m"),
    "@type": "sc:Manifest",
    label: "Book",
    sequences: [{ canvases: canvases.map((one) => ({ "@id": one.id, "@type": "sc:Canvas", label: "" })) }],
    structures: [
      {
        "@id": id("r0"),
        "@type": "sc:Range",
        label: "All",
        viewingHint: "top",
        ranges: [id("r1"), id("r2")],
      },
      { "@id": id("r1"), "@type": "sc:Range", label: "One", canvases: [id("c1")] },
      { "@id": id("r2"), "@type": "sc:Range", label: "Two", canvases: [id("c3"), id("c2")] },
    ],
  };
  const partsOf = (manifest: object): string =>
    readRecords(Buffer.from(JSON.stringify(manifest)))!.rows[0]!.parts!;
  expect(partsOf(three)).toBe("a @ 1\n- a1 @ 1\n- a2 @ 2\nb @ 3");
  expect(partsOf(two)).toBe("One @ 1\nTwo @ 2");
});
