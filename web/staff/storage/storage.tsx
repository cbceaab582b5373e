import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { allPages } from "../all-pages.ts";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import { administers } from "../placement/administers.ts";
import { BranchField } from "../placement/branch-field.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { currentLanguage, date, t } from "../text.ts";
import { Arrivals } from "./arrivals.tsx";
import { OpenDeposit } from "./deposit.tsx";

type Store = RowOf<"GET /stores">;
type Deposit = RowOf<"GET /deposits">;

/** Joint storage: stores and their room, what this library gives into them, what arrives at its own. */
export function Storage({ session }: { session: Session }): ReactNode {
  const [[id], go] = useSubPath("storage");
  const stores = useQuery({ queryKey: ["stores"], queryFn: async () => (await ask("GET /stores")).items });
  const deposits = useQuery({
    queryKey: ["deposits"],
    queryFn: () => allPages((turn) => ask("GET /deposits", { query: turn })),
    enabled: session.branch !== null,
  });
  const open = deposits.data?.find((one) => one.id === id);
  const act = useAct("stores", "deposits");
  if (open) return <OpenDeposit deposit={open} onClose={() => go()} />;
  const { office, own } = administers(session);
  const isStore = stores.data?.some((one) => one.branchId === session.branch?.id) ?? false;
  return (
    <div className="beside">
      <div>
        <Said act={act} />
        {isStore && <Arrivals />}
        <h2>{t("storage.stores")}</h2>
        <ListState
          query={stores}
          empty={t("storage.noStores")}
          rows={(items) =>
            items.map((one) => <StoreCard key={one.branchId} store={one} act={act} session={session} />)
          }
        />
        {session.branch && (
          <>
            <h2>{t("storage.deposits")}</h2>
            <ListState
              query={deposits}
              empty={t("storage.noDeposits")}
              rows={(items) => <Deposits items={items} onOpen={(one) => go(one)} />}
            />
          </>
        )}
      </div>
      <div>
        {session.branch && (stores.data?.length ?? 0) > 0 && (
          <Begin stores={stores.data!} act={act} onBegun={(one) => go(one)} />
        )}
        {(office || own.length > 0) && <StoreForm act={act} member={office ? undefined : own[0]} />}
      </div>
    </div>
  );
}

function StoreCard({ store, act, session }: { store: Store; act: Act; session: Session }): ReactNode {
  const { nameOf } = useBranches();
  const memberName = useMemberName();
  const { office, own } = administers(session);
  const [member, branch] = store.branch.split("/") as [string, string];
  const remove = (): void =>
    void act.run(
      () => ask("DELETE /stores/:member/:branch", { params: { member, branch } }),
      t("storage.storeRemoved"),
    );
  const used = Math.min(100, Math.round((100 * store.usedMetres) / store.shelfMetres));
  return (
    <article className="facts-card">
      <h3>{nameOf(store.branchId)}</h3>
      <p>
        <meter min={0} max={100} value={used} aria-label={t("storage.used")} />{" "}
        {t("storage.room", { used: store.usedMetres, all: store.shelfMetres, free: store.freeMetres })}
      </p>
      <dl className="facts">
        <div>
          <dt>{t("storage.copies")}</dt>
          <dd>
            {store.copies}
            {store.coming > 0 && ` · ${t("storage.coming", { count: store.coming })}`}
          </dd>
        </div>
        <div>
          <dt>{t("storage.owners")}</dt>
          <dd>{store.owners.map((one) => `${memberName(one.member)} ${one.copies}`).join(" · ") || "–"}</dd>
        </div>
        <div>
          <dt>{t("storage.spared")}</dt>
          <dd>{store.spared}</dd>
        </div>
        <div>
          <dt>{t("storage.asked")}</dt>
          <dd>{store.asked}</dd>
        </div>
      </dl>
      {(office || own.includes(member)) && store.copies + store.coming === 0 && (
        <TwicePressed label={t("storage.removeStore")} onPress={remove} />
      )}
    </article>
  );
}

function Deposits(props: { items: Deposit[]; onOpen: (id: string) => void }): ReactNode {
  const { nameOf } = useBranches();
  const columns: TableColumn<Deposit>[] = [
    {
      id: "begun",
      name: t("storage.begun"),
      show: (one) => (
        <button type="button" onClick={() => props.onOpen(one.id)}>
          {date(one.begunAt)} {one.note}
        </button>
      ),
      sortBy: (one) => one.begunAt,
    },
    textColumn("store", t("storage.store"), (one) =>
      one.mine ? nameOf(one.storeBranchId) : t("storage.comesHere"),
    ),
    textColumn("terms", t("storage.terms"), (one) =>
      t(one.transfers ? "storage.transfers" : "storage.keeps"),
    ),
    textColumn("items", t("storage.items"), (one) => one.items, { look: "number" }),
    textColumn("shelved", t("storage.shelved"), (one) => one.shelved, { look: "number" }),
    textColumn(
      "sent",
      t("storage.sent"),
      (one) => (one.sentAt === null ? t("storage.beingMade") : date(one.sentAt)),
      { sortBy: (one) => one.sentAt },
    ),
  ];
  return (
    <DataTable
      label={t("storage.deposits")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(one) => one.id}
    />
  );
}

function Begin(props: { stores: Store[]; act: Act; onBegun: (id: string) => void }): ReactNode {
  const { nameOf } = useBranches();
  const { act } = props;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      storeBranchId: Number(textOf(data, "store")),
      transfers: textOf(data, "terms") === "transfers",
      note: textOf(data, "note"),
    };
    let id = "";
    void act
      .run(async () => {
        id = (await ask("POST /deposits", { body })).id;
      }, t("storage.begunNow"))
      .then((done) => done && props.onBegun(id));
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("storage.begin")}>
      <h2>{t("storage.begin")}</h2>
      <label>
        {t("storage.store")}
        <select name="store">
          {props.stores.map((one) => (
            <option key={one.branchId} value={one.branchId}>
              {nameOf(one.branchId)}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{t("storage.terms")}</legend>
        {["keeps", "transfers"].map((one) => (
          <label key={one}>
            <input type="radio" name="terms" value={one} defaultChecked={one === "keeps"} />{" "}
            {t(`storage.${one}`)}
          </label>
        ))}
      </fieldset>
      <label>
        {t("places.note")}
        <input name="note" maxLength={200} />
      </label>
      <Send act={act} label={t("storage.begin")} />
    </form>
  );
}

function StoreForm({ act, member }: { act: Act; member: string | undefined }): ReactNode {
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      branch: textOf(data, "branch"),
      shelfMetres: Number(textOf(data, "metres")),
      volumeMm: Number(textOf(data, "volume")),
    };
    void act.run(() => ask("PUT /stores", { body }), t("admin.saved")).then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("storage.setStore")}>
      <h2>{t("storage.setStore")}</h2>
      <BranchField name="branch" label={t("places.branch")} member={member} />
      <label>
        {t("storage.metres")}
        <input type="number" name="metres" required min={0.1} step={0.1} />
      </label>
      <label>
        {t("storage.volume")}
        <input type="number" name="volume" required min={1} max={500} defaultValue={25} />
      </label>
      <Send act={act} />
    </form>
  );
}
