import type { ReactElement } from "react";
import type { KnownReader, Sharer } from "../../../server/src/neighbours/index.ts";
import type { SharedLoan } from "../../../server/src/peer-loans/index.ts";
import { type Mark, StateMark } from "../../ui/state-mark.tsx";
import {
  Field,
  readerName,
  SharingButton,
  SharingForm,
  SharingFrame,
  type SharingSite,
} from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";

/** Everything one borrows and lends, with what to do next. */
type LoansProps = {
  site: SharingSite;
  me: Sharer;
  side: "lender" | "borrower";
  loans: SharedLoan[];
  ended: SharedLoan[];
  cases: SharedLoan[];
  readers: KnownReader[];
  points: string;
};

/** Borrowings and lendings. */
export function LoansPage(props: LoansProps): ReactElement {
  const { site, side, loans, ended, cases } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab="loans" title={t("sharing.tab.loans")}>
      <h1 className="song">{t("sharing.tab.loans")}</h1>
      <nav className="sharing-chips" aria-label={t("sharing.tab.loans")}>
        {(["borrower", "lender"] as const).map((one) => (
          <a
            key={one}
            href={`${site.base}/sharing/loans?side=${one}`}
            aria-current={one === side ? "page" : undefined}
          >
            {t(`sharing.side.${one}`)}
          </a>
        ))}
      </nav>
      {loans.length === 0 ? (
        <p className="sharing-none">
          {t(`sharing.loans.none.${side}`)}{" "}
          <a href={`${site.base}/sharing/${side === "lender" ? "books" : "near"}`}>
            {side === "lender" ? t("sharing.publish") : t("sharing.tab.near")}
          </a>
        </p>
      ) : (
        <>
          {loans.filter((loan) => loan.moves.includes("ask-renewal")).length > 1 ? (
            <SharingButton site={site} action="renewals" label={t("sharing.renew-all")} />
          ) : null}
          <LoanList site={site} loans={loans} />
        </>
      )}
      {cases.length > 0 ? (
        <section>
          <h2 className="song">{t("sharing.cases")}</h2>
          <LoanList site={site} loans={cases} />
        </section>
      ) : null}
      {ended.length > 0 ? (
        <section>
          <h2 className="song">{t("sharing.ended")}</h2>
          <LoanList site={site} loans={ended} />
        </section>
      ) : null}
      <ReadersPart {...props} />
      <MePart {...props} />
    </SharingFrame>
  );
}

/** How others know the reader, what they earned, and what they keep. */
function MePart(props: LoansProps): ReactElement {
  const { site, me, points } = props;
  const { t } = site;
  return (
    <section>
      <h2 className="song">{t("sharing.me")}</h2>
      <p className="quiet">{t("sharing.points", { points })}</p>
      <p>
        <a href={`${site.base}/sharing/year`}>{t("sharing.year.see")}</a>
      </p>
      <SharingForm site={site} action="profile" className="sharing-panel">
        <Field label={t("sharing.nickname")} note={t("sharing.nickname.note", { tag: me.tag })}>
          <input type="text" name="nickname" maxLength={30} defaultValue={me.nickname ?? ""} />
        </Field>
        <label className="sharing-tick">
          <input type="checkbox" name="keepsDiary" value="1" defaultChecked={me.keepsDiary} />
          <span>{t("sharing.diary")}</span>
        </label>
        <button className="secondary" type="submit">
          {t("sharing.save")}
        </button>
      </SharingForm>
      <MinorPart {...props} />
    </section>
  );
}

/** Being under age is said apart from everything else, and once more before it holds: only a library takes it back. */
function MinorPart({ site, me }: LoansProps): ReactElement {
  const { t } = site;
  if (me.isMinor) return <p className="quiet">{t("sharing.minor.is")}</p>;
  return (
    <details className="sharing-more">
      <summary>{t("sharing.minor.open")}</summary>
      <p>{t("sharing.minor.note")}</p>
      <SharingForm site={site} action="minor">
        <label className="sharing-tick">
          <input type="checkbox" name="sure" value="1" required />
          <span>{t("sharing.minor")}</span>
        </label>
        <button className="secondary" type="submit">
          {t("sharing.minor.say")}
        </button>
      </SharingForm>
    </details>
  );
}

const READER_ACTS = {
  friend: ["unfriend"],
  "asked-me": ["befriend", "unfriend"],
  "asked-by-me": ["unfriend"],
  blocked: ["unblock"],
} as const;

/** Where a button about a reader leads: who is asked is a field, everybody else stands in the address. */
function readerForm(
  act: "unfriend" | "befriend" | "unblock",
  personId: string,
): { action: string; values?: Record<string, string> } {
  if (act === "befriend") return { action: "readers/befriend", values: { personId } };
  return { action: `readers/${personId}/${act}` };
}

function ReadersPart({ site, readers }: LoansProps): ReactElement | null {
  const { t } = site;
  if (readers.length === 0) return null;
  return (
    <section>
      <h2 className="song">{t("sharing.readers")}</h2>
      <ul className="sharing-list">
        {readers.map((reader) => (
          <li key={`${reader.relation}-${reader.personId}`} className="sharing-person">
            <div>
              <Said site={site} as="p">
                {readerName(site, reader)}
              </Said>
              <p className="quiet">{t(`sharing.relation.${reader.relation}`)}</p>
            </div>
            <div className="sharing-acts">
              {READER_ACTS[reader.relation].map((act) => (
                <SharingButton
                  key={act}
                  site={site}
                  {...readerForm(act, reader.personId)}
                  label={t(`sharing.readers.${act}`)}
                />
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How a state looks: there, on its way, away, wrong. */
export const loanMarks: Record<string, Mark> = {
  requested: "wait",
  queued: "wait",
  accepted: "wait",
  "on-loan": "yes",
  "return-claimed": "wait",
  returned: "yes",
  disputed: "bad",
  "damage-claimed": "bad",
  given: "yes",
  closed: "yes",
  settled: "yes",
};

function LoanList({ site, loans }: { site: SharingSite; loans: SharedLoan[] }): ReactElement {
  const { t } = site;
  return (
    <ul className="sharing-list">
      {loans.map((loan) => (
        <li key={loan.id} className="sharing-loan">
          <div>
            <h3>
              <a href={`${site.base}/sharing/loans/${loan.id}`}>
                {loan.title ?? t("sharing.loan.forgotten")}
              </a>
            </h3>
            <p>
              <StateMark mark={loan.isOverdue ? "bad" : (loanMarks[loan.state] ?? "no")}>
                {loan.isOverdue ? t("sharing.overdue") : t(`sharing.state.${loan.state}`)}
              </StateMark>
            </p>
            <p className="quiet">
              <Said site={site} className="fact">
                {readerName(site, loan.other)}
              </Said>
              {loan.dueOn && loan.state === "on-loan" ? (
                <span className="fact">{t("sharing.due", { date: site.day(loan.dueOn) })}</span>
              ) : null}
              {loan.unread > 0 ? (
                <span className="fact">{t("sharing.unread", { count: loan.unread })}</span>
              ) : null}
            </p>
          </div>
          {loan.next ? (
            <a className="primary" href={`${site.base}/sharing/loans/${loan.id}`}>
              {t(`sharing.next.${loan.next}`)}
            </a>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
