import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { call, explain } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { Session } from "../session.ts";
import { currentLanguage, date, t } from "../text.ts";

type QueuedReview = {
  id: string;
  instanceId: number;
  title: string;
  text: string;
  writer: string | null;
  state: "pending" | "appealed";
  findings: string[];
  reason: string | null;
  reasonWords: string;
  appeal: string;
  submittedAt: string;
};
type QueuedReport = {
  id: string;
  kind: "list" | "review" | "tag";
  text: string;
  writer: string | null;
  reason: string;
  words: string;
  byRule: boolean;
  reportedAt: string;
};
type QueuedPosting = {
  id: string;
  kind: string;
  subject: string;
  text: string;
  state: "pending" | "appealed";
  isAnonymous: boolean;
  isReported: boolean;
  words: string;
  findings: string[];
  reason: string | null;
  reasonWords: string;
  appeal: string;
  submittedAt: string;
};
type Queue = { reviews: QueuedReview[]; reports: QueuedReport[]; postings: QueuedPosting[] };
type Rule = { id: string; kind: string; pattern: string; action: string; note: string };

const PATHS = { "zh-Hans": "/zh-hans", "zh-Hant": "/zh-hant", en: "/en" };
const REASONS = ["insult", "advertising", "private-data", "off-topic", "illegal", "other"];
const KINDS = ["phrase", "web-address", "e-mail", "long-number"];

/** Reviews and reports that wait for a decision, and the region's rules. */
export function Moderation(props: { session: Session }): ReactNode {
  const client = useQueryClient();
  const [said, setSaid] = useState<{ text: string; refused: boolean }>({ text: "", refused: false });
  const queue = {
    queryKey: ["moderation"],
    queryFn: () => call<Queue>("GET", "/moderation"),
    refetchInterval: 60_000,
  };
  const reviews = useQuery({ ...queue, select: (waiting) => waiting.reviews });
  const reports = useQuery({ ...queue, select: (waiting) => waiting.reports });
  const postings = useQuery({ ...queue, select: (waiting) => waiting.postings });
  const act = async (method: string, path: string, body: unknown, done: string): Promise<boolean> => {
    try {
      await call(method, `/moderation${path}`, body);
      setSaid({ text: done, refused: false });
      return true;
    } catch (error) {
      setSaid({ text: explain(error), refused: true });
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: ["moderation"] });
    }
  };
  const isConsortium = props.session.roles.some((r) => r.role === "consortium-admin");
  return (
    <section>
      <p role={said.refused ? "alert" : "status"} className={said.refused ? "refused" : "quiet"}>
        {said.text}
      </p>
      <h2>{t("moderation.reviews")}</h2>
      <ListState
        query={reviews}
        empty={t("moderation.reviewsEmpty")}
        rows={(items) => (
          <ul className="queue">
            {items.map((review) => (
              <ReviewCard key={review.id} review={review} act={act} />
            ))}
          </ul>
        )}
      />
      <h2>{t("moderation.reports")}</h2>
      <ListState
        query={reports}
        empty={t("moderation.reportsEmpty")}
        rows={(items) => (
          <ul className="queue">
            {items.map((report) => (
              <ReportCard key={report.id} report={report} act={act} />
            ))}
          </ul>
        )}
      />
      <h2>{t("moderation.postings")}</h2>
      <ListState
        query={postings}
        empty={t("moderation.postingsEmpty")}
        rows={(items) => (
          <ul className="queue">
            {items.map((posting) => (
              <PostingCard key={posting.id} posting={posting} act={act} />
            ))}
          </ul>
        )}
      />
      <Rules mayEdit={isConsortium} act={act} />
    </section>
  );
}

type Act = (method: string, path: string, body: unknown, done: string) => Promise<boolean>;

function PostingCard({ posting, act }: { posting: QueuedPosting; act: Act }): ReactNode {
  return (
    <li>
      <p>
        <b>{t(`moderation.posting.${posting.kind}`)}</b>{" "}
        <span className="quiet">
          {t(posting.isAnonymous ? "moderation.anonymous" : "moderation.reader")} ·{" "}
          {date(posting.submittedAt)}
        </span>
      </p>
      {posting.isReported && <p className="refused">{t("moderation.reported", { words: posting.words })}</p>}
      {posting.findings.length > 0 && (
        <p className="refused">{t("moderation.findings", { found: posting.findings.join(" · ") })}</p>
      )}
      <p className="words">{posting.text}</p>
      {posting.kind === "copy-photo" && (
        <img
          className="photo"
          src={`/api/v1/sharing/photos/${posting.subject}`}
          alt={t("moderation.photo", { title: posting.text })}
        />
      )}
      {posting.state === "appealed" && (
        <p className="words">
          <b>{t("moderation.appeal")}</b> {posting.appeal}
        </p>
      )}
      <Decision path={`/postings/${posting.id}`} act={act} />
    </li>
  );
}

