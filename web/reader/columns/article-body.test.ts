import { expect, test } from "vitest";
import { piecesOf } from "./article-body.tsx";

test("an article is headings, quotations and paragraphs whose lines stay", () => {
  expect(piecesOf("## 一\n甲\n乙\n\n> 引\n> 文\n\n\n丙\n## 二\n丁")).toEqual([
    { kind: "heading", text: "一" },
    { kind: "paragraph", text: "甲\n乙" },
    { kind: "quotation", text: "引\n文" },
    { kind: "paragraph", text: "丙" },
    { kind: "heading", text: "二" },
    { kind: "paragraph", text: "丁" },
  ]);
  expect(piecesOf("<b>& #一")).toEqual([{ kind: "paragraph", text: "<b>& #一" }]);
});
