import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { Said, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { hasText, t } from "../text.ts";

/** The words on an object's pictures, read by the server's program where it is installed; else the bench says what is missing. */
export function PageReading({ number }: { number: number }): ReactNode {
  return (
    <>
      <Reading number={number} />
      <Playings number={number} />
      <FileLinks number={number} />
    </>
  );
}

/** Recordings and how far they are made ready for browsers; where ffmpeg is missing the bench says so. */
function Playings({ number }: { number: number }): ReactNode {
  const act = useAct("playings");
  const programs = useQuery({ queryKey: ["media-programs"], queryFn: () => ask("GET /media-programs") });
  const playings = useQuery({
    queryKey: ["playings", number],
    queryFn: () => ask("GET /collection-objects/:number/playings", { params: { number } }),
    refetchInterval: (query) =>
      query.state.data?.items.some(({ state }) => state === "waiting" || state === "making") ? 2000 : false,
  });
  const items = playings.data?.items ?? [];
  if (!programs.data || items.length === 0) return null;
  const isInstalled = programs.data.ffmpeg !== null;
  const mayTryAgain = items.some(({ state, problem }) => state === "failed" || problem !== null);
  return (
    <fieldset>
      <legend>{t("media.playing")}</legend>
      {isInstalled ? null : <p className="quiet">{t("media.no-ffmpeg")}</p>}
      <ul className="plain">
        {items.map((one) => (
          <li key={one.fileId}>
            {one.name} · {t(`media.playing.${one.state}`, { percent: one.percent })}
            {one.state === "failed" ? <span className="quiet"> {problemText(one.problem ?? "")}</span> : null}
          </li>
        ))}
      </ul>
      {isInstalled && mayTryAgain ? (
        <button
          type="button"
          disabled={act.busy}
          onClick={() =>
            void act.run(
              () => ask("POST /collection-objects/:number/playings", { params: { number }, body: {} }),
              t("media.playing.begun"),
            )
          }
        >
          {t("media.playing.again")}
        </button>
      ) : null}
      <Said act={act} />
    </fieldset>
  );
}

/** Addresses of the files for somebody who may not open them otherwise: to be copied, they end by themselves. */
function FileLinks({ number }: { number: number }): ReactNode {
  const act = useAct();
  const [links, setLinks] = useState<Answer<"POST /collection-objects/:number/links"> | null>(null);
  const make = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const days = Number(new FormData(event.currentTarget).get("days"));
    const body = { days };
    await act.run(async () => {
      setLinks(await ask("POST /collection-objects/:number/links", { params: { number }, body }));
    }, "");
  };
  return (
    <fieldset>
      <legend>{t("media.links")}</legend>
      <p className="quiet">{t("media.links.how")}</p>
      <form className="actions" onSubmit={(event) => void make(event)}>
        <label>
          {t("media.links.days")}{" "}
          <input name="days" type="number" min={1} max={14} defaultValue={7} required />
        </label>
        <button type="submit" disabled={act.busy}>
          {t("media.links.make")}
        </button>
      </form>
      {links ? (
        <>
          <p role="status">{t("media.links.until", { until: new Date(links.until).toLocaleString() })}</p>
          <ul className="plain">
            {links.items.map((one) => (
              <li key={one.address}>
                <a href={one.address} target="_blank" rel="noreferrer">
                  {one.name}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <Said act={act} />
    </fieldset>
  );
}

/** Why it could not be made, in words; what only the program said, as it said it. */
function problemText(problem: string): string {
  return hasText(`media.problem.${problem}`) ? t(`media.problem.${problem}`) : problem;
}

function Reading({ number }: { number: number }): ReactNode {
  const act = useAct("readings");
  const programs = useQuery({
    queryKey: ["media-programs"],
    queryFn: () => ask("GET /media-programs"),
  });
  const readings = useQuery({
    queryKey: ["readings", number],
    queryFn: () => ask("GET /collection-objects/:number/readings", { params: { number } }),
    refetchInterval: (query) => ((query.state.data?.waiting ?? 0) > 0 ? 2000 : false),
  });
  if (!programs.data || !readings.data) return null;
  const { tesseract, languages } = programs.data;
  const { waiting, done, failed, confidence } = readings.data;
  return (
    <fieldset>
      <legend>{t("media.reading")}</legend>
      {tesseract === null ? (
        <p className="quiet">{t("media.no-tesseract")}</p>
      ) : (
        <p className="actions">
          <button
            type="button"
            disabled={act.busy || waiting > 0}
            onClick={() =>
              void act.run(
                () =>
                  ask("POST /collection-objects/:number/readings", {
                    params: { number },
                    body: { languages },
                  }),
                t("media.reading.begun"),
              )
            }
          >
            {t("media.reading.begin")}
          </button>
          <span className="quiet">{t("media.reading.what")}</span>
        </p>
      )}
      {waiting + done + failed > 0 ? (
        <p>
          {t("media.reading.state", { waiting, done, failed })}{" "}
          {confidence === null ? null : t("media.reading.confidence", { percent: Math.round(confidence) })}
        </p>
      ) : null}
      <Said act={act} />
    </fieldset>
  );
}
