import { type ReactNode, useMemo, useRef, useState } from "react";
import { call, explain } from "../api.ts";
import { ScanField, sound } from "../scan-field.tsx";
import { createScanQueue } from "../scan-queue.ts";
import { date, t } from "../text.ts";
import { type Title, TitleLine } from "../title-line.tsx";

type DeskPatron = { name: string; isBlocked: boolean; loans: unknown[]; holds: unknown[] };
type Receipt = { barcode: string; title: Title; dueOn: string };
type Line = { key: number; barcode: string; receipt?: Receipt; problem?: string };

/** Lends items to one reader after another: card first, then the items as fast as they can be scanned. */
export function CheckOut(): ReactNode {
  const [patron, setPatron] = useState<(DeskPatron & { card: string }) | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const [problem, setProblem] = useState("");
  const [, refresh] = useState(0);
  const card = useRef("");
  const queue = useMemo(
    () =>
      createScanQueue(
        (barcode) =>
          call<Receipt>("POST", "/desk/check-out", { patronBarcode: card.current, itemBarcode: barcode }),
        (barcode, outcome) => {
          sound(outcome.ok ? "good" : "bad");
          const line: Line = outcome.ok
            ? { key: performance.now(), barcode, receipt: outcome.value }
            : { key: performance.now(), barcode, problem: explain(outcome.error) };
          setLines((before) => [line, ...before]);
        },
      ),
    [],
  );
  const findPatron = async (barcode: string): Promise<void> => {
    if (barcode.trim() === "") return;
    try {
      const found = await call<DeskPatron>(
        "GET",
        `/desk/patron?barcode=${encodeURIComponent(barcode.trim())}`,
      );
      card.current = barcode.trim();
      setPatron({ ...found, card: barcode.trim() });
      setProblem("");
      setLines([]);
      sound("good");
    } catch (error) {
      setProblem(explain(error));
      sound("bad");
    }
  };
  if (!patron)
    return (
      <section>
        <ScanField
          key="card"
          label={t("checkOut.patron")}
          hint={t("checkOut.scanPatron")}
          onScan={(barcode) => void findPatron(barcode)}
        />
        <p className="refused" role="alert">
          {problem}
        </p>
      </section>
    );
  return (
    <section>
      <p className="patron">
        <b>{patron.name}</b> <span className="quiet">{patron.card}</span>
        <span>{t("checkOut.loans", { count: patron.loans.length })}</span>
        <span>{t("checkOut.holds", { count: patron.holds.length })}</span>
        {patron.isBlocked && <strong className="refused">{t("patron.blocked")}</strong>}
        <button type="button" onClick={() => setPatron(null)}>
          {t("checkOut.next")}
        </button>
      </p>
      <ScanField
        key="item"
        label={t("checkOut.item")}
        hint={t("checkOut.scanItem")}
        waiting={queue.waiting}
        onScan={(barcode) => {
          queue.add(barcode);
          refresh((n) => n + 1);
        }}
      />
      <h2>{t("checkOut.list")}</h2>
      <ol className="lines" aria-live="polite">
        {lines.length === 0 && <li className="quiet">{t("checkOut.empty")}</li>}
        {lines.map((line) => (
          <li key={line.key} className={line.receipt ? "good" : "bad"}>
            {line.receipt ? (
              <>
                <TitleLine title={line.receipt.title} />{" "}
                <span>{t("checkOut.done", { due: date(line.receipt.dueOn) })}</span>
              </>
            ) : (
              <strong className="refused">{line.problem}</strong>
            )}
            <code>{line.barcode}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
