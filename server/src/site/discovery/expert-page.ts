import type { ExpertProps } from "../../../../web/reader/discovery/expert.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { operators } from "../../discovery/words.ts";

const ANYWHERE = "cql.anywhere";
/** Indexes of the expert form and their CQL names. */
const INDEXES = new Map([
  ["any", ANYWHERE],
  ["title", "dc.title"],
  ["author", "dc.creator"],
  ["subject", "dc.subject"],
  ["publisher", "dc.publisher"],
  ["isbn", "bath.isbn"],
  ["year", "dc.date"],
  ["language", "dc.language"],
  ["note", "dc.description"],
]);
const LINES = 4;
const EXAMPLES = [
  'dc.title = "呐喊" and dc.creator = 鲁迅',
  'dc.creator == "沈从文" and dc.date >= 1980',
  'dc.subject adj "中国历史" not dc.language = eng',
  'dc.title = hong* or dc.title any "石头记 红楼梦"',
];

/** The expert form as its address fills it: lines of index and words, or a CQL query to be changed. */
export function findExpert(site: SiteContext, params: URLSearchParams): ExpertProps {
  const words = params.getAll("words");
  const indexes = params.getAll("in");
  const asked = params.getAll("op");
  const rows = Array.from({ length: LINES }, (_, i) => ({
    index:
      indexes[i] !== undefined && indexes[i] in INDEXES
        ? indexes[i]
        : (["any", "title", "author", "year"][i] ?? "any"),
    words: (words[i] ?? "").slice(0, 300),
    operator: operators.find((one) => one === asked[i - 1]) ?? "and",
  }));
  return {
    site,
    rows,
    indexes: [...INDEXES.keys()].map((name) => ({ name, label: site.t(`expert.in.${name}`) })),
    cql: (params.get("cql") ?? "").slice(0, 1000),
    examples: EXAMPLES,
  };
}

/** The CQL of the filled lines; empty when none has words. */
export function cqlOfLines(rows: ExpertProps["rows"]): string {
  return rows
    .filter((row) => row.words.trim() !== "")
    .map((row, i) => {
      const term = `"${row.words.trim().replace(/[\\"]/g, "\\$&")}"`;
      const clause = `${INDEXES.get(row.index) ?? ANYWHERE} ${row.index === "year" || row.index === "isbn" ? "=" : "all"} ${term}`;
      return i === 0 ? clause : `${row.operator} ${clause}`;
    })
    .join(" ");
}
