import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { explain, Refusal } from "../api.ts";
import { Why } from "../policies/why.tsx";
import { WhyCheckOut } from "../policies/why-check-out.tsx";
import { backToScan, ScanField, sound } from "../scan-field.tsx";
import { createScanQueue } from "../scan-queue.ts";
import type { Session } from "../session.ts";
import { date, pick, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";
import { Blocked } from "./blocked.tsx";
import {
  askPatron,
  type DeskAnswer,
  type DeskPatron,
  findItems,
  findPatron,
  type Line,
  lend,
  lendOrKeep,
} from "./check-out-lines.ts";
import { Choice } from "./choice.tsx";
import { EndedCard, isEndedCard } from "./ended-card.tsx";
import { FastAdd, isUncatalogued } from "./fast-add.tsx";
import { isOverridable, LendAnyway, mayLendAnyway } from "./lend-anyway.tsx";
import { Meant } from "./meant.tsx";
import { ReceiptButton } from "./slip-buttons.tsx";

/** Lends items to one reader after another: card first, then the items as fast as they can be scanned. */
export function CheckOut({ session }: { session: Session }): ReactNode {
  const [patron, setPatron] = useState<DeskPatron | null>(null);
  const [problem, setProblem] = useState<{ text: string; error?: unknown; barcode: string } | null>(null);
  const begin = useCallback((found: DeskPatron): void => {
    setPatron(found);
    setProblem(null);
    sound("good");
  }, []);
  const find = (barcode: string, memberId?: number): void => {
    if (barcode.trim() === "") return;
    void findPatron(barcode.trim(), memberId).then(begin, (error: unknown) => {
      setProblem({ text: explain(error), error, barcode: barcode.trim() });
      sound("bad");
    });
  };
  if (patron)
    return (
      <Lending
        key={`${patron.personId} ${patron.since}`}
        patron={patron}
        branch={session.branch ? pick(session.branch.name) : ""}
        isLead={mayLendAnyway(session)}
        onPatron={begin}
        onNext={() => setPatron(null)}
      />
    );
  return (
    <section>
      <ScanField
        key="card"
        label={t("checkOut.patron")}
        hint={t("checkOut.scanPatron")}
        onScan={(one) => find(one)}
      />
      <p className="refused" role="alert">
        {problem?.text}
      </p>
      {problem && <Choice error={problem.error} onChoose={(id) => find(problem.barcode, id)} />}
      {problem && <EndedCard error={problem.error} />}
      {problem && (
        <Meant
          key={problem.barcode}
          text={problem.barcode}
          error={problem.error}
          onCard={(one) => find(one)}
        />
      )}
    </section>
  );
}

function Lending(props: {
  patron: DeskPatron;
  branch: string;
  /** May lend although a block, a limit or a rule says no. */
  isLead: boolean;
  onPatron: (patron: DeskPatron) => void;
  onNext: () => void;
}): ReactNode {
  const { patron, onPatron } = props;
  const [lines, setLines] = useState<Line[]>([]);
  const [, refresh] = useState(0);
  const card = useRef({ barcode: patron.card, memberId: patron.chosenMemberId });
  const settle = useCallback(
    async (barcode: string, outcome: { ok: true; value: Line } | { ok: false; error: unknown }) => {
      let line: Line;
      if (outcome.ok) line = outcome.value;
      else {
        const next = await whoseCard(barcode, outcome.error);
        if (!(next instanceof Refusal)) return onPatron(next);
        line = { key: performance.now(), barcode, error: next, items: await findItems(barcode, next) };
      }
      sound(line.error ? "bad" : line.isKept ? "wait" : "good");
      setLines((before) => [line, ...before.filter((one) => one.barcode !== barcode || !one.error)]);
    },
    [onPatron],
  );
  const queue = useMemo(
    () =>
      createScanQueue(
        (barcode, key) => lendOrKeep(card.current, barcode, key),
        (barcode, outcome) => void settle(barcode, outcome),
      ),
    [settle],
  );
  const answer = (barcode: string, more: DeskAnswer): void => {
    backToScan();
    void lend(card.current, barcode, more, crypto.randomUUID()).then(
      (value) => settle(more.barcode ?? barcode, { ok: true, value }),
      (error: unknown) => settle(more.barcode ?? barcode, { ok: false, error }),
    );
  };
  const receipts = lines.flatMap((line) => line.receipt ?? []);
  return (
    <section>
      <ReaderLine patron={patron} lent={receipts.length}>
        <button type="button" onClick={props.onNext}>
          {t("checkOut.next")}
        </button>
        <ReceiptButton reader={patron} branch={props.branch} receipts={receipts} />
      </ReaderLine>
      <ScanField
        key="item"
        label={t("checkOut.item")}
        hint={t(patron.isOffLine ? "offLine.scanItem" : "checkOut.scanItem")}
        waiting={queue.waiting}
        onScan={(barcode) => {
          queue.add(barcode);
          refresh((n) => n + 1);
        }}
      />
      <h2>{t("checkOut.list")}</h2>
      <Lines lines={lines} card={card.current} isLead={props.isLead} onAnswer={answer} />
    </section>
  );
}

/** Who stands at the desk, with what they have. */
function ReaderLine(props: { patron: DeskPatron; lent: number; children: ReactNode }): ReactNode {
  const { patron, lent, children } = props;
  return (
    <p className="patron">
      <b>{patron.name}</b> <span className="quiet">{patron.card}</span>
      {patron.isOffLine ? (
        <span>{t("offLine.reader")}</span>
      ) : (
        <>
          <span>{t("checkOut.loans", { count: patron.loans.length + lent })}</span>
          <span>{t("checkOut.holds", { count: patron.holds.length })}</span>
        </>
      )}
      <Blocked patron={patron} />
      {children}
    </p>
  );
}

/** The reader whose card was scanned where an item was expected; else why the scan is refused. */
async function whoseCard(barcode: string, error: unknown): Promise<DeskPatron | Refusal> {
  if (!(error instanceof Refusal)) throw error;
  if (error.code !== "item-unknown") return error;
  try {
    return await askPatron(barcode);
  } catch (notFound) {
    // Neither an item nor a card: the refusal of the item stands.
    if (notFound instanceof Refusal) return isEndedCard(notFound) ? notFound : error;
    throw notFound;
  }
}

/** What was lent and refused, the last first. */
function Lines(props: {
  lines: readonly Line[];
  card: Card;
  isLead: boolean;
  onAnswer: (barcode: string, more: DeskAnswer) => void;
}): ReactNode {
  const { lines, card, isLead, onAnswer } = props;
  return (
    <ol className="lines" aria-live="polite">
      {lines.length === 0 && <li className="quiet">{t("checkOut.empty")}</li>}
      {lines.map((line) => (
        <LineOf
          key={line.key}
          line={line}
          card={card}
          isLead={isLead}
          onAnswer={(more) => onAnswer(line.barcode, more)}
        />
      ))}
    </ol>
  );
}

/** Refusals that rules decide: the desk can see which. */
const EXPLAINED = new Set([
  "too-many-loans",
  "overdue-too-long",
  "agreement-refuses",
  "agreement-blackout",
  "agreement-quota",
  "agreement-guests",
]);
type Card = { barcode: string; memberId?: number | undefined };

function LineOf(props: {
  line: Line;
  card: Card;
  isLead: boolean;
  onAnswer: (more: DeskAnswer) => void;
}): ReactNode {
  const { line } = props;
  if (line.receipt)
    return (
      <li className="good">
        <TitleLine title={line.receipt.title} />{" "}
        <span>
          {t(line.isRenewed ? "checkOut.renewed" : "checkOut.done", {
            due: date(line.receipt.dueAt ?? line.receipt.dueOn),
          })}
        </span>
        {line.receipt.why && (
          <span className="quiet">
            <Why value="period" decisions={line.receipt.why} />
          </span>
        )}
        <code>{line.barcode}</code>
      </li>
    );
  if (line.isKept)
    return (
      <li className="wait">
        <span>{t("offLine.keptLoan")}</span>
        <code>{line.barcode}</code>
      </li>
    );
  return <RefusedLine {...props} />;
}

/** A scan that was refused, with what the desk can answer. */
function RefusedLine(props: {
  line: Line;
  card: Card;
  isLead: boolean;
  onAnswer: (more: DeskAnswer) => void;
}): ReactNode {
  const { line, card, isLead, onAnswer } = props;
  const code = line.error instanceof Refusal ? line.error.code : "";
  const params = line.error instanceof Refusal ? line.error.params : {};
  return (
    <li className="bad">
      <strong className="refused">{line.items?.length ? t("checkOut.byIsbn") : explain(line.error)}</strong>
      <code>{line.barcode}</code>
      {code === "item-wanted-by-other" && (
        <button type="button" onClick={() => onAnswer({ overrideHold: true })}>
          {t("checkOut.override")}
        </button>
      )}
      {code === "item-on-loan" && params.isOwn && (
        <button type="button" onClick={() => onAnswer({ renew: String(params.loanId) })}>
          {t("checkOut.renew")}
        </button>
      )}
      {code === "item-on-loan" && !params.isOwn && (
        <button type="button" onClick={() => onAnswer({ returnFirst: true })}>
          {t("checkOut.returnLend")}
        </button>
      )}
      {line.error instanceof Refusal && EXPLAINED.has(code) && (
        <WhyCheckOut card={card} barcode={line.barcode} />
      )}
      {isLead && isOverridable(line.error) && (
        <LendAnyway error={line.error} onReason={(reason) => onAnswer({ override: { reason } })} />
      )}
      {code === "several-items" && <Choice error={line.error} onChoose={(itemId) => onAnswer({ itemId })} />}
      <EndedCard error={line.error} />
      {isUncatalogued(line.error) && !line.items?.length && (
        <FastAdd barcode={line.barcode} onAdded={() => onAnswer({})} />
      )}
      {line.items?.map((item) => (
        <button
          type="button"
          key={item.id}
          onClick={() => onAnswer({ itemId: item.id, barcode: item.barcode ?? "" })}
        >
          <TitleLine title={item.title} /> {item.callNumber} · {pick(item.ownerName)} · {item.barcode}
        </button>
      ))}
    </li>
  );
}
