import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import {
  type PostingKind,
  postingKinds,
  type ReportReason,
  reportReasons,
  ruleKinds,
  SAID_AGAIN,
  SAID_OF_OTHERS,
} from "../../../server/src/moderation/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { ask, explain } from "../api.ts";
import type { RowOf } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { currentLanguage, date, t } from "../text.ts";
import { Rules } from "./rules.tsx";

const PATHS = { "zh-Hans": "/zh-hans", "zh-Hant": "/zh-hant", en: "/en" };
const HOUR_MS = 3_600_000;

type QueuedPosting = RowOf<"GET /moderation">;

/** Does something at the moderators' doors, says how it went, and reads the queue again; true when it is done. */
export type Act = (work: () => Promise<unknown>, done: string) => Promise<boolean>;

/** Everything that waits for a decision, in one queue, and the region's rules. */
export function Moderation(props: { session: Session }): ReactNode {
  const client = useQueryClient();
  const [said, setSaid] = useState<{ text: string; refused: boolean }>({ text: "", refused: false });
  const act: Act = async (work, done) => {
    try {
      await work();
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
      <Queue act={act} />
      <Rules mayEdit={isConsortium} act={act} />
    </section>
  );
}

function Queue({ act }: { act: Act }): ReactNode {
  const [kind, setKind] = useState<PostingKind>();
  const waiting = useInfiniteQuery({
    queryKey: ["moderation", "queue", kind],
    queryFn: ({ pageParam }) => ask("GET /moderation", { query: { kind, cursor: pageParam } }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 60_000,
  });
  const items = waiting.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h2>{t("moderation.queue")}</h2>
      <label>
        {t("moderation.kind")}{" "}
        <select
          value={kind ?? ""}
          onChange={(event) => setKind(postingKinds.find((one) => one === event.target.value))}
        >
          <option value="">{t("moderation.kindAll")}</option>
          {postingKinds.map((one) => (
            <option key={one} value={one}>
              {t(`moderation.posting.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {waiting.isPending && <p role="status">{t("app.loading")}</p>}
      {waiting.isError && (
        <p role="alert" className="refused">
          {explain(waiting.error)}
        </p>
      )}
      {waiting.isSuccess && items.length === 0 && <p className="quiet">{t("moderation.queueEmpty")}</p>}
      <ul className="queue">
        {items.map((posting) => (
          <PostingCard key={posting.id} posting={posting} act={act} />
        ))}
      </ul>
      {waiting.hasNextPage && (
        <button type="button" onClick={() => void waiting.fetchNextPage()}>
          {t("moderation.more")}
        </button>
      )}
    </>
  );
}

/** How long something has waited, in hours or days. */
function age(since: string): string {
  const hours = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / HOUR_MS));
  return hours < 24
    ? t("moderation.hours", { count: hours })
    : t("moderation.days", { count: Math.floor(hours / 24) });
}

function PostingCard({ posting, act }: { posting: QueuedPosting; act: Act }): ReactNode {
  const memberName = useMemberName();
  const who = posting.isAnonymous
    ? t("moderation.anonymous")
    : t("moderation.readerOf", {
        library: posting.member === null ? t("moderation.noLibrary") : memberName(posting.member),
      });
  return (
    <li>
      <p>
        <b>{t(`moderation.posting.${posting.kind}`)}</b>{" "}
        {posting.page !== null && (
          <a href={`${PATHS[currentLanguage()]}${posting.page}`}>{posting.about || t("moderation.look")}</a>
        )}{" "}
        <span className="quiet">
          {who} · {date(posting.submittedAt)} · {age(posting.waitsSince)}
        </span>
      </p>
      <Reasons posting={posting} />
      <p className="words" {...saidIn(posting.text, currentLanguage())}>
        {posting.text}
      </p>
      {posting.kind === "copy-photo" && (
        <img
          className="photo"
          src={`/api/v1/sharing/photos/${posting.subject}`}
          alt={t("moderation.photo", { title: posting.text })}
        />
      )}
      {posting.kind === "copy" && !posting.isOwn && <WordingForm posting={posting} act={act} />}
      {posting.isOwn ? (
        <p className="quiet">{t("moderation.own")}</p>
      ) : (
        <DecisionForm posting={posting} act={act} />
      )}
    </li>
  );
}

/** A shape that a rule found by its name; a phrase as it is. */
function foundName(found: string): string {
  return [...ruleKinds, SAID_AGAIN, SAID_OF_OTHERS].some((kind) => kind === found)
    ? t(`moderation.rule.${found}`)
    : found;
}

/** Why it is here: what the rules found, what readers said, what was decided before and what its writer says to that. */
function Reasons({ posting }: { posting: QueuedPosting }): ReactNode {
  return (
    <>
      {posting.findings.length > 0 && (
        <p className="refused">
          {t("moderation.findings", { found: posting.findings.map(foundName).join(" · ") })}
        </p>
      )}
      {posting.reports.map((report) => (
        <p key={report.id} className="refused">
          {report.byRule
            ? t("moderation.byRule")
            : t("moderation.reported", { words: `${t(`reason.${report.reason}`)} ${report.words}` })}
        </p>
      ))}
      {posting.state === "appealed" && (
        <p className="words">
          <b>{t("moderation.appeal")}</b> {posting.appeal}
          <br />
          <span className="quiet">
            {t("moderation.before", {
              reason:
                posting.reason === "rule" ? t("moderation.rule") : t(`reason.${posting.reason ?? "other"}`),
              words: posting.reasonWords,
            })}
          </span>
        </p>
      )}
    </>
  );
}

/** Publish or leave it, or turn it down with a reason its writer reads. */
function DecisionForm({ posting, act }: { posting: QueuedPosting; act: Act }): ReactNode {
  const name = "POST /moderation/postings/:id";
  const params = { id: posting.id };
  const isSeen = posting.state === "published";
  const reject = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = form.get("reason") as ReportReason;
    const words = String(form.get("words") ?? "");
    void act(
      () => ask(name, { params, body: { decision: "reject", reason, words } }),
      t(isSeen ? "moderation.hidden" : "moderation.rejected"),
    );
  };
  const publish = (): void =>
    void act(
      () => ask(name, { params, body: { decision: "publish" } }),
      t(isSeen ? "moderation.dismissed" : "moderation.published"),
    );
  return (
    <form className="tools" onSubmit={reject}>
      <button className="primary" type="button" onClick={publish}>
        {t(isSeen ? "moderation.dismiss" : "moderation.publish")}
      </button>
      <label>
        {t("moderation.reason")}
        <select name="reason" defaultValue={posting.reports[0]?.reason ?? "off-topic"}>
          {reportReasons.map((reason) => (
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
      <button type="submit">{t(isSeen ? "moderation.hide" : "moderation.reject")}</button>
    </form>
  );
}

/** A book is called otherwise than a reader says: the moderator's word holds until a library has it. */
function WordingForm({ posting, act }: { posting: QueuedPosting; act: Act }): ReactNode {
  const [title = "", author = ""] = posting.text.split("\n");
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { title: String(form.get("title")), author: String(form.get("author")) };
    void act(
      () => ask("PUT /sharing/copies/:id/wording", { params: { id: posting.subject }, body }),
      t("moderation.worded"),
    );
  };
  return (
    <details>
      <summary>{t("moderation.wording")}</summary>
      <form className="tools" onSubmit={save}>
        <label>
          {t("moderation.title")}
          <input name="title" required maxLength={300} defaultValue={title} />
        </label>
        <label>
          {t("moderation.author")}
          <input name="author" maxLength={200} defaultValue={author} />
        </label>
        <button type="submit">{t("moderation.word")}</button>
      </form>
    </details>
  );
}
