import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { date, t } from "../text.ts";
import { code128 } from "./code-128.ts";

/** What comes out of the slip printer (80 mm), or, as a label, out of the label printer. */
export type Slip =
  | { kind: "hold"; reader: string; until: string; branch: string; title: string; barcode: string }
  | { kind: "transit"; from: string; to: string; reason: "hold" | "home"; title: string; barcode: string }
  | {
      kind: "receipt";
      reader: string;
      branch: string;
      loans: { title: string; barcode: string; due: string }[];
    }
  | { kind: "manifest"; code: string; from: string; to: string; items: { title: string; barcode: string }[] }
  | { kind: "label"; callNumber: string; library: string; barcode: string }
  | { kind: "certificate"; of: readonly { name: string; number: string }[] };

const AUTOMATIC = "commonshelf-print-slips";

/** True where this device prints a slip after each scan that needs one. */
export const printsByItself = (): boolean => localStorage.getItem(AUTOMATIC) === "on";

/** Remembers for this device whether slips are printed without being asked for. */
export function printByItself(on: boolean): void {
  localStorage.setItem(AUTOMATIC, on ? "on" : "off");
}

/** A reader on paper that lies open: first character of the name, last four of the card. */
export function readerOnSlip(name: string, card: string | null): string {
  const first = [...name.trim()][0] ?? "";
  return [first && `${first}＊`, card && `…${card.slice(-4)}`].filter(Boolean).join(" ");
}

/** Prints one slip alone: the page behind it stays off the paper. */
export function printSlip(slip: Slip): void {
  const sheet = document.createElement("div");
  sheet.className = `slip-sheet slip-${slip.kind}`;
  document.body.append(sheet);
  const root = createRoot(sheet);
  flushSync(() => root.render(<SlipOf slip={slip} />));
  addEventListener(
    "afterprint",
    () => {
      root.unmount();
      sheet.remove();
    },
    { once: true },
  );
  print();
}

function SlipOf({ slip }: { slip: Slip }): ReactNode {
  const now = date(new Date().toISOString());
  switch (slip.kind) {
    case "hold":
      return (
        <>
          <p className="slip-head">{t("slip.hold")}</p>
          <p className="slip-big">{slip.reader}</p>
          <p>{t("slip.until", { until: date(slip.until) })}</p>
          <Book title={slip.title} barcode={slip.barcode} />
          <p>
            {slip.branch} · {now}
          </p>
        </>
      );
    case "transit":
      return (
        <>
          <p className="slip-head">{t("slip.transit")}</p>
          <p className="slip-big">{slip.to}</p>
          <p>
            {t("slip.from", { from: slip.from })} ·{" "}
            {t(slip.reason === "hold" ? "scan.reason.hold" : "scan.reason.home")}
          </p>
          <Book title={slip.title} barcode={slip.barcode} />
          <p>{now}</p>
        </>
      );
    case "receipt":
      return (
        <>
          <p className="slip-head">{t("slip.receipt", { count: slip.loans.length })}</p>
          <p>
            {slip.reader} · {slip.branch} · {now}
          </p>
          <ol>
            {slip.loans.map((loan) => (
              <li key={loan.barcode}>
                {loan.title} <span>{loan.barcode}</span>
                <br />
                <b>{t("slip.due", { due: date(loan.due) })}</b>
              </li>
            ))}
          </ol>
        </>
      );
    case "manifest":
      return <Manifest {...slip} at={now} />;
    case "certificate":
      return slip.of.map(({ name, number }) => (
        <article key={number}>
          <h1>{t("leave.certificate")}</h1>
          <p>{t("leave.certified", { name, number, on: now })}</p>
          <p className="slip-signed">{t("leave.signed")}</p>
        </article>
      ));
    case "label":
      return <Label {...slip} />;
  }
}

/** The label of a copy: its call number for the spine, its barcode for the cover. */
function Label(props: Extract<Slip, { kind: "label" }>): ReactNode {
  return (
    <>
      <p className="slip-spine">
        {props.callNumber.split(/[\s/]+/).map((part) => (
          <span key={part}>{part}</span>
        ))}
      </p>
      <div>
        <p>{props.library}</p>
        <Barcode text={props.barcode} />
      </div>
    </>
  );
}

/** The label of a crate with what is in it, signed by who hands it over and who takes it. */
function Manifest(props: Extract<Slip, { kind: "manifest" }> & { at: string }): ReactNode {
  return (
    <>
      <p className="slip-big">{props.to}</p>
      <Barcode text={props.code} />
      <p>{t("transit.crate", { from: props.from, to: props.to, count: props.items.length, at: props.at })}</p>
      <ol>
        {props.items.map((item) => (
          <li key={item.barcode}>
            {item.title} <span>{item.barcode}</span>
          </li>
        ))}
      </ol>
      <p>{t("transit.signed")}</p>
    </>
  );
}

function Book({ title, barcode }: { title: string; barcode: string }): ReactNode {
  return (
    <>
      <p>{title}</p>
      <Barcode text={barcode} />
    </>
  );
}

function Barcode({ text }: { text: string }): ReactNode {
  const bars = code128(text);
  return (
    <div className="slip-barcode">
      {bars && (
        <svg viewBox={`0 0 ${bars.width} 1`} preserveAspectRatio="none" aria-hidden="true">
          <path d={bars.path} />
        </svg>
      )}
      <span>{text}</span>
    </div>
  );
}
