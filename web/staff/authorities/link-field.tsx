import { DELIMITER, subfieldsOf } from "@commonshelf/marc/editing";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue } from "react";
import type { AuthorityKind } from "../../../server/src/authorities/words.ts";
import { ask } from "../api.ts";
import type { Row } from "../cataloguing/editor-state.ts";
import { t } from "../text.ts";
import { type Flavour, HAN, linkedContent } from "./linked-content.ts";

const KINDS: Record<Flavour, [RegExp, AuthorityKind][]> = {
  marc21: [
    [/^[1678]00$/, "person"],
    [/^[1678]1[01]$/, "body"],
    [/^65[015]$/, "subject"],
    [/^084$/, "class"],
  ],
  unimarc: [
    [/^(70[0-2]|72[0-2]|600)$/, "person"],
    [/^(71[0-2]|601)$/, "body"],
    [/^60[67]$/, "subject"],
    [/^690$/, "class"],
  ],
};

const SHORTEST = 1;

/** Which kind of authority a field can name; undefined: none. */
function kindOf(flavour: Flavour, tag: string): AuthorityKind | undefined {
  return KINDS[flavour].find(([pattern]) => pattern.test(tag))?.[1];
}

/** Authorities that are called as the field begins to be typed; one press puts heading, dates and number into it. */
export function LinkField(props: {
  row: Row;
  flavour: Flavour;
  onContent: (content: string) => void;
}): ReactNode {
  const { row, flavour } = props;
  const kind = kindOf(flavour, row.tag);
  const subfields = kind ? subfieldsOf(row.content) : [];
  const of = (code: string): string => subfields.find(([one]) => one === code)?.[1] ?? "";
  const given = flavour === "unimarc" && kind === "person" ? of("b") : "";
  const typed = useDeferredValue(
    [of("a").replace(/[,.，\s]+$/u, ""), given].filter(Boolean).join(HAN.test(of("a")) ? "" : ", "),
  );
  const found = useQuery({
    queryKey: ["authorities-typed", kind, typed],
    enabled: kind !== undefined && typed.length >= SHORTEST,
    staleTime: 60_000,
    queryFn: async () => (await ask("GET /authorities", { query: { q: typed, kind, limit: 6 } })).items,
  });
  if (!kind || !found.data?.length) return null;
  const linked = of(flavour === "unimarc" ? "3" : "0");
  return (
    <section aria-label={t("authorities.inEditor")}>
      <h3>{t("authorities.inEditor")}</h3>
      <ul className="subfields">
        {found.data.map((one) => {
          const link = `(commonshelf)${one.id}`;
          return (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={linked === link}
                onClick={() => props.onContent(linkedContent(flavour, row.content, kind, { ...one, link }))}
              >
                {one.headings.join(" · ")} <span className="quiet">{one.dates || one.note.slice(0, 60)}</span>
              </button>
              {kind === "subject" && one.classes.length > 0 && (
                <span className="quiet">
                  {" "}
                  {flavour === "unimarc" ? `690 ${DELIMITER}a` : `084 ${DELIMITER}a`} {one.classes.join(" ")}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
