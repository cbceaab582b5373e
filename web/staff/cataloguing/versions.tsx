import { compareRecords, type FieldChange } from "@commonshelf/marc/editing";
import { fromCompact } from "@commonshelf/marc/record";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { FieldLine } from "./field-line.tsx";
import type { Layer } from "./record-page.tsx";

type Version = RowOf<"GET /records/:id/versions">;

/** Versions of one of the title's records: who made which when and why, and what it changed. */
export function Versions({ records }: { records: Layer[] }): ReactNode {
  const [chosen, setChosen] = useState(records.find((record) => record.mayEdit)?.id ?? records[0]?.id);
  const record = records.find((one) => one.id === chosen);
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const query = useQuery({
    queryKey: ["versions", chosen, cursors.at(-1)],
    enabled: record !== undefined,
    queryFn: async () => [
      await ask("GET /records/:id/versions", { params: { id: chosen! }, query: { cursor: cursors.at(-1) } }),
    ],
  });
  if (!record) return null;
  const next = query.data?.[0]?.next ?? null;
  return (
    <>
      <label>
        {t("records.whose")}{" "}
        <select
          value={record.id}
          onChange={(event) => {
            setChosen(Number(event.target.value));
            setCursors([undefined]);
          }}
        >
          {records.map((one) => (
            <option key={one.id} value={one.id}>
              {one.member} {one.controlNumber}
            </option>
          ))}
        </select>
      </label>
      <ListState
        query={query}
        empty={t("records.noVersions")}
        rows={([page]) => <VersionList key={page!.items[0]?.version} items={page!.items} />}
      />
      <p className="tools">
        <button
          type="button"
          disabled={cursors.length === 1}
          onClick={() => setCursors(cursors.slice(0, -1))}
        >
          {t("imports.later")}
        </button>
        <button type="button" disabled={!next} onClick={() => setCursors([...cursors, next ?? undefined])}>
          {t("imports.earlier")}
        </button>
      </p>
    </>
  );
}

function VersionList({ items }: { items: Version[] }): ReactNode {
  const [open, setOpen] = useState(items[0]?.version);
  const at = items.findIndex((one) => one.version === open);
  const [version, before] = [items[at], items[at + 1]];
  return (
    <div className="beside">
      <table className="compact">
        <thead>
          <tr>
            <th className="number">{t("records.version")}</th>
            <th>{t("records.when")}</th>
            <th>{t("records.who")}</th>
            <th>{t("records.why")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.version} aria-selected={one.version === open}>
              <td className="number">
                <button
                  type="button"
                  aria-pressed={one.version === open}
                  onClick={() => setOpen(one.version)}
                >
                  {one.version}
                </button>
              </td>
              <td>{date(one.at)}</td>
              <td>{one.by ?? t("records.unknown")}</td>
              <td>
                {one.deleted ? t("records.deleted") : one.reason || (one.load ? one.load.fileName : "")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {version && <Changes version={version} before={before} />}
    </div>
  );
}

/** What a version changed; the first of all is shown whole. */
function Changes(props: { version: Version; before: Version | undefined }): ReactNode {
  const after = fromCompact(props.version.marc);
  const changes: FieldChange[] = props.before
    ? compareRecords(fromCompact(props.before.marc), after).filter((one) => one.change !== "same")
    : compareRecords({ leader: after.leader, fields: [] }, after).filter((one) => one.after);
  if (changes.length === 0) return <p className="quiet">{t("records.nothingChanged")}</p>;
  return (
    <Wide>
      <table className="layers">
        <thead>
          <tr>
            <th>{props.before ? t("records.before", { version: props.before.version }) : ""}</th>
            <th>{t("records.after", { version: props.version.version })}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
            <tr key={at}>
              <td className="change removed">{change.before && <FieldLine field={change.before} />}</td>
              <td className="change added">
                {change.after ? (
                  <FieldLine field={change.after} />
                ) : (
                  <span className="mark">{t("records.change.removed")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
