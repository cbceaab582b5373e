/** Handles scans one after another in the order they were made, while the scanner already reads the next ones. */
export type ScanQueue = {
  /** Takes a barcode; blank ones are ignored. */
  add(barcode: string): void;
  /** Barcodes not handled yet. */
  readonly waiting: number;
};

/**
 * `handle` does the work of one scan; `settle` hears of each end, in order; a failed scan does not stop the next. `key` is
 * the scan's own, so that it acts once however often it is sent.
 */
export function createScanQueue<T>(
  handle: (barcode: string, key: string) => Promise<T>,
  settle: (barcode: string, outcome: { ok: true; value: T } | { ok: false; error: unknown }) => void,
): ScanQueue {
  const queue: { barcode: string; key: string }[] = [];
  let busy = false;
  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let scan = queue[0]; scan !== undefined; scan = queue[0]) {
      try {
        const value = await handle(scan.barcode, scan.key);
        queue.shift();
        settle(scan.barcode, { ok: true, value });
      } catch (error) {
        queue.shift();
        settle(scan.barcode, { ok: false, error });
      }
    }
    busy = false;
  };
  return {
    add: (barcode) => {
      const trimmed = barcode.trim();
      if (trimmed === "") return;
      queue.push({ barcode: trimmed, key: crypto.randomUUID() });
      void work();
    },
    get waiting() {
      return queue.length;
    },
  };
}