/** Publish, or reject with a reason. */
function Decision({ path, act }: { path: string; act: Act }): ReactNode {
  const reject = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { decision: "reject", reason: form.get("reason"), words: String(form.get("words") ?? "") };
    void act("POST", path, body, t("moderation.rejected"));
  };
  return (
    <form className="tools" onSubmit={reject}>
      <button
        className="primary"
        type="button"
        onClick={() => void act("POST", path, { decision: "publish" }, t("moderation.published"))}
      >
        {t("moderation.publish")}
      </button>
      <label>
        {t("moderation.reason")}
        <select name="reason" defaultValue="off-topic">
          {REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {t(`reason.${reason}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("moderation.words")}
        <input name="words" maxLength={500} />
      </label>
      <button type="submit">{t("moderation.reject")}</button>
    </form>
  );
}

function ReviewCard({ review, act }: { review: QueuedReview; act: Act }): ReactNode {
  const path = `/reviews/${review.id}`;
  return (
    <li>
      <p>
        <a href={`${PATHS[currentLanguage()]}/instance/${review.instanceId}`}>
          <b>{review.title}</b>
        </a>{" "}
        <span className="quiet">
          {review.writer ?? t("moderation.reader")} · {date(review.submittedAt)}
        </span>
      </p>
      {review.findings.length > 0 && (
        <p className="refused">{t("moderation.findings", { found: review.findings.join(" · ") })}</p>
      )}
      <p className="words">{review.text}</p>
      {review.state === "appealed" && (
        <p className="words">
          <b>{t("moderation.appeal")}</b> {review.appeal}
          <br />
          <span className="quiet">
            {t("moderation.before", {
              reason:
                review.reason === "rule" ? t("moderation.rule") : t(`reason.${review.reason ?? "other"}`),
              words: review.reasonWords,
            })}
          </span>
        </p>
      )}
      <Decision path={path} act={act} />
    </li>
  );
}

function ReportCard({ report, act }: { report: QueuedReport; act: Act }): ReactNode {
  const decide = (uphold: boolean): void =>
    void act(
      "POST",
      `/reports/${report.id}`,
      { uphold },
      t(uphold ? "moderation.hidden" : "moderation.dismissed"),
    );
  return (
    <li>
      <p>
        <b>{t(`moderation.kind.${report.kind}`)}</b>{" "}
        <span className="quiet">
          {report.writer ?? t("moderation.reader")} · {date(report.reportedAt)}
        </span>
      </p>
      <p className="words">{report.text}</p>
      <p className="refused">
        {report.byRule ? t("moderation.byRule") : t(`reason.${report.reason}`)} {report.words}
      </p>
      <p className="tools">
        <button type="button" onClick={() => decide(true)}>
          {t("moderation.hide")}
        </button>
        <button type="button" onClick={() => decide(false)}>
          {t("moderation.dismiss")}
        </button>
      </p>
    </li>
  );
}

function Rules({ mayEdit, act }: { mayEdit: boolean; act: Act }): ReactNode {
  const rules = useQuery({
    queryKey: ["moderation", "rules"],
    queryFn: async () => (await call<{ items: Rule[] }>("GET", "/moderation/rules")).items,
  });
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    if (await act("POST", "/rules", Object.fromEntries(new FormData(form)), t("moderation.ruleSaved")))
      form.reset();
  };
  const name = (rule: Rule): string => rule.pattern || t(`moderation.rule.${rule.kind}`);
  return (
    <>
      <h2>{t("moderation.rules")}</h2>
      <p className="quiet">{t("moderation.rulesHint")}</p>
      {mayEdit && (
        <form className="tools" onSubmit={(event) => void add(event)}>
          <label>
            {t("moderation.ruleKind")}
            <select name="kind">
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`moderation.rule.${kind}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("moderation.pattern")}
            <input name="pattern" maxLength={100} />
          </label>
          <label>
            {t("moderation.action")}
            <select name="action">
              <option value="flag">{t("moderation.action.flag")}</option>
              <option value="refuse">{t("moderation.action.refuse")}</option>
            </select>
          </label>
          <label>
            {t("moderation.note")}
            <input name="note" maxLength={200} />
          </label>
          <button type="submit">{t("moderation.addRule")}</button>
        </form>
      )}
      <ListState
        query={rules}
        empty={t("moderation.rulesEmpty")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>{t("moderation.pattern")}</th>
                  <th>{t("moderation.action")}</th>
                  <th>{t("moderation.note")}</th>
                  {mayEdit && (
                    <th>
                      <span className="vh">{t("moderation.removeRule")}</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {items.map((rule) => (
                  <tr key={rule.id}>
                    <td>{name(rule)}</td>
                    <td>{t(`moderation.action.${rule.action}`)}</td>
                    <td>{rule.note}</td>
                    {mayEdit && (
                      <td>
                        <button
                          type="button"
                          aria-label={`${t("moderation.removeRule")} ${name(rule)}`}
                          onClick={() =>
                            void act("DELETE", `/rules/${rule.id}`, undefined, t("moderation.ruleRemoved"))
                          }
                        >
                          {t("moderation.removeRule")}
                        </button>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      />
    </>
  );
}
