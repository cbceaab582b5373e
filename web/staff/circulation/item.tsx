import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { foundTroubles } from "../../../server/src/targeting/item-words.ts";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import type { RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { TemporaryPlace } from "../placement/temporary-place.tsx";
import { focusScan, ScanField, sound } from "../scan-field.tsx";
import type { Session } from "../session.ts";
import { date, pick, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";
import { BeforeWithdrawal } from "./before-withdrawal.tsx";
import { summarise } from "./check-in.tsx";
import { LabelButton } from "./slip-buttons.tsx";

type Item = RowOf<"GET /desk/items">;
type Action = Item["actions"][number];
type Report = Item["reports"][number];
type Told = { tone: "good" | "bad"; text: string };

/** States in which a scan at the desk ends a search. */
const SOUGHT = new Set<Item["status"]>(foundTroubles);

/** The items with the barcode that was scanned, what the desk does with one, and what was said of it. */
function useItems(nameOf: (id: number) => string) {
  const [items, setItems] = useState<Item[]>([]);
  const [told, setTold] = useState<Told | null>(null);
  const tell = (tone: Told["tone"], text: string): void => {
    sound(tone);
    setTold({ tone, text });
  };
  const fail = (error: unknown): void => tell("bad", explain(error));
  const find = async (barcode: string): Promise<Item[]> =>
    (await ask("GET /desk/items", { query: { barcode } })).items;
  const load = (scanned: string): void => {
    const barcode = scanned.trim();
    if (barcode === "") return;
    void find(barcode).then(
      (found) => {
        setItems(found);
        setTold(null);
        sound("good");
      },
      (error: unknown) => {
        setItems([]);
        fail(error);
      },
    );
  };
  const declare = ({ id }: Item, action: Action): void =>
    void ask("POST /desk/items/:id/declarations", { params: { id }, body: { action } }).then((changed) => {
      setItems([changed]);
      focusScan();
      tell("good", `${t("item.noted")} ${t(`status.${changed.status}`)}`);
    }, fail);
  const again = (item: Item, said: string): void =>
    void find(item.barcode!).then((found) => {
      setItems(found.filter((one) => one.id === item.id));
      focusScan();
      tell("good", said);
    }, fail);
  const scanHere = (item: Item): void =>
    void ask("POST /desk/scan", { body: { barcode: item.barcode!, itemId: item.id } }).then(
      (outcome) => again(item, summarise(outcome, nameOf)),
      fail,
    );
  return { items, setItems, told, tell, fail, load, declare, again, scanHere };
}

/** What is known about the item in hand, and what staff declare of it: missing, lost, damaged, said to be returned. */
export function ItemPanel(): ReactNode {
  const { nameOf } = useBranches();
  const { items, setItems, told, tell, fail, load, declare, again, scanHere } = useItems(nameOf);
  const [item] = items;
  return (
    <section>
      <ScanField label={t("scan.barcode")} hint={t("item.hint")} onScan={load} />
      <p className={told?.tone === "bad" ? "refused" : ""} role="status" aria-live="polite">
        {told?.text}
      </p>
      {items.length > 1 && <Several items={items} onChoose={(one) => setItems([one])} />}
      {items.length === 1 && item && (
        <article aria-label={item.title.main}>
          <h2>
            <TitleLine title={item.title} /> <code>{item.barcode}</code>
          </h2>
          <ToCatalogue instanceId={item.instanceId} />
          <Facts item={item} nameOf={nameOf} />
          <Declarations
            key={`${item.id}-${item.status}`}
            item={item}
            onDeclare={(action) => declare(item, action)}
            onHere={() => scanHere(item)}
          />
          <TemporaryPlace
            key={`place ${item.id}`}
            item={{ ...item, mayPlace: item.actions.length > 0 && item.barcode !== null }}
            onDone={(said) => again(item, said)}
            onRefused={fail}
          />
          <Reports key={`report ${item.id}`} item={item} onTold={tell} />
          <History item={item} nameOf={nameOf} />
        </article>
      )}
    </section>
  );
}

const CATALOGUES = new Set(["cataloguer", "member-admin", "consortium-admin"]);

/** Where class, location, price and notes of the copy are changed, for whoever may. */
function ToCatalogue({ instanceId }: { instanceId: number }): ReactNode {
  const session = useQueryClient().getQueryData<Session | null>(["session"]);
  if (!session?.roles.some(({ role }) => CATALOGUES.has(role))) return null;
  return (
    <p className="actions">
      <a href={`/staff/records/${instanceId}`}>{t("item.catalogue")}</a>
    </p>
  );
}

/** Items that bear the same barcode: which is meant? */
function Several(props: { items: readonly Item[]; onChoose: (item: Item) => void }): ReactNode {
  return (
    <>
      <p>{t("scan.choose")}</p>
      <ul className="choices">
        {props.items.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => props.onChoose(one)}>
              <TitleLine title={one.title} /> {one.callNumber} · <b>{pick(one.ownerName)}</b>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

type Named = { item: Item; nameOf: (id: number) => string };

function Facts({ item, nameOf }: Named): ReactNode {
  const { loan, transit, hold } = item;
  const locationName = useLocationName();
  const isPresent = !loan && !transit && !SOUGHT.has(item.status) && item.status !== "withdrawn";
  const facts: [string, ReactNode][] = [
    [t("item.status"), <b key="status">{t(`status.${item.status}`)}</b>],
    [t("item.home"), nameOf(item.homeBranchId)],
    [t(isPresent ? "item.here" : "item.lastSeen"), nameOf(item.currentBranchId)],
    [
      t("col.callNumber"),
      [locationName(item.location), item.callNumber, item.part].filter(Boolean).join(" "),
    ],
  ];
  if (!item.forLoan) facts.push([t("item.use"), t("status.reference-only")]);
  if (loan)
    facts.push([
      t("item.loan"),
      [
        loan.patronName ?? t("item.nameHidden"),
        `${t("patron.due")} ${date(loan.dueOn)}`,
        nameOf(loan.branchId),
        loan.claimedAt && t(loan.neverHad ? "item.denied" : "item.claimed", { at: date(loan.claimedAt) }),
      ]
        .filter(Boolean)
        .join(" · "),
    ]);
  if (transit)
    facts.push([
      t("item.transit"),
      `${nameOf(transit.fromBranchId)} → ${nameOf(transit.toBranchId)} · ${date(transit.sentAt)}`,
    ]);
  if (hold)
    facts.push([
      t("item.hold"),
      [
        t(`state.${hold.state}`),
        nameOf(hold.pickupBranchId),
        hold.patronName,
        hold.shelfUntil && `${t("shelf.until")} ${date(hold.shelfUntil)}`,
      ]
        .filter(Boolean)
        .join(" · "),
    ]);
  facts.push([t("item.waiting"), t("item.waitingCount", { count: item.waiting })]);
  const callNumber = [item.callNumber, item.part].filter(Boolean).join(" ");
  if (item.barcode)
    facts.push([
      t("col.barcode"),
      <LabelButton
        key="label"
        callNumber={callNumber}
        library={pick(item.ownerName)}
        barcode={item.barcode}
      />,
    ]);
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The buttons; what takes an item from readers is asked once more, with what follows from it. */
function Declarations(props: {
  item: Item;
  onDeclare: (action: Action) => void;
  onHere: () => void;
}): ReactNode {
  const { item, onDeclare, onHere } = props;
  const [asked, setAsked] = useState<Action | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  // A barcode scanned while the question stands ends in Enter: that must not mean yes.
  useEffect(() => {
    if (asked) cancel.current?.focus();
  }, [asked]);
  const close = (): void => {
    setAsked(null);
    focusScan();
  };
  if (asked)
    return (
      <p className="ask" role="alertdialog" aria-label={t(`action.${asked}`)}>
        <span>{t(`action.${asked}.sure`)}</span>{" "}
        {asked === "withdraw" && <BeforeWithdrawal itemId={item.id} />}
        <button type="button" className="primary" onClick={() => onDeclare(asked)}>
          {t(`action.${asked}`)}
        </button>{" "}
        <button type="button" ref={cancel} onClick={close}>
          {t("item.no")}
        </button>
      </p>
    );
  return (
    <p className="actions">
      {SOUGHT.has(item.status) && item.barcode && (
        <button type="button" className="primary" onClick={onHere}>
          {t("item.isHere")}
        </button>
      )}
      {item.actions.map((action) => (
        <button type="button" key={action} onClick={() => setAsked(action)}>
          {t(`action.${action}`)}
        </button>
      ))}
      {item.actions.length === 0 && <span className="quiet">{t("item.noActions")}</span>}
    </p>
  );
}

/** What a desk that is not the owner's sees of the item goes to the owner, who decides. */
function Reports(props: { item: Item; onTold: (tone: Told["tone"], text: string) => void }): ReactNode {
  const [done, setDone] = useState<Report[]>([]);
  const report = (kind: Report): void =>
    void ask("POST /desk/items/:id/reports", { params: { id: props.item.id }, body: { kind } }).then(
      () => {
        setDone((before) => [...before, kind]);
        props.onTold("good", t("item.reported"));
      },
      (error: unknown) => props.onTold("bad", explain(error)),
    );
  return (
    <p className="actions">
      {props.item.reports
        .filter((kind) => !done.includes(kind))
        .map((kind) => (
          <button type="button" key={kind} onClick={() => report(kind)}>
            {t(`item.report.${kind}`)}
          </button>
        ))}
    </p>
  );
}

function History({ item, nameOf }: Named): ReactNode {
  return (
    <>
      <h2>{t("item.history")}</h2>
      <ol className="lines">
        {item.history.length === 0 && <li className="quiet">{t("item.noHistory")}</li>}
        {item.history.map((event) => (
          <li key={`${event.at} ${event.kind} ${event.branchId}`}>
            <span className="quiet">{date(event.at)}</span>
            <span>
              {t(`event.${event.kind}`)} · {nameOf(event.branchId)}
              {event.toBranchId !== null && ` → ${nameOf(event.toBranchId)}`}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
