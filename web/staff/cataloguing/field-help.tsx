import { DELIMITER, type FixedPart, fieldRule, fixedParts, isControlTag } from "@commonshelf/marc/editing";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { LinkField } from "../authorities/link-field.tsx";
import { t } from "../text.ts";
import { pinyinOf } from "./conversion/romanise.ts";
import type { Row } from "./editor-state.ts";
import { formatName } from "./format-names.ts";

export type Flavour = "marc21" | "unimarc";

/** What the format says of the field at hand: its name, indicators and subfields; fixed fields as a form. */
export function FieldHelp(props: {
  row: Row;
  flavour: Flavour;
  onContent: (content: string) => void;
  onInsert: (code: string) => void;
  onRomanise: () => void;
}): ReactNode {
  const { row, flavour } = props;
  const rule = fieldRule(flavour, row.tag);
  const parts = fixedParts(flavour, row.tag);
  return (
    <aside className="help" aria-label={t("records.help")}>
      <h2>
        {row.tag || t("records.newField")} {rule && formatName(rule.name)}
      </h2>
      {!rule && <p className="quiet">{t("records.localField")}</p>}
      {parts.length > 0 && <FixedForm row={row} parts={parts} onContent={props.onContent} />}
      {rule?.indicators && (
        <p className="quiet">
          {rule.indicators
            .map((allowed, at) => `${t(`records.ind${at + 1}`)}: ${[...allowed.replace(" ", "#")].join(" ")}`)
            .join(" · ")}
        </p>
      )}
      {rule?.subfields && (
        <ul className="subfields">
          {Object.entries(rule.subfields).map(([code, one]) => (
            <li key={code}>
              <button type="button" onClick={() => props.onInsert(code)}>
                <code>
                  {DELIMITER}
                  {code}
                </code>{" "}
                {formatName(one.name)}
                {one.repeats && <span className="quiet"> {t("records.repeatable")}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
      <LinkField row={row} flavour={flavour} onContent={props.onContent} />
      <Pinyin row={row} flavour={flavour} onRomanise={props.onRomanise} />
    </aside>
  );
}

/** What pinyin the field has, and what it would be. */
function Pinyin(props: { row: Row; flavour: Flavour; onRomanise: () => void }): ReactNode {
  const found = pinyinOf(props.row, props.flavour);
  const proposal = useQuery({
    queryKey: ["pinyin", found?.text, found?.isName],
    enabled: found !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => ask("GET /pinyin", { query: { text: found!.text, name: String(found!.isName) } }),
  });
  if (!found || !proposal.data) return null;
  const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");
  const isSame = letters(found.given) === letters(proposal.data.text);
  return (
    <p className={found.given !== "" && !isSame ? "refused" : "quiet"}>
      {found.given === ""
        ? t("records.pinyinProposed", { text: proposal.data.text })
        : isSame
          ? t("records.pinyinRight")
          : t("records.pinyinDiffers", { given: found.given, text: proposal.data.text })}{" "}
      {!isSame && (
        <button type="button" onClick={props.onRomanise}>
          {t("records.pinyinTake")} <kbd>F8</kbd>
        </button>
      )}
    </p>
  );
}

/** A fixed field by its positions: codes to choose from where they are few. */
function FixedForm(props: {
  row: Row;
  parts: readonly FixedPart[];
  onContent: (content: string) => void;
}): ReactNode {
  const { row, parts } = props;
  // UNIMARC keeps the positions in $a; a control field is nothing else.
  const start = isControlTag(row.tag) || row.tag === "LDR" ? "" : `${DELIMITER}a`;
  const text = row.content.startsWith(start) ? row.content.slice(start.length) : row.content;
  const set = (part: FixedPart, value: string): void => {
    const whole = text.padEnd(part.from + part.length);
    const filled = value.padEnd(part.length).slice(0, part.length);
    props.onContent(start + whole.slice(0, part.from) + filled + whole.slice(part.from + part.length));
  };
  return (
    <div className="fixed">
      {parts.map((part) => {
        const value = text.slice(part.from, part.from + part.length);
        return (
          <label key={part.from} htmlFor={`fixed-${part.from}`}>
            <span>
              {formatName(part.name)} <small className="quiet">{part.from}</small>
            </span>
            {part.options ? (
              <select
                id={`fixed-${part.from}`}
                value={value}
                onChange={(event) => set(part, event.target.value)}
              >
                {!part.options.some(([code]) => code === value) && <option value={value}>{value}</option>}
                {part.options.map(([code, name]) => (
                  <option key={code} value={code}>
                    {code.replaceAll(" ", "#")} {formatName(name)}
                  </option>
                ))}
              </select>
            ) : (
              <input
                id={`fixed-${part.from}`}
                value={value}
                maxLength={part.length}
                size={part.length + 1}
                onChange={(event) => set(part, event.target.value)}
              />
            )}
          </label>
        );
      })}
    </div>
  );
}
