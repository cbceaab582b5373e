import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ScanItem } from "../circulation/choice.tsx";
import { printSlip } from "../circulation/slips.tsx";
import { type Act, Said, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { sound } from "../scan-field.tsx";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";
import { CrateTable } from "./crates.tsx";

type Crate = RowOf<"GET /transport/crates">;
type Destination = RowOf<"GET /transport/destinations">;
const KEYS = ["crates", "destinations", "crate"];

/** What leaves: where items wait for, crates being packed, and handing them over. */
export function Packing({ session }: { session: Session }): ReactNode {
  const act = useAct(...KEYS);
  const { nameOf } = useBranches();
  const [open, setOpen] = useState<string | null>(null);
  const destinations = useQuery({
    queryKey: ["destinations"],
    queryFn: async () => (await ask("GET /transport/destinations")).items,
  });
  const crates = useQuery({
    queryKey: ["crates", "packing"],
    queryFn: async () => (await ask("GET /transport/crates", { query: { list: "packing" } })).items,
  });
  const begin = ({ toBranchId, openCrate }: Destination): void => {
    if (openCrate !== null) setOpen(openCrate);
    else
      void act.run(
        async () => setOpen((await ask("POST /transport/crates", { body: { toBranchId } })).code),
        t("transport.begun"),
      );
  };
  return (
    <div className="beside">
      <div>
        <Said act={act} />
        <h2>{t("transport.waiting")}</h2>
        <ListState
          query={destinations}
          empty={t("transport.nothingWaits")}
          rows={(items) => (
            <ul className="choices">
              {items.map((one) => (
                <li key={one.toBranchId}>
                  <button type="button" onClick={() => begin(one)}>
                    <b>{nameOf(one.toBranchId)}</b>{" "}
                    <span className="quiet">
                      {t("transport.waitingFor", { count: one.waiting, minutes: one.minutes })}
                      {one.openCrate && ` · ${one.openCrate}`}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        />
        <h2>{t("transport.crates")}</h2>
        <ListState
          query={crates}
          empty={t("transport.noCrates")}
          rows={(items) => (
            <>
              <CrateTable list="crates" items={items} onOpen={setOpen} />
              <HandOver crates={items.filter((one) => one.state === "packed")} act={act} />
            </>
          )}
        />
      </div>
      {open && (
        <OpenCrate
          key={open}
          code={open}
          act={act}
          from={session.branch ? nameOf(session.branch.id) : ""}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/** The packed crates are given to the driver. */
function HandOver({ crates, act }: { crates: Crate[]; act: Act }): ReactNode {
  const [route, setRoute] = useState("");
  const routes = useQuery({
    queryKey: ["courier-routes"],
    queryFn: async () => (await ask("GET /transport/routes")).items,
  });
  if (crates.length === 0) return null;
  const body = { crates: crates.map((one) => one.code), route: route || null };
  return (
    <p className="tools">
      <label>
        {t("transport.route")}{" "}
        <select value={route} onChange={(event) => setRoute(event.target.value)}>
          <option value="">{t("transport.noRoute")}</option>
          {routes.data?.map((one) => (
            <option key={one.code} value={one.code}>
              {one.code} · {pick(one.name)}
            </option>
          ))}
        </select>
      </label>{" "}
      <button
        type="button"
        className="primary"
        disabled={act.busy}
        onClick={() =>
          void act.run(
            () => ask("POST /transport/handovers", { body }),
            t("transport.handedOver", { count: crates.length }),
          )
        }
      >
        {t("transport.handOver", { count: crates.length })}
      </button>
    </p>
  );
}

/** One crate: scan into it, close it, print its label and manifest. */
function OpenCrate(props: { code: string; act: Act; from: string; onClose: () => void }): ReactNode {
  const { code, act } = props;
  const client = useQueryClient();
  const { nameOf } = useBranches();
  const [told, setTold] = useState<{ text: string; isGood: boolean }>({ text: "", isGood: true });
  const file = useQuery({
    queryKey: ["crate", code],
    queryFn: () => ask("GET /transport/crates/:code", { params: { code } }),
  });
  const tell = (text: string, isGood: boolean): void => {
    sound(isGood ? "good" : "bad");
    setTold({ text, isGood });
    for (const key of KEYS) void client.invalidateQueries({ queryKey: [key] });
  };
  if (!file.data) return <p role="status">{t("app.loading")}</p>;
  const { crate, items } = file.data;
  const isOpen = crate.state === "open";
  const takeOut = (itemId: number): void =>
    void act.run(
      () => ask("DELETE /transport/crates/:code/items/:itemId", { params: { code, itemId } }),
      t("transport.takenOut"),
    );
  const close = (): void => {
    setTold({ text: "", isGood: true });
    void act.run(
      () => ask("POST /transport/crates/:code/packing", { params: { code } }),
      t("transport.packed"),
    );
  };
  const reopen = (): void =>
    void act.run(
      () => ask("DELETE /transport/crates/:code/packing", { params: { code } }),
      t("transport.reopened"),
    );
  return (
    <aside aria-label={code}>
      <h2>
        {code} → {nameOf(crate.toBranchId)}
      </h2>
      {isOpen && <ScanInto code={code} onTold={tell} />}
      <p role="status" className={told.isGood ? "" : "refused"}>
        {told.text}
      </p>
      <p className="tools">
        {isOpen ? (
          <button type="button" className="primary" disabled={items.length === 0 || act.busy} onClick={close}>
            {t("transport.pack")}
          </button>
        ) : (
          crate.state === "packed" && (
            <button type="button" disabled={act.busy} onClick={reopen}>
              {t("transport.unpack")}
            </button>
          )
        )}{" "}
        <button
          type="button"
          onClick={() => printSlip(manifestOf(file.data, props.from, nameOf(crate.toBranchId)))}
        >
          {t("transport.print")}
        </button>{" "}
        <button type="button" onClick={props.onClose}>
          {t("app.close")}
        </button>
      </p>
      <CrateItems items={items} onTakeOut={isOpen ? takeOut : undefined} />
    </aside>
  );
}

/** The field by which items are put into a crate. */
function ScanInto(props: { code: string; onTold: (text: string, isGood: boolean) => void }): ReactNode {
  const { code, onTold } = props;
  const { nameOf } = useBranches();
  const refused = (error: unknown): void => {
    const isOther = error instanceof Refusal && error.code === "crate-other-way";
    const to = isOther ? nameOf(Number(error.params.toBranchId)) : undefined;
    onTold(to === undefined ? explain(error) : t("transport.otherWay", { to }), false);
  };
  return (
    <ScanItem
      label={t("transport.scanInto")}
      send={async (body) => {
        const crate = await ask("POST /transport/crates/:code/items", { params: { code }, body });
        onTold(t("transport.put", { barcode: body.barcode, count: crate.items }), true);
      }}
      onRefused={refused}
    />
  );
}

function CrateItems(props: {
  items: Answer<"GET /transport/crates/:code">["items"];
  onTakeOut: ((itemId: number) => void) | undefined;
}): ReactNode {
  const { onTakeOut } = props;
  return (
    <ol className="lines">
      {props.items.map((item) => (
        <li key={item.transitId}>
          <span>
            {item.title} <span className="quiet">{item.callNumber}</span>
          </span>
          <code>{item.barcode}</code>
          {onTakeOut && (
            <button type="button" onClick={() => onTakeOut(item.itemId)}>
              {t("transport.takeOut")}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

/** A crate on paper: its label, and what is in it. */
function manifestOf(
  file: Answer<"GET /transport/crates/:code">,
  from: string,
  to: string,
): Parameters<typeof printSlip>[0] {
  return {
    kind: "manifest",
    code: file.crate.code,
    from,
    to,
    items: file.items.map((item) => ({ title: item.title, barcode: item.barcode ?? "" })),
  };
}
