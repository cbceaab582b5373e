import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { date, pick, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";
import { printSlip, readerOnSlip } from "./slips.tsx";

type ShelfLine = RowOf<"GET /desk/hold-shelf">;

/** What waits here for its readers. */
export function HoldShelf({ session }: { session: Session }): ReactNode {
  const branch = session.branch ? pick(session.branch.name) : "";
  const printFor = (line: ShelfLine): void =>
    printSlip({
      kind: "hold",
      reader: readerOnSlip(line.patronName, line.patronCard),
      until: line.shelfUntil,
      branch,
      title: line.title.main,
      barcode: line.barcode ?? "",
    });
  const query = useQuery({
    queryKey: ["hold-shelf"],
    queryFn: async () => (await ask("GET /desk/hold-shelf")).items,
    refetchInterval: 60_000,
  });
  return (
    <section>
      <p className="tools">
        <span>{t("shelf.title")}</span>{" "}
        <button type="button" onClick={() => print()}>
          {t("pull.print")}
        </button>
      </p>
      <ListState
        query={query}
        empty={t("shelf.empty")}
        rows={(items) => <ShelfTable lines={items} onPrint={printFor} />}
      />
    </section>
  );
}

function ShelfTable(props: { lines: ShelfLine[]; onPrint: (line: ShelfLine) => void }): ReactNode {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t("shelf.reader")}</th>
            <th>{t("col.title")}</th>
            <th>{t("col.barcode")}</th>
            <th>{t("shelf.until")}</th>
            <th className="screen">{t("slip.print")}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map((line) => (
            <tr key={line.holdId}>
              <td>
                {line.patronName} <span className="quiet">{line.patronCard}</span>
              </td>
              <td>
                <TitleLine title={line.title} />
              </td>
              <td>
                <code>{line.barcode}</code>
              </td>
              <td>
                {date(line.shelfUntil)}{" "}
                {line.isOver && <strong className="refused">{t("shelf.over")}</strong>}
              </td>
              <td className="screen acts">
                <button
                  type="button"
                  aria-label={`${t("slip.print")}: ${line.title.main}`}
                  onClick={() => props.onPrint(line)}
                >
                  {t("pull.print")}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
