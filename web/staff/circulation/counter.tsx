import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { ScanField, sound } from "../scan-field.tsx";
import { t } from "../text.ts";

type Receipt = Answer<"POST /desk/counter">;
type Line = { key: number; receipt?: Receipt; problem?: string };
const MOST_LINES = 20;

/** The desk between two readers: whoever comes shows a code, one scan says what to do with the book. */
export function Counter(): ReactNode {
  const [lines, setLines] = useState<Line[]>([]);
  const add = (line: Omit<Line, "key">): void =>
    setLines((before) => [{ key: performance.now(), ...line }, ...before].slice(0, MOST_LINES));
  const scan = (text: string): void =>
    void ask("POST /desk/counter", { body: { text } }).then(
      (receipt) => {
        sound(receipt.step === "collected" || receipt.step === "taken-home" ? "good" : "wait");
        add({ receipt });
      },
      (error: unknown) => {
        sound("bad");
        add({ problem: explain(error) });
      },
    );
  const [latest, ...earlier] = lines;
  const sentence = ({ receipt, problem }: Line): string =>
    receipt ? t(`counter.${receipt.step}`, { title: receipt.title }) : (problem ?? "");
  return (
    <section>
      <ScanField label={t("counter.scan")} hint={t("counter.hint")} onScan={scan} />
      <div className="outcome" role="status" aria-live="assertive">
        {latest && (
          <div className={latest.receipt ? "big good" : "big bad"}>
            <strong>{sentence(latest)}</strong>
          </div>
        )}
      </div>
      <h2>{t("scan.list")}</h2>
      <ol className="lines">
        {earlier.length === 0 && <li className="quiet">{t("scan.empty")}</li>}
        {earlier.map((line) => (
          <li key={line.key} className={line.receipt ? "good" : "bad"}>
            <span>{sentence(line)}</span>
          </li>
        ))}
      </ol>
      <CircleCopies />
    </section>
  );
}

type Circle = Answer<"GET /desk/circle-copies">["circles"][number];

/** A circle as the desk tells it apart: the library's own, or its readers'. */
function circleName({ name, isOfficial }: Circle): string {
  return t(isOfficial ? "counter.circleOwn" : "counter.circleReaders", { name });
}

/** The library's own copies in circles of readers: choose a circle, scan; asked for there, collected here. */
function CircleCopies(): ReactNode {
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const offered = useQuery({ queryKey: ["circle-copies"], queryFn: () => ask("GET /desk/circle-copies") });
  const act = (work: Promise<unknown>, done: string): void =>
    void work.then(
      () => {
        setSaid(done);
        return client.invalidateQueries({ queryKey: ["circle-copies"] });
      },
      (error: unknown) => setSaid(explain(error)),
    );
  const offer = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { barcode: textOf(form, "barcode"), circleIds: [textOf(form, "circle")] };
    act(ask("POST /desk/circle-copies", { body }), t("counter.offered"));
    event.currentTarget.reset();
  };
  const takeBack = (id: string): void =>
    act(ask("DELETE /desk/circle-copies/:id", { params: { id } }), t("counter.tookBack"));
  const circles = offered.data?.circles ?? [];
  return (
    <>
      <h2>{t("counter.circles")}</h2>
      <p className="quiet">{t("counter.circlesHint")}</p>
      <p role="status">{said}</p>
      {circles.length === 0 ? (
        <p className="quiet">{t("counter.noCircles")}</p>
      ) : (
        <form className="tools" onSubmit={offer}>
          <label>
            {t("counter.circle")}
            <select name="circle">
              {circles.map((circle) => (
                <option key={circle.id} value={circle.id}>
                  {circleName(circle)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("counter.barcode")}
            <input name="barcode" required maxLength={100} autoComplete="off" />
          </label>
          <button type="submit">{t("counter.offer")}</button>
        </form>
      )}
      <ul className="lines">
        {(offered.data?.items ?? []).map((copy) => (
          <li key={copy.copyId}>
            <span>
              {copy.title} <span className="quiet">{copy.circles.join(" · ")}</span>
            </span>
            <code>{copy.barcode}</code>{" "}
            <button
              type="button"
              aria-label={`${t("counter.takeBack")}: ${copy.title}`}
              onClick={() => takeBack(copy.copyId)}
            >
              {t("counter.takeBack")}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
