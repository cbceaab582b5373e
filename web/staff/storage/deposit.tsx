import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { type Decision, decisions } from "../../../server/src/storage/words.ts";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ScanItem } from "../circulation/choice.tsx";
import { barcodeColumn } from "../circulation/columns.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { saveTable } from "../save-table.ts";
import { sound } from "../scan-field.tsx";
import { readStretch, StretchFields } from "../stocktaking/stretch-fields.tsx";
import { currentLanguage, t } from "../text.ts";

type Deposit = RowOf<"GET /deposits">;
type Line = RowOf<"GET /deposits/:id/items">;

/** A deposit: scan into it or choose a stretch of shelf, decide what the store has already, send it. */
export function OpenDeposit({ deposit, onClose }: { deposit: Deposit; onClose: () => void }): ReactNode {
  const { nameOf } = useBranches();
  const act = useAct("deposits", "deposit-lines", "stores", "moves");
  const params = { id: deposit.id };
  const isOpen = deposit.mine && deposit.sentAt === null;
  const send = (): void =>
    void act.run(() => ask("POST /deposits/:id/sending", { params }), t("storage.sentNow"));
  const drop = (): void =>
    void act
      .run(() => ask("DELETE /deposits/:id", { params }), t("storage.dropped"))
      .then((done) => done && onClose());
  const add = async (body: { barcode: string; itemId?: number }): Promise<void> => {
    await ask("POST /deposits/:id/items", { params, body });
    sound("good");
    await act.run(async () => {}, t("storage.added", { barcode: body.barcode }));
  };
  const refused = (error: unknown): void => {
    sound("bad");
    void act.run(() => Promise.reject(error), "");
  };
  return (
    <section>
      <p className="tools">
        <button type="button" onClick={onClose}>
          {t("storage.back")}
        </button>{" "}
        <b>{nameOf(deposit.storeBranchId)}</b>{" "}
        <span className="quiet">
          {[t(deposit.transfers ? "storage.transfers" : "storage.keeps"), deposit.note]
            .filter(Boolean)
            .join(" · ")}
        </span>{" "}
        {isOpen && (
          <>
            <TwicePressed label={t("storage.send")} onPress={send} />{" "}
            <TwicePressed label={t("storage.drop")} onPress={drop} />
          </>
        )}
      </p>
      <Said act={act} />
      {isOpen && (
        <>
          <ScanItem label={t("scan.barcode")} hint={t("storage.addHint")} send={add} onRefused={refused} />
          <details>
            <summary>{t("storage.choose")}</summary>
            <ChooseShelf id={deposit.id} act={act} />
          </details>
        </>
      )}
      <Lines deposit={deposit} isOpen={isOpen} act={act} />
    </section>
  );
}

function ChooseShelf({ id, act }: { id: string; act: Act }): ReactNode {
  const [said, setSaid] = useState("");
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = { ...readStretch(data), unusedSince: textOf(data, "unusedSince") || null };
    void act.run(async () => {
      const { added, held, left } = await ask("POST /deposits/:id/shelves", { params: { id }, body });
      setSaid([t("storage.chosen", { added, held }), left && t("storage.more")].filter(Boolean).join(" "));
    }, "");
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("storage.choose")}>
      <StretchFields />
      <label>
        {t("storage.unusedSince")}
        <input type="date" name="unusedSince" />
      </label>
      <Send act={act} label={t("storage.choose")} />
      <p role="status">{said}</p>
    </form>
  );
}

function Lines({ deposit, isOpen, act }: { deposit: Deposit; isOpen: boolean; act: Act }): ReactNode {
  const { nameOf } = useBranches();
  const [only, setOnly] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ["deposit-lines", deposit.id],
    queryFn: ({ pageParam }) =>
      ask("GET /deposits/:id/items", {
        params: { id: deposit.id },
        query: { limit: 200, cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const undecided = all.filter((line) => line.state === "undecided").length;
  const lines = only ? all.filter((line) => line.state === "undecided") : all;
  const save = (): void =>
    saveTable(
      "deposit.csv",
      ["col.callNumber", "col.title", "col.barcode", "places.state", "storage.held"].map((key) => t(key)),
      lines.map((line) => [
        `${line.callNumber} ${line.part}`.trim(),
        line.title,
        line.barcode ?? "",
        t(`storage.state.${line.state}`),
        line.held?.barcode ?? "",
      ]),
    );
  if (query.isError) return <p className="refused">{explain(query.error)}</p>;
  if (all.length === 0) return <p className="quiet">{t("storage.empty")}</p>;
  return (
    <>
      <p className="tools">
        <b>{t("pull.count", { count: all.length })}</b>{" "}
        {undecided > 0 && (
          <label>
            <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />{" "}
            {t("storage.onlyUndecided", { count: undecided })}
          </label>
        )}{" "}
        <button type="button" onClick={save}>
          {t("stock.csv")}
        </button>
      </p>
      <DataTable
        label={nameOf(deposit.storeBranchId)}
        language={currentLanguage()}
        columns={lineColumns(deposit, isOpen, act)}
        rows={lines}
        keyOf={(line) => String(line.itemId)}
      />
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          {t("storage.further")}
        </button>
      )}
    </>
  );
}

/** What a line of a deposit tells. */
function lineColumns(deposit: Deposit, isOpen: boolean, act: Act): TableColumn<Line>[] {
  return [
    textColumn("callNumber", t("col.callNumber"), (line) => `${line.callNumber} ${line.part}`.trim()),
    textColumn("title", t("col.title"), (line) => line.title),
    barcodeColumn(),
    textColumn(
      "held",
      t("storage.held"),
      (line) => line.held && [line.held.barcode, line.held.location].filter(Boolean).join(" · "),
    ),
    {
      id: "state",
      name: t("places.state"),
      show: (line) => (
        <span className={line.state === "undecided" ? "refused" : ""}>
          {t(`storage.state.${line.state}`)}
        </span>
      ),
      sortBy: (line) => t(`storage.state.${line.state}`),
    },
    ...(deposit.mine
      ? [
          {
            id: "what",
            name: t("storage.what"),
            look: "acts",
            show: (line: Line) => <LineActs line={line} deposit={deposit} isOpen={isOpen} act={act} />,
          },
        ]
      : []),
  ];
}

/** What can be decided of a line before the deposit is sent; afterwards a stored copy is called back. */
function LineActs(props: { line: Line; deposit: Deposit; isOpen: boolean; act: Act }): ReactNode {
  const { line, deposit, isOpen, act } = props;
  const params = { id: deposit.id, itemId: line.itemId };
  const decide = (decision: Decision): void =>
    void act.run(
      () => ask("PUT /deposits/:id/items/:itemId", { params, body: { decision } }),
      t("storage.decided", { title: line.title }),
    );
  const remove = (): void =>
    void act.run(() => ask("DELETE /deposits/:id/items/:itemId", { params }), t("storage.removed"));
  const callBack = (): void =>
    void act.run(
      () => ask("POST /stored-items/:itemId/return", { params: { itemId: line.itemId } }),
      t("storage.calledBack"),
    );
  if (!isOpen)
    return line.state === "stored" && <TwicePressed label={t("storage.callBack")} onPress={callBack} />;
  return (
    <>
      {line.held &&
        decisions.map((one) => (
          <button type="button" key={one} onClick={() => decide(one)}>
            {t(`storage.decide.${one}`)}
          </button>
        ))}
      <button type="button" onClick={remove}>
        {t("admin.remove")}
      </button>
    </>
  );
}
