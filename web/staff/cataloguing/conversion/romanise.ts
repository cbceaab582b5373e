import { DELIMITER, subfieldsOf } from "@commonshelf/marc/editing";
import { ask } from "../../api.ts";
import { type Edit, nextOccurrence, type Row, withSubfield } from "../editor-state.ts";

type Flavour = "marc21" | "unimarc";

const HAN = /\p{Script=Han}/u;
/** CNMARC fields that carry pinyin beside their $a. */
const WITH_PINYIN = /^(?:200|225|5\d\d|60[0-7]|70[12]|71[12])$/;
const NAMES = /^(?:600|70[012]|100)$/;

/** The Han text of a CNMARC field, the pinyin it gives in $9 or $A, and whether it names a person; undefined where none is due. */
export function pinyinOf(
  row: Row,
  flavour: Flavour,
): { text: string; given: string; code: string; isName: boolean } | undefined {
  if (flavour !== "unimarc" || !WITH_PINYIN.test(row.tag)) return undefined;
  const subfields = subfieldsOf(row.content);
  const text = subfields.find(([code]) => code === "a")?.[1] ?? "";
  if (!HAN.test(text)) return undefined;
  const code = subfields.some(([one]) => one === "A") ? "A" : "9";
  const given = subfields.find(([one]) => one === code)?.[1] ?? "";
  return { text, given, code, isName: NAMES.test(row.tag) };
}

const readings = async (text: string, isName: boolean): Promise<string> =>
  (await ask("GET /pinyin", { query: { text, name: String(isName) } })).text;

/**
 * The edits that give a field its pinyin. CNMARC: in $9, or in $A where the field has that. MARC 21: the field is
 * romanised and its characters go into an 880 linked with it.
 */
export async function romanisation(row: Row, rows: readonly Row[], flavour: Flavour): Promise<Edit[]> {
  const found = pinyinOf(row, flavour);
  if (found) {
    const text = withSubfield(row.content, found.code, await readings(found.text, found.isName));
    return [{ do: "type", id: row.id, cell: "content", text }];
  }
  const subfields = subfieldsOf(row.content);
  const isLinked = subfields.some(([code]) => code === "6");
  if (
    flavour !== "marc21" ||
    row.tag === "880" ||
    isLinked ||
    !subfields.some(([, value]) => HAN.test(value))
  )
    return [];
  const occurrence = nextOccurrence(rows);
  const read = await Promise.all(
    subfields.map(async ([code, value]) => {
      const text = HAN.test(value) ? await readings(value, NAMES.test(row.tag)) : value;
      return DELIMITER + code + text.charAt(0).toUpperCase() + text.slice(1);
    }),
  );
  const ind = (value: string): string => value || " ";
  return [
    {
      do: "type",
      id: row.id,
      cell: "content",
      text: `${DELIMITER}6880-${occurrence}${read.join("")}`,
    },
    {
      do: "add",
      after: rows.at(-1)!.id,
      field: {
        tag: "880",
        ind1: ind(row.ind1),
        ind2: ind(row.ind2),
        subfields: [["6", `${row.tag}-${occurrence}/$1`], ...subfields],
      },
    },
  ];
}
