import { type ReactNode, useEffect, useRef, useState } from "react";
import { t } from "../text.ts";
import type { Receipt } from "./check-out-lines.ts";
import { printByItself, printSlip, printsByItself, readerOnSlip, type Slip } from "./slips.tsx";

/** Prints the slip of the latest scan, by itself where this device says so; `scan`: which scan it belongs to. */
export function SlipTools({ slip, scan }: { slip: Slip | undefined; scan: number }): ReactNode {
  const [automatic, setAutomatic] = useState(printsByItself);
  const printed = useRef(0);
  useEffect(() => {
    if (scan <= printed.current) return;
    printed.current = scan;
    if (slip && printsByItself()) printSlip(slip);
  }, [slip, scan]);
  const change = (on: boolean): void => {
    printByItself(on);
    setAutomatic(on);
  };
  return (
    <p className="tools">
      {slip && (
        <button type="button" onClick={() => printSlip(slip)}>
          {t("slip.print")}
        </button>
      )}{" "}
      <label>
        <input type="checkbox" checked={automatic} onChange={(event) => change(event.target.checked)} />{" "}
        {t("slip.automatic")}
      </label>
    </p>
  );
}

/** What a reader took along, with the days it is due; nothing to print before the first loan. */
export function ReceiptButton(props: {
  reader: { name: string; card: string };
  branch: string;
  receipts: readonly Receipt[];
}): ReactNode {
  const { reader, branch, receipts } = props;
  if (receipts.length === 0) return null;
  const loans = receipts.map(({ title, barcode, dueOn }) => ({ title: title.main, barcode, due: dueOn }));
  return (
    <button
      type="button"
      onClick={() =>
        printSlip({ kind: "receipt", reader: readerOnSlip(reader.name, reader.card), branch, loans })
      }
    >
      {t("slip.printReceipt")}
    </button>
  );
}

/** The label of a copy: its call number for the spine, its barcode for the cover. */
export function LabelButton(props: { callNumber: string; library: string; barcode: string }): ReactNode {
  return (
    <button type="button" onClick={() => printSlip({ kind: "label", ...props })}>
      {t("slip.label")}
    </button>
  );
}
