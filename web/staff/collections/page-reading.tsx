import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { Said, useAct } from "../consortium/fields.tsx";
import { t } from "../text.ts";

/** The words on an object's pictures, read by the server's program where it is installed; else the bench says what is missing. */
export function PageReading({ number }: { number: number }): ReactNode {
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
      {programs.data.ffmpeg === null ? <p className="quiet">{t("media.no-ffmpeg")}</p> : null}
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
