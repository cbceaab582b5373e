import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { useBranches } from "../branches.ts";
import { isUnanswered, keepAct, lostReach, mustKeep } from "../off-line/reach.ts";
import type { Answer } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { backToScan, ScanField, sound } from "../scan-field.tsx";
import { createScanQueue } from "../scan-queue.ts";
import type { Session } from "../session.ts";
import { date, pick, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";
import { BackDating } from "./drop/back-dating.tsx";
import { type Given, momentOf } from "./drop/given-back.ts";
import { isUncatalogued, UnknownBook } from "./fast-add.tsx";
import { SlipTools } from "./slip-buttons.tsx";
import { readerOnSlip, type Slip } from "./slips.tsx";

/** What a scan says of the item. */
export type Outcome = Answer<"POST /desk/scan">;
/** Why it belongs there although that is not its home. */
type Place = NonNullable<Extract<Outcome, { kind: "shelve" }>["place"]>;
type Line = {
  key: number;
  barcode: string;
  outcome?: Outcome;
  problem?: string;
  /** It has no item anywhere: it may be made one. */
  isUnknown?: boolean;
  isKept?: boolean;
};

/** What came of a scan, given back now or at a moment before; without a network it is kept and done later. */
async function scan(barcode: string, key: string, at?: Date): Promise<Pick<Line, "outcome" | "isKept">> {
  if (!mustKeep())
    try {
      const body = { barcode, ...(at && { at: at.toISOString() }) };
      return { outcome: await ask("POST /desk/scan", { body, key }) };
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      lostReach();
    }
  await keepAct({ id: key, kind: "check-in", itemBarcode: barcode, ...(at && { at: at.getTime() }) });
  return { isKept: true };
}

/** What came of a scan once it is said which of several copies with this barcode it was. */
async function scanChosen(barcode: string, itemId: number, at?: Date): Promise<Outcome> {
  return await ask("POST /desk/scan", { body: { barcode, itemId, ...(at && { at: at.toISOString() }) } });
}

/** Why a scan was refused, and what to do with a book from the drop that somebody has had since. */
const explainScan = (error: unknown): string =>
  error instanceof Refusal && error.code === "item-acted-since" ? t("scan.actedSince") : explain(error);

const MOST_LINES = 200;
const TONES = { shelve: "good", "hold-shelf": "wait", send: "wait", "choose-item": "wait" } as const;

/** One field for everything that lies on the desk; the answer says where it goes. */
export function CheckIn({ session }: { session: Session }): ReactNode {
  const { nameOf } = useBranches();
  const here = session.branch ? nameOf(session.branch.id) : "";
  const [lines, setLines] = useState<Line[]>([]);
  const given = useRef<Given>(undefined);
  const add = useCallback((line: Omit<Line, "key">): void => {
    setLines((before) => [{ key: performance.now(), ...line }, ...before].slice(0, MOST_LINES));
  }, []);
  const queue = useMemo(
    () =>
      createScanQueue(
        (barcode, key) => scan(barcode, key, momentOf(given.current)),
        (barcode, came) => {
          const outcome = came.ok ? came.value.outcome : undefined;
          sound(!came.ok ? "bad" : outcome ? TONES[outcome.kind] : "wait");
          add(
            came.ok
              ? { barcode, ...came.value }
              : { barcode, problem: explainScan(came.error), isUnknown: isUncatalogued(came.error) },
          );
        },
      ),
    [add],
  );
  const choose = (barcode: string, itemId: number): void =>
    void scanChosen(barcode, itemId, momentOf(given.current)).then(
      (outcome) => add({ barcode, outcome }),
      (error: unknown) => add({ barcode, problem: explainScan(error) }),
    );
  const take = (barcode: string): void => {
    if (given.current === "missing") {
      sound("bad");
      add({ barcode, problem: t("scan.givenAtMissing") });
    } else queue.add(barcode);
  };
  const [latest, ...earlier] = lines;
  const slip = latest?.outcome && slipOf(latest.outcome, here, nameOf);
  return (
    <section>
      <BackDating given={given} />
      <ScanField label={t("scan.barcode")} hint={t("scan.hint")} onScan={take} />
      <div className="outcome" role="status" aria-live="assertive">
        {latest && <OutcomeCard line={latest} nameOf={nameOf} onChoose={choose} />}
      </div>
      {latest?.isUnknown && (
        <UnknownBook key={latest.key} barcode={latest.barcode} onAdded={() => take(latest.barcode)} />
      )}
      <SlipTools slip={slip} scan={latest?.key ?? 0} />
      <Tally lines={lines} nameOf={nameOf} />
      <h2>{t("scan.list")}</h2>
      <ol className="lines">
        {lines.length === 0 && <li className="quiet">{t("scan.empty")}</li>}
        {earlier.map((line) => (
          <li
            key={line.key}
            className={line.problem ? "bad" : line.outcome?.kind === "shelve" ? "good" : "wait"}
          >
            <span>
              {line.problem ?? (line.outcome ? summarise(line.outcome, nameOf) : t("offLine.putAside"))}
            </span>
            <code>{line.barcode}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The slip that goes into the book; undefined: it goes to its own shelf without one. */
function slipOf(outcome: Outcome, here: string, nameOf: (id: number) => string): Slip | undefined {
  if (outcome.kind === "choose-item" || outcome.kind === "shelve") return undefined;
  const { barcode, title } = outcome.item;
  const book = { title: title.main, barcode };
  if (outcome.kind === "send")
    return { kind: "transit", from: here, to: nameOf(outcome.toBranchId), reason: outcome.reason, ...book };
  const { name, card } = outcome.patron;
  return { kind: "hold", reader: readerOnSlip(name, card), until: outcome.shelfUntil, branch: here, ...book };
}

/** Onto which shelf of this library. */
function ShelveTo({ location, callNumber }: { location: string; callNumber: string }): ReactNode {
  const locationName = useLocationName();
  if (location === "" && callNumber === "") return t("scan.shelveUnknown");
  return t("scan.shelveTo", { location: locationName(location), callNumber });
}

/** The outcome of a scan in one line. */
export function summarise(outcome: Outcome, nameOf: (id: number) => string): string {
  if (outcome.kind === "choose-item") return t("scan.choose");
  const found = outcome.found ? `${t("scan.found", { was: t(`status.${outcome.found}`) })} ` : "";
  const what = `${found}${outcome.item.title.main}`;
  if (outcome.kind === "shelve") return `${what} · ${t("scan.shelve")}`;
  if (outcome.kind === "hold-shelf") return `${what} · ${t("scan.holdShelf")}`;
  return `${what} · ${t("scan.send", { branch: nameOf(outcome.toBranchId) })}`;
}

function OutcomeCard(props: {
  line: Line;
  nameOf: (id: number) => string;
  onChoose: (barcode: string, itemId: number) => void;
}): ReactNode {
  const { outcome, problem, barcode, isKept } = props.line;
  if (isKept)
    return (
      <div className="big wait">
        <strong>{t("offLine.putAside")}</strong>
        <p>{t("offLine.keptReturn")}</p>
        <code>{barcode}</code>
      </div>
    );
  if (problem || !outcome)
    return (
      <div className="big bad">
        <strong>{problem}</strong>
        <code>{barcode}</code>
      </div>
    );
  if (outcome.kind === "choose-item")
    return (
      <div className="big wait">
        <strong>{t("scan.choose")}</strong>
        <Choices copies={outcome.choices} onChoose={(itemId) => props.onChoose(barcode, itemId)} />
      </div>
    );
  const { item } = outcome;
  return (
    <div className={`big ${outcome.kind === "shelve" ? "good" : "wait"}`}>
      <strong>
        {outcome.kind === "shelve" && t("scan.shelve")}
        {outcome.kind === "hold-shelf" && t("scan.holdShelf")}
        {outcome.kind === "send" && t("scan.send", { branch: props.nameOf(outcome.toBranchId) })}
      </strong>
      <p>
        {outcome.kind === "shelve" && (
          <ShelveTo location={(outcome.place ?? item).location} callNumber={item.callNumber} />
        )}
        {outcome.kind === "hold-shelf" &&
          t("scan.for", {
            name: outcome.patron.name,
            card: outcome.patron.card ?? "",
            until: date(outcome.shelfUntil),
          })}
        {outcome.kind === "send" && !outcome.place && t(`scan.reason.${outcome.reason}`)}{" "}
        {"place" in outcome && outcome.place && <WhyThere place={outcome.place} nameOf={props.nameOf} />}
      </p>
      <p>
        <TitleLine title={item.title} /> <code>{item.barcode}</code>{" "}
        {outcome.returned && <em>{t("scan.returned")}</em>}{" "}
        {outcome.found && <em>{t("scan.found", { was: t(`status.${outcome.found}`) })}</em>}{" "}
        {outcome.kind === "shelve" && outcome.condition !== "good" && (
          <em>{t("scan.unfit", { condition: t(`status.${outcome.condition}`) })}</em>
        )}
      </p>
    </div>
  );
}

/** Which of several copies with this barcode lies here; then the scanner types on. */
function Choices(props: {
  copies: Extract<Outcome, { kind: "choose-item" }>["choices"];
  onChoose: (itemId: number) => void;
}): ReactNode {
  return (
    <ul className="choices">
      {props.copies.map((copy) => (
        <li key={copy.id}>
          <button
            type="button"
            onClick={() => {
              backToScan();
              props.onChoose(copy.id);
            }}
          >
            <TitleLine title={copy.title} /> {copy.callNumber} · <b>{pick(copy.memberName)}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Why a copy belongs where it goes although that is not its home. */
function WhyThere(props: { place: Place; nameOf: (id: number) => string }): ReactNode {
  const { kind, homeBranchId } = props.place;
  return <b>{t(`places.stays.${kind}`, { home: props.nameOf(homeBranchId) })}</b>;
}

/** A cart of returns in one line: how many go where. */
function Tally(props: { lines: readonly Line[]; nameOf: (id: number) => string }): ReactNode {
  const counts = new Map<string, number>();
  for (const { outcome } of props.lines) {
    if (!outcome || outcome.kind === "choose-item") continue;
    const place =
      outcome.kind === "send"
        ? t("scan.send", { branch: props.nameOf(outcome.toBranchId) })
        : t(`scan.${PLACES[outcome.kind]}`);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  return <p className="quiet">{[...counts].map(([place, count]) => `${place} ${count}`).join(" · ")}</p>;
}

const PLACES = { shelve: "shelve", "hold-shelf": "holdShelf" } as const;
