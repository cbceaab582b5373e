import { DELIMITER, type FixedPart, fieldRule, fixedParts } from "@commonshelf/marc/editing";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { LinkField } from "../authorities/link-field.tsx";
import { t } from "../text.ts";
import { pinyinOf } from "./conversion/romanise.ts";
import { type FixedText, fixedText, type Row } from "./editor-state.ts";
import { formatName } from "./format-names.ts";

export type Flavour = "marc21" | "unimarc";

/** What the format says of the field at hand: its name, indicators and subfields; fixed fields as a form. */
export function FieldHelp(props: {
  row: Row;
  flavour: Flavour;
  /** The record's leader: which positions 008 has depends on it. */
  leader: string;
  onContent: (content: string) => void;
  onInsert: (code: string) => void;
  onRomanise: () => void;
}): ReactNode {
  const { row, flavour } = props;
  const rule = fieldRule(flavour, row.tag);
  const fixed = fixedText(row);
  const parts = fixedParts(flavour, row.tag, props.leader, fixed.text);
  return (
    <aside className="help" aria-label={t("records.help")}>
      <h2>
        {row.tag || t("records.newField")} {rule && formatName(rule.name)}
      </h2>
      {!rule && <p className="quiet">{t("records.localField")}</p>}
      {parts.length > 0 && <FixedForm fixed={fixed} parts={parts} onContent={props.onContent} />}
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

/** The positions of a fixed field by their names: codes to choose from where they are few. */
function FixedForm(props: {
  fixed: FixedText;
  parts: readonly FixedPart[];
  onContent: (content: string) => void;
}): ReactNode {
  const { before, text, after } = props.fixed;
  const set = (from: number, length: number, value: string): void => {
    const whole = text.padEnd(from + length);
    const filled = value.padEnd(length).slice(0, length);
    props.onContent(before + whole.slice(0, from) + filled + whole.slice(from + length) + after);
  };
  return (
    <div className="fixed">
      {props.parts.map((part) => (
        <fieldset key={part.from}>
          <legend>
            {formatName(part.name)} <small className="quiet">{part.from}</small>
          </legend>
          {Array.from({ length: part.times ?? 1 }, (_, n) => {
            const from = part.from + n * part.length;
            return (
              <Position
                key={from}
                name={`${formatName(part.name)} ${from}`}
                part={part}
                value={text.slice(from, from + part.length)}
                onValue={(value) => set(from, part.length, value)}
              />
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}

function Position(props: {
  name: string;
  part: FixedPart;
  value: string;
  onValue: (value: string) => void;
}): ReactNode {
  const { part, value } = props;
  if (!part.options)
    return (
      <input
        aria-label={props.name}
        value={value}
        maxLength={part.length}
        size={part.length + 1}
        onChange={(event) => props.onValue(event.target.value)}
      />
    );
  return (
    <select
      aria-label={props.name}
      className={part.times ? "several" : undefined}
      value={value}
      onChange={(event) => props.onValue(event.target.value)}
    >
      {!part.options.some(([code]) => code === value) && (
        <option value={value}>
          {value === "|".repeat(part.length) ? `${value} ${t("records.notCoded")}` : value}
        </option>
      )}
      {part.options.map(([code, name]) => (
        <option key={code} value={code}>
          {code.replaceAll(" ", "#")} {formatName(name)}
        </option>
      ))}
    </select>
  );
}
