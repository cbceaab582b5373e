import { type ReactNode, useState } from "react";
import { type LabelStyle, labelStyles, pageLabels } from "../../../../server/src/object-parts/page-labels.ts";
import { t } from "../../text.ts";
import { moveRows } from "./rows.ts";
import type { Work } from "./use-rows.ts";

type Tools = Pick<Work, "rows" | "chosen" | "setRows" | "setChosen" | "beginSection">;

/** What is done with the chosen pages: a section begins there, they move to a place, they are labelled, they are taken out. */
export function ArrangementTools(props: Tools): ReactNode {
  const { rows, chosen, setRows, setChosen } = props;
  const [place, setPlace] = useState("");
  const pages = rows.filter((row) => row.is === "page");
  const count = chosen.size;
  const move = (): void => {
    const before = pages[Number(place) - 1]?.key ?? null;
    // A page that moves itself stands for the first one after it that does not.
    const target = pages.slice(Number(place) - 1).find((row) => !chosen.has(row.key))?.key ?? null;
    setRows(moveRows(rows, chosen, before !== null && chosen.has(before) ? target : before));
  };
  return (
    <>
      <p className="actions">
        <button type="button" onClick={() => setChosen(new Set(pages.map((row) => row.key)))}>
          {t("arrangement.choose-all")}
        </button>
        <button type="button" disabled={count === 0} onClick={() => setChosen(new Set())}>
          {t("arrangement.choose-none")}
        </button>
        <span role="status">{t("arrangement.chosen", { count })}</span>
        <button type="button" onClick={props.beginSection}>
          {t("arrangement.begin-section")}
        </button>
        <label>
          {t("arrangement.move-to")}{" "}
          <input
            type="number"
            min={1}
            max={pages.length}
            value={place}
            onChange={(event) => setPlace(event.target.value)}
          />
        </label>
        <button type="button" disabled={count === 0 || place === ""} onClick={move}>
          {t("arrangement.move")}
        </button>
        <button
          type="button"
          disabled={count === 0 || count === pages.length}
          onClick={() => {
            setRows(rows.filter((row) => !chosen.has(row.key)));
            setChosen(new Set());
          }}
        >
          {t("arrangement.take-out")}
        </button>
      </p>
      <Labels {...props} />
    </>
  );
}

/** Labels for a run of pages, with the first and the last of them to see. */
function Labels({ rows, chosen, setRows }: Tools): ReactNode {
  const [style, setStyle] = useState<LabelStyle>("leaf");
  const [prefix, setPrefix] = useState("");
  const [from, setFrom] = useState(1);
  const [isChinese, setChinese] = useState(true);
  const count = rows.filter((row) => row.is === "page" && chosen.has(row.key)).length;
  const labels = pageLabels({ count, style, prefix, from, chinese: isChinese });
  const put = (): void => {
    let at = 0;
    setRows(
      rows.map((row) => (row.is === "page" && chosen.has(row.key) ? { ...row, label: labels[at++]! } : row)),
    );
  };
  return (
    <p className="actions">
      <label>
        {t("arrangement.labels")}{" "}
        <select
          value={style}
          onChange={(event) => setStyle(labelStyles.find((one) => one === event.target.value) ?? "leaf")}
        >
          {labelStyles.map((one) => (
            <option key={one} value={one}>
              {t(`arrangement.labels.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {style === "leaf" ? (
        <label>
          <input type="checkbox" checked={isChinese} onChange={(event) => setChinese(event.target.checked)} />{" "}
          {t("arrangement.labels.in-chinese")}
        </label>
      ) : null}
      <label>
        {t("arrangement.labels.prefix")}{" "}
        <input value={prefix} maxLength={60} onChange={(event) => setPrefix(event.target.value)} />
      </label>
      {style === "none" ? null : (
        <label>
          {t("arrangement.labels.from")}{" "}
          <input
            type="number"
            min={1}
            max={9999}
            value={from}
            onChange={(event) => setFrom(Math.max(1, Math.min(9999, Number(event.target.value) || 1)))}
          />
        </label>
      )}
      <button type="button" disabled={count === 0} onClick={put}>
        {t("arrangement.label-them", { count })}
      </button>
      {count > 0 ? (
        <span className="quiet">
          {labels[0]}
          {count > 1 ? ` … ${labels.at(-1)}` : ""}
        </span>
      ) : null}
    </p>
  );
}
