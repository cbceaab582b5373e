import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, explain } from "../api.ts";
import type { RowOf } from "../operations.ts";
import type { Tone } from "../scan-field.tsx";
import { t } from "../text.ts";

export type SetUp = RowOf<"GET /set-up">;
type Step = SetUp["steps"][number];

/** Figures are counted so far only. */
const COUNTED = 1000;

/** How far the libraries are that one administers. */
export function useSetUp() {
  return useQuery({ queryKey: ["set-up"], queryFn: async () => (await ask("GET /set-up")).items });
}

/** Where a step is done, below `/staff`. */
const placeOf = (code: string, step: string): string =>
  ({
    readers: `/staff/library/${code}/feed`,
    records: `/staff/imports?member=${code}`,
    hours: `/staff/library/${code}/branches`,
  })[step] ?? `/staff/library/${code}/${step}`;

/** Something counted, which stops at a thousand. */
export function counted(count: number): string {
  return count >= COUNTED ? `${COUNTED}+` : String(count);
}

/** What a library has, and what it still needs before it can open, each with where it is done. */
export function Guide({ code }: { code: string }): ReactNode {
  const query = useSetUp();
  if (query.isError) return <p role="alert">{explain(query.error)}</p>;
  if (!query.data) return <p role="status">{t("app.loading")}</p>;
  const own = query.data.find((one) => one.member === code);
  if (!own) return null;
  const left = own.steps.filter((one) => one.needed && !one.done).length;
  return (
    <section>
      <p className={own.isReady ? "done" : "waiting"}>
        {own.isReady ? `● ${t("setUp.ready")}` : `◐ ${t("setUp.left", { count: left })}`}
      </p>
      <ol className="guide">
        {own.steps.map((step) => (
          <li key={step.step} className={mark(step)}>
            <a href={placeOf(code, step.step)}>{t(`setUp.${step.step}`)}</a>
            <span className="quiet">
              {t(`setUp.state.${mark(step)}`)} · {counted(step.count)}
            </span>
            <span className="quiet">{t(`setUp.why.${step.step}`)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function mark(step: Step): Tone {
  if (step.done) return "good";
  return step.needed ? "bad" : "wait";
}
