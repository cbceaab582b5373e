import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Arrangement } from "../../../../server/src/object-parts/schema.ts";
import { type PageDirection, pageDirections } from "../../../../server/src/object-parts/words.ts";
import { ask, explain } from "../../api.ts";
import { Said, useAct } from "../../consortium/fields.tsx";
import { t } from "../../text.ts";
import { blockOf, changeOf, indentRows, nudgeRows, rowsOf } from "./rows.ts";
import { PageTile, SectionBar } from "./tiles.tsx";
import { ArrangementTools } from "./tools.tsx";
import { useRows, type Work } from "./use-rows.ts";

/** Pages and sections of an object: opened when somebody asks for them. */
export function ArrangementPart({ number, pages }: { number: number; pages: number }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <fieldset>
      <legend>{t("arrangement.title")}</legend>
      <p className="actions">
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "arrangement.close" : "arrangement.open", { count: pages })}
        </button>
        <span className="quiet">{t("arrangement.why")}</span>
      </p>
      {isOpen ? <Reading number={number} /> : null}
    </fieldset>
  );
}

function Reading({ number }: { number: number }): ReactNode {
  const read = useQuery({
    queryKey: ["arrangement", number],
    queryFn: () => ask("GET /collection-objects/:number/arrangement", { params: { number } }),
  });
  if (read.isError) return <p role="alert">{explain(read.error)}</p>;
  if (!read.data) return <p role="status">{t("app.loading")}</p>;
  return <Arranging key={read.data.version} number={number} read={read.data} />;
}

function Arranging({ number, read }: { number: number; read: Arrangement }): ReactNode {
  const act = useAct("arrangement", "collection-objects");
  const work = useRows(read);
  const [direction, setDirection] = useState<PageDirection | null>(read.direction);
  const { rows } = work;
  const save = (): void =>
    void act.run(
      () =>
        ask("PUT /collection-objects/:number/arrangement", {
          params: { number },
          body: changeOf(rows, read, direction),
        }),
      t("collections.saved"),
    );
  const discard = (): void => {
    work.setRows(rowsOf(read));
    work.setChosen(new Set());
    setDirection(read.direction);
  };
  return (
    <div className="arrangement">
      <ArrangementTools {...work} />
      <p className="quiet">{t("arrangement.keys")}</p>
      <Lines work={work} />
      <p className="actions">
        <Direction direction={direction} onChange={setDirection} />
        <button type="button" className="primary" disabled={act.busy} onClick={save}>
          {t("arrangement.save")}
        </button>
        <button type="button" onClick={discard}>
          {t("arrangement.discard")}
        </button>
        <span className="vh" role="status">
          {work.said}
        </span>
      </p>
      <Said act={act} />
      <Before number={number} read={read} />
    </div>
  );
}

function Lines({ work }: { work: Work }): ReactNode {
  const { rows, chosen, setRows, drop } = work;
  const pages = rows.filter((row) => row.is === "page");
  const places = new Map(pages.map((row, at) => [row.key, at + 1]));
  return (
    <ol className="arrangement-rows" aria-label={t("arrangement.title")}>
      {rows.map((row) =>
        row.is === "section" ? (
          <SectionBar
            key={row.key}
            row={row}
            {...work}
            indent={(by) => setRows(indentRows(rows, row.key, by))}
            nudge={(by) => setRows(nudgeRows(rows, new Set(blockOf(rows, row.key)), by))}
          />
        ) : (
          <PageTile
            key={row.key}
            row={row}
            place={places.get(row.key)!}
            isChosen={chosen.has(row.key)}
            {...work}
          />
        ),
      )}
      <li
        className="arrangement-end"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => drop(event, null)}
      />
    </ol>
  );
}

function Direction(props: {
  direction: PageDirection | null;
  onChange: (direction: PageDirection | null) => void;
}): ReactNode {
  return (
    <label>
      {t("arrangement.direction")}{" "}
      <select
        value={props.direction ?? ""}
        onChange={(event) => props.onChange(pageDirections.find((one) => one === event.target.value) ?? null)}
      >
        <option value="">{t("arrangement.direction.as")}</option>
        {pageDirections.map((one) => (
          <option key={one} value={one}>
            {t(`arrangement.direction.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Arrangements of before, each to be gone back to. */
function Before({ number, read }: { number: number; read: Arrangement }): ReactNode {
  const act = useAct("arrangement", "collection-objects");
  if (read.before.length === 0) return null;
  return (
    <details>
      <summary>{t("arrangement.before", { count: read.before.length })}</summary>
      <ul className="plain">
        {read.before.map((one) => (
          <li key={one.version} className="actions">
            <span>
              {one.version === 0
                ? t("arrangement.first")
                : t("arrangement.by", { name: one.author ?? "", at: new Date(one.at).toLocaleString() })}
              <span className="quiet">
                {" "}
                {t("arrangement.holds", { pages: one.pages, sections: one.sections })}
              </span>
            </span>
            <button
              type="button"
              disabled={act.busy}
              onClick={() =>
                void act.run(
                  () =>
                    ask("POST /collection-objects/:number/arrangement/restoration", {
                      params: { number },
                      body: { version: read.version, to: one.version },
                    }),
                  t("arrangement.gone-back"),
                )
              }
            >
              {t("arrangement.go-back")}
            </button>
          </li>
        ))}
      </ul>
      <Said act={act} />
    </details>
  );
}
