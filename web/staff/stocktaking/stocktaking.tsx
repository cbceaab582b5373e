import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { allPages } from "../all-pages.ts";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ScanItem } from "../circulation/choice.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, Send, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { Pages } from "../pages.tsx";
import { SavedTable } from "../saved-table.tsx";
import { sound } from "../scan-field.tsx";
import { useSubPath } from "../sub-path.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { readStretch, StretchFields } from "./stretch-fields.tsx";

type Count = RowOf<"GET /desk/counts">;
type Line = RowOf<"GET /desk/counts/:id/report">;

/** What really stands on the shelves: counts of this branch, one of them open, and uses in the house. */
export function Stocktaking(): ReactNode {
  const [[id], go] = useSubPath("stocktaking");
  const query = useQuery({
    queryKey: ["stock-counts"],
    queryFn: () => allPages((turn) => ask("GET /desk/counts", { query: turn })),
  });
  if (query.isError)
    return (
      <p role="alert" className="refused">
        {explain(query.error)}
      </p>
    );
  if (query.isPending) return <p role="status">{t("app.loading")}</p>;
  const items = query.data;
  return <Counts items={items} open={items.find((one) => one.id === id)} onOpen={go} />;
}

function Counts(props: {
  items: Count[];
  open: Count | undefined;
  onOpen: (...id: string[]) => void;
}): ReactNode {
  const { open } = props;
  if (open) return <OpenCount count={open} onClose={() => props.onOpen()} />;
  return (
    <div className="beside">
      <div>
        {props.items.length === 0 ? (
          <p className="quiet">{t("stock.none")}</p>
        ) : (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("stock.stretch")}</th>
                  <th>{t("stock.begun")}</th>
                  <th>{t("stock.closed")}</th>
                  <th className="number">{t("stock.expected")}</th>
                  <th className="number">{t("stock.seen")}</th>
                  <th className="number">{t("stock.wrong")}</th>
                </tr>
              </thead>
              <tbody>
                {props.items.map((one) => (
                  <tr key={one.id}>
                    <td>
                      <button type="button" onClick={() => props.onOpen(one.id)}>
                        <Stretch count={one} />
                      </button>
                    </td>
                    <td>{date(one.begunAt)}</td>
                    <td>{one.closedAt && date(one.closedAt)}</td>
                    <td className="number">{one.expected}</td>
                    <td className="number">{one.seen}</td>
                    <td className="number">{one.wrong}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        )}
        <Uses />
      </div>
      <Begin onBegun={(id) => props.onOpen(id)} />
    </div>
  );
}

/** From where to where was counted. */
function Stretch({ count }: { count: Count }): ReactNode {
  const locationName = useLocationName();
  const place = count.location === null ? t("stock.everywhere") : locationName(count.location);
  return `${place} · ${count.fromCall ?? "…"} – ${count.toCall ?? "…"}`;
}

function Begin(props: { onBegun: (id: string) => void }): ReactNode {
  const act = useAct("stock-counts");
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = readStretch(data);
    void act.run(async () => {
      const count = await ask("POST /desk/counts", { body });
      props.onBegun(count.id);
    }, t("stock.begunNow"));
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("stock.begin")}>
      <h2>{t("stock.begin")}</h2>
      <Said act={act} />
      <StretchFields />
      <Send act={act} label={t("stock.begin")} />
    </form>
  );
}

