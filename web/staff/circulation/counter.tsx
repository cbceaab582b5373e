import { type ReactNode, useState } from "react";
import { call, explain } from "../api.ts";
import { ScanField, sound } from "../scan-field.tsx";
import { t } from "../text.ts";

type Receipt = { step: "left" | "collected" | "returned" | "taken-home"; title: string };
type Line = { key: number; receipt?: Receipt; problem?: string };
const MOST_LINES = 20;

/** The desk between two readers: whoever comes shows a code, one scan says what to do with the book. */
export function Counter(): ReactNode {
  const [lines, setLines] = useState<Line[]>([]);
  const add = (line: Omit<Line, "key">): void =>
    setLines((before) => [{ key: performance.now(), ...line }, ...before].slice(0, MOST_LINES));
  const scan = (text: string): void =>
    void call<Receipt>("POST", "/desk/counter", { text }).then(
      (receipt) => {
        sound(receipt.step === "collected" || receipt.step === "taken-home" ? "good" : "wait");
        add({ receipt });
      },
      (error: unknown) => {
        sound("bad");
        add({ problem: explain(error) });
      },
    );
  const [latest, ...earlier] = lines;
  const sentence = ({ receipt, problem }: Line): string =>
    receipt ? t(`counter.${receipt.step}`, { title: receipt.title }) : (problem ?? "");
  return (
    <section>
      <ScanField label={t("counter.scan")} hint={t("counter.hint")} onScan={scan} />
      <div className="outcome" role="status" aria-live="assertive">
        {latest && (
          <div className={latest.receipt ? "big good" : "big bad"}>
            <strong>{sentence(latest)}</strong>
          </div>
        )}
      </div>
      <h2>{t("scan.list")}</h2>
      <ol className="lines">
        {earlier.length === 0 && <li className="quiet">{t("scan.empty")}</li>}
        {earlier.map((line) => (
          <li key={line.key} className={line.receipt ? "good" : "bad"}>
            <span>{sentence(line)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
