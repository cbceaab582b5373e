import { controlValues, fieldsOf, type MarcRecord, subfield } from "@commonshelf/marc";
import type { Carrier } from "./description.ts";

/** Where 008, and 006 from its second character on, say what a thing is on; of maps, pictures and objects elsewhere. */
function formOf(type: string, fixed: string): string {
  return fixed["efgkr".includes(type) ? 29 : 23] ?? " ";
}

/** What a page of text, notes, maps or pictures is on is no disc that comes with it. */
const ON_PAPER = "acdefkt";

/** What a thing of MARC 21 is on, by 008 (`fixed`), all 006 and 007, 245 $h and 338: a record may have several of each. */
export function carrierOf(record: MarcRecord, fixed: string): Carrier {
  const type = record.leader[6] ?? "a";
  const form = formOf(type, fixed);
  const also = controlValues(record, "006").map((one) => formOf(one[0] ?? "", `${" ".repeat(17)}${one}`));
  const physical = controlValues(record, "007");
  const gmd = fieldsOf(record, "245")
    .map((f) => subfield(f, "h") ?? "")
    .join(" ");
  const carrier = fieldsOf(record, "338")
    .map((f) => `${subfield(f, "b") ?? ""} ${subfield(f, "a") ?? ""}`)
    .join(" ");
  const is = (code: string): boolean => physical.some((one) => one.startsWith(code));
  // Pages that are said to be pages (007 t) have a film or a file beside them; they are none.
  const isPage = form === " " && is("t");
  if ("abc".includes(form) || (is("h") && !isPage) || /microf/i.test(gmd)) return "microform";
  if (
    "os".includes(form) ||
    (is("cr") && !isPage) ||
    (type === "m" && also.some((one) => "os".includes(one))) ||
    /\bcr\b|online/i.test(carrier) ||
    /electronic/i.test(gmd)
  )
    return "online";
  const isDisc =
    ((is("co") || is("v") || is("s")) && !ON_PAPER.includes(type)) ||
    (/\b[csv]d\b/.test(carrier) && !/\bnc\b/.test(carrier));
  if (form === "q" || isDisc) return "disc";
  return type === "t" || type === "d" || type === "f" ? "manuscript" : "print";
}
