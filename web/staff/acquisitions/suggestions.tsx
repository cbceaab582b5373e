import { type FormEvent, type ReactNode, useState } from "react";
import {
  declineReasons,
  type SuggestionState,
  suggestionStates,
  type Verdict,
  verdicts,
} from "../../../server/src/acquisitions/words.ts";
import { ask, explain } from "../api.ts";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { MemberOptions, useOwnMembers } from "../own-members.tsx";
import { Pages } from "../pages.tsx";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";

type Book = RowOf<"GET /suggested-books">;

/** What readers suggest that the library buys: the most wanted first; one answer goes to all of them. */
export function Suggestions({ session }: { session: Session }): ReactNode {
  const [state, setState] = useState<SuggestionState>("waiting");
  const [open, setOpen] = useState<Book | null>(null);
  const [chosen, setChosen] = useState("");
  const act = useAct("suggested-books");
  const worksNowhere = session.branch === null;
  const { members, error } = useOwnMembers(session);
  const member = worksNowhere ? chosen || members[0]?.code : undefined;
  if (worksNowhere && member === undefined) return <NotYet error={error} />;
  return (
    <>
      {worksNowhere && (
        <p>
          <label>
            {t("imports.member")}{" "}
            <select
              value={member}
              onChange={(event) => {
                setChosen(event.target.value);
                setOpen(null);
              }}
            >
              <MemberOptions members={members} />
            </select>
          </label>
        </p>
      )}
      <div className="actions" role="tablist" aria-label={t("buy.states")}>
        {suggestionStates.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === state}
            onClick={() => {
              setState(one);
              setOpen(null);
            }}
          >
            {t(`buy.state.${one}`)}
          </button>
        ))}
      </div>
      <Said act={act} />
      <div className="beside">
        <Pages
          key={`${member} ${state}`}
          queryKey={["suggested-books", member, state]}
          ask={(cursor) => ask("GET /suggested-books", { query: { member, state, limit: 50, cursor } })}
          empty={t(`buy.empty.${state}`)}
          rows={(items) => <Books books={items} open={open} onOpen={setOpen} />}
        />
        {open && <Answer key={open.id} book={open} act={act} onDone={() => setOpen(null)} />}
      </div>
    </>
  );
}

/** Before the libraries are known, or why they are not. */
function NotYet({ error }: { error: unknown }): ReactNode {
  return error ? <p role="alert">{explain(error)}</p> : <p role="status">{t("app.loading")}</p>;
}

function Books(props: { books: Book[]; open: Book | null; onOpen: (book: Book) => void }): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("buy.book")}</th>
            <th>ISBN</th>
            <th className="number">{t("buy.readers")}</th>
            <th>{t("buy.since")}</th>
            <th>{t("buy.heldAt")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.books.map((book) => (
            <tr key={book.id} aria-selected={book.id === props.open?.id}>
              <td>
                <strong>{book.title}</strong>
                <div className="quiet">{[book.author, book.publisher].filter(Boolean).join(" · ")}</div>
              </td>
              <td>
                <code>{book.isbn ?? "—"}</code>
              </td>
              <td className="number">{book.readers}</td>
              <td>{date(book.createdAt)}</td>
              <td>{book.heldAt.join(" ") || "—"}</td>
              <Acts>
                <button type="button" onClick={() => props.onOpen(book)}>
                  {t("buy.open")}
                </button>
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

const VERDICTS: Record<SuggestionState, Verdict[]> = {
  waiting: [...verdicts],
  accepted: ["arrive", "decline"],
  declined: [],
  arrived: [],
};

function Answer(props: { book: Book; act: Act; onDone: () => void }): ReactNode {
  const { book, act } = props;
  const [verdict, setVerdict] = useState<Verdict>(VERDICTS[book.state][0] ?? "accept");
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const reason = declineReasons.find((one) => one === data.get("reason")) ?? null;
    const body = { verdict, reason: verdict === "decline" ? reason : null, answer: textOf(data, "answer") };
    void act
      .run(
        () => ask("POST /suggested-books/:id/verdict", { params: { id: book.id }, body }),
        t("buy.told", { count: book.readers }),
      )
      .then((done) => {
        if (done) props.onDone();
      });
  };
  return (
    <form className="admin" onSubmit={send} aria-label={book.title}>
      <Facts book={book} />
      {VERDICTS[book.state].length > 0 && (
        <>
          <fieldset>
            <legend>{t("buy.answer")}</legend>
            {VERDICTS[book.state].map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="verdict"
                  value={one}
                  checked={one === verdict}
                  onChange={() => setVerdict(one)}
                />
                {t(`buy.verdict.${one}`)}
              </label>
            ))}
          </fieldset>
          {verdict === "decline" && <Reasons />}
          <label>
            {t("buy.words")}
            <textarea name="answer" maxLength={500} rows={3} />
          </label>
          <p className="actions">
            <button type="submit" disabled={act.busy}>
              {t("buy.send", { count: book.readers })}
            </button>
            <button type="button" onClick={props.onDone}>
              {t("app.close")}
            </button>
          </p>
        </>
      )}
    </form>
  );
}

function Reasons(): ReactNode {
  return (
    <label>
      {t("buy.reason")}
      <select name="reason" required>
        {declineReasons.map((one) => (
          <option key={one} value={one}>
            {t(`buy.reason.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Facts({ book }: { book: Book }): ReactNode {
  return (
    <>
      <h2>{book.title}</h2>
      <p className="quiet">{[book.author, book.publisher, book.isbn].filter(Boolean).join(" · ")}</p>
      {book.notes.length > 0 && (
        <>
          <h3>{t("buy.why")}</h3>
          <ul className="plain">
            {book.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
      {book.searches.length > 0 && (
        <p className="quiet">{t("buy.searched", { words: book.searches.join(" · ") })}</p>
      )}
      {book.answer && <p>{book.answer}</p>}
    </>
  );
}