/** A count: scan while it is open; afterwards what was wrong and what is missing. */
function OpenCount({ count, onClose }: { count: Count; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const act = useAct("stock-counts", "stock-report");
  const [lines, setLines] = useState<{ key: number; line?: Line; problem?: string }[]>([]);
  const params = { id: count.id };
  const add = (one: { line?: Line; problem?: string }): void =>
    setLines((before) => [{ key: performance.now(), ...one }, ...before].slice(0, 100));
  const see = async (body: { barcode: string; itemId?: number }): Promise<void> => {
    const line = await ask("POST /desk/counts/:id/items", { params, body });
    sound(line.verdict === "right" ? "good" : "bad");
    add({ line });
    void client.invalidateQueries({ queryKey: ["stock-counts"] });
    void client.invalidateQueries({ queryKey: ["stock-report", count.id] });
  };
  const refused = (error: unknown, barcode: string): void => {
    sound("bad");
    add({ problem: `${barcode}: ${explain(error)}` });
  };
  const end = (): void => void act.run(() => ask("POST /desk/counts/:id/end", { params }), t("stock.ended"));
  const declare = (): void =>
    void act.run(() => ask("POST /desk/counts/:id/missing", { params }), t("stock.declared"));
  return (
    <section>
      <p className="tools">
        <button type="button" onClick={onClose}>
          {t("stock.back")}
        </button>{" "}
        <b>
          <Stretch count={count} />
        </b>{" "}
        <span className="quiet">
          {t("stock.figures", { expected: count.expected, seen: count.seen, wrong: count.wrong })}
        </span>{" "}
        {count.closedAt === null ? (
          <TwicePressed label={t("stock.end")} onPress={end} />
        ) : (
          <TwicePressed label={t("stock.declare")} onPress={declare} />
        )}
      </p>
      <Said act={act} />
      {count.expected === 0 && <p className="refused">{t("stock.nothingExpected")}</p>}
      {count.closedAt === null && (
        <>
          <ScanItem label={t("stock.scan")} hint={t("stock.scanHint")} send={see} onRefused={refused} />
          <ol className="lines">
            {lines.map(({ key, line, problem }) => (
              <li key={key} className={line?.verdict === "right" ? "good" : "bad"}>
                <span>{problem ?? `${line!.callNumber} ${line!.title}`}</span>
                {line && <strong>{t(`stock.verdict.${line.verdict}`)}</strong>}
              </li>
            ))}
          </ol>
        </>
      )}
      <Report id={count.id} what="wrong" />
      <Report id={count.id} what="missing" />
    </section>
  );
}

function Report({ id, what }: { id: string; what: "wrong" | "missing" }): ReactNode {
  const { nameOf } = useBranches();
  const locationName = useLocationName();
  const load = (turn: { limit: number; cursor: string | undefined }) =>
    ask("GET /desk/counts/:id/report", { params: { id }, query: { what, ...turn } });
  const cells = (line: Line): string[] => [
    line.callNumber,
    line.title,
    line.barcode ?? "",
    locationName(line.location),
    nameOf(line.homeBranchId),
    t(`status.${line.status}`),
    t(`stock.verdict.${line.verdict}`),
  ];
  const head = [
    "col.callNumber",
    "col.title",
    "col.barcode",
    "stock.location",
    "item.home",
    "item.status",
    "stock.what",
  ].map((key) => t(key));
  return (
    <>
      <h2>{t(`stock.${what}List`)}</h2>
      <Pages
        queryKey={["stock-report", id, what]}
        ask={(cursor) => load({ limit: 100, cursor })}
        empty={t(`stock.${what}None`)}
        rows={(items) => (
          <SavedTable
            name={`stock-${what}.csv`}
            label={t(`stock.${what}List`)}
            head={head}
            rows={items.map(cells)}
            all={async () => (await allPages(load)).map(cells)}
          />
        )}
      />
    </>
  );
}

/** Books read in the house: each scan counts one use. */
function Uses(): ReactNode {
  const [told, setTold] = useState<{ text: string; isGood: boolean }>({ text: "", isGood: true });
  const use = async (body: { barcode: string; itemId?: number }): Promise<void> => {
    const { title, uses } = await ask("POST /desk/uses", { body });
    sound("good");
    setTold({ text: t("stock.used", { title, count: uses }), isGood: true });
  };
  const refused = (error: unknown): void => {
    sound("bad");
    setTold({ text: explain(error), isGood: false });
  };
  return (
    <>
      <h2>{t("stock.uses")}</h2>
      <ScanItem label={t("stock.scanUse")} hint={t("stock.useHint")} send={use} onRefused={refused} />
      <p role="status" className={told.isGood ? "" : "refused"}>
        {told.text}
      </p>
    </>
  );
}
