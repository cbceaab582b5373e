import { type FormEvent, type ReactNode, useState } from "react";
import { type TakenList, takenLists } from "../../../server/src/cut-over/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { hasText, t } from "../text.ts";
import { Wide } from "../wide.tsx";

type Part = Answer<"POST /members/:code/taken-over/:list">;
type Seen = Part & { isDry: boolean };
/** Lines that are shown at most of those not taken; all are in the file. */
const MOST_SHOWN = 100;

/** A library joins with its desks running: lists of the system before are looked at, taken over, checked and taken back. */
export function TakeOver({ code }: { code: string }): ReactNode {
  return (
    <>
      <p className="quiet">{t("takeOver.hint")}</p>
      {takenLists.map((list) => (
        <OneList key={list} code={code} list={list} />
      ))}
    </>
  );
}

/** Sends a file part by part until all of it was read, and adds up what became of its lines. */
async function sendAll(
  params: { code: string; list: TakenList },
  file: File,
  isDry: boolean,
  onPart: (done: number, all: number) => void,
): Promise<Seen> {
  let total: Seen | null = null;
  for (let after: number | null = 0; after !== null; ) {
    const body = new FormData();
    body.set("dryRun", String(isDry));
    body.set("after", String(after));
    body.set("file", file);
    const part: Part = await ask("POST /members/:code/taken-over/:list", { params, body });
    total = total === null ? { ...part, isDry } : added(total, part);
    after = part.next;
    onPart(after ?? part.rows, part.rows);
  }
  return total!;
}

function added(total: Seen, part: Part): Seen {
  return {
    ...total,
    read: total.read + part.read,
    created: total.created + part.created,
    updated: total.updated + part.updated,
    unchanged: total.unchanged + part.unchanged,
    rejected: [...total.rejected, ...part.rejected],
  };
}

function OneList({ code, list }: { code: string; list: TakenList }): ReactNode {
  const act = useAct("figures");
  const [file, setFile] = useState<File | null>(null);
  const [seen, setSeen] = useState<Seen | null>(null);
  const [progress, setProgress] = useState("");
  const title = t(`takeOver.${list}`);
  const params = { code, list };
  const send = async (isDry: boolean): Promise<void> => {
    if (!file) return;
    await act.run(
      async () =>
        setSeen(
          await sendAll(params, file, isDry, (done, all) =>
            setProgress(t("takeOver.progress", { done, all })),
          ),
        ),
      isDry ? "" : t("takeOver.taken"),
    );
    setProgress("");
  };
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void send(true);
  };
  return (
    <form className="admin" onSubmit={look} aria-label={title}>
      <h2>{title}</h2>
      <label>
        {t(`takeOver.fields.${list}`)}
        <input
          type="file"
          name="file"
          required
          accept=".csv,.txt,.tsv,text/csv"
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            setSeen(null);
          }}
        />
      </label>
      <Said act={act} />
      <p className="actions">
        <button type="submit" disabled={act.busy}>
          {t("takeOver.look")}
        </button>{" "}
        {seen?.isDry && seen.created + seen.updated > 0 && (
          <button type="button" className="primary" disabled={act.busy} onClick={() => void send(false)}>
            {t("takeOver.take", { count: seen.created + seen.updated })}
          </button>
        )}{" "}
        <TakeBack code={code} list={list} act={act} onDone={() => setSeen(null)} />
        <span role="status">{progress}</span>
      </p>
      {seen && <Result seen={seen} />}
    </form>
  );
}

function TakeBack(props: { code: string; list: TakenList; act: Act; onDone: () => void }): ReactNode {
  const { code, list, act } = props;
  const [told, setTold] = useState("");
  const back = (): void =>
    void act.run(async () => {
      let undone = 0;
      for (let left = 1; left > 0; ) {
        const part = await ask("POST /members/:code/taken-over/:list/undo", {
          params: { code, list },
          body: { dryRun: false },
        });
        undone += part.undone;
        left = part.left;
        setTold(t("takeOver.undone", { undone, kept: part.kept }));
      }
      props.onDone();
    }, "");
  return (
    <>
      <TwicePressed label={t("takeOver.undo")} onPress={back} /> <span role="status">{told}</span>
    </>
  );
}

/** What became of the lines, or would: by count, by sample, and why lines are left out. */
function Result({ seen }: { seen: Seen }): ReactNode {
  const isWhole = seen.isDry && seen.unchanged === seen.read && seen.read > 0;
  return (
    <>
      <p role="status">
        {t(seen.isDry ? "takeOver.wouldBe" : "takeOver.became", {
          read: seen.read,
          created: seen.created,
          updated: seen.updated,
          unchanged: seen.unchanged,
          rejected: seen.rejected.length,
        })}{" "}
        {isWhole && <b>{t("takeOver.whole")}</b>}
      </p>
      {seen.left.length > 0 && (
        <p className="quiet">{t("takeOver.left", { columns: seen.left.join(t("list.semicolon")) })}</p>
      )}
      {seen.rejected.length > 0 && (
        <Wide>
          <table>
            <thead>
              <tr>
                <th className="number">{t("takeOver.line")}</th>
                <th>{t("takeOver.reader")}</th>
                <th>{t("takeOver.why")}</th>
              </tr>
            </thead>
            <tbody>
              {seen.rejected.slice(0, MOST_SHOWN).map((one) => (
                <tr key={`${one.line} ${one.reason}`}>
                  <td className="number">{one.line}</td>
                  <td>{one.number}</td>
                  <td>{reasonInWords(one.reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      <details open={seen.isDry}>
        <summary>{t("takeOver.sample")}</summary>
        <ul className="lines">
          {seen.sample.map((one) => (
            <li key={one.line}>
              {t("closures.line", { line: one.line })}{" "}
              {one.fields.map(({ name, value }) => `${t(`takeOver.field.${name}`)} ${value}`).join(" · ")}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function reasonInWords(reason: string): string {
  const key = `takeOver.reason.${reason}`;
  return hasText(key) ? t(key) : reason;
}
