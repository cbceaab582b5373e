import { compareRecords, type FieldChange, fieldKey } from "@commonshelf/marc/editing";
import { fromCompact, type MarcRecord } from "@commonshelf/marc/record";
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
export function Versions(props: {
  records: Layer[];
  onEdit: (layer: Layer, from?: MarcRecord) => void;
}): ReactNode {
  const { records } = props;
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
        rows={([page]) => (
          <VersionList
            key={`${chosen} ${page!.items[0]?.version}`}
            items={page!.items}
            layer={record}
            onEdit={props.onEdit}
          />
        )}
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

/** Why a version was made: in its author's words, or from where it was copied or loaded. */
function whyOf({ reason, load }: Version): string {
  const target = /^copy: (\S+)$/.exec(reason ?? "")?.[1];
  if (target !== undefined) return t("records.copiedFrom", { target });
  return reason || (load?.fileName ?? "");
}

function VersionList(props: {
  items: Version[];
  layer: Layer;
  onEdit: (layer: Layer, from?: MarcRecord) => void;
}): ReactNode {
  const { items } = props;
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
              <td>{one.deleted ? t("records.deleted") : whyOf(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {version && <Changes version={version} before={before} layer={props.layer} onEdit={props.onEdit} />}
    </div>
  );
}

/** The record as it stands, with what a version had of one field: that field brought back. */
function withOld(now: MarcRecord, change: FieldChange): MarcRecord {
  const key = change.after && fieldKey(change.after);
  const at = now.fields.findIndex((field) => fieldKey(field) === key);
  if (change.before === undefined) return { ...now, fields: now.fields.filter((_, place) => place !== at) };
  if (change.before.tag === "LDR" && "value" in change.before) return { ...now, leader: change.before.value };
  if (at >= 0) return { ...now, fields: now.fields.with(at, change.before) };
  const later = now.fields.findIndex((field) => field.tag > change.tag);
  return { ...now, fields: now.fields.toSpliced(later < 0 ? now.fields.length : later, 0, change.before) };
}

/** What a version changed; the first of all is shown whole. Each change, or all of it, can be brought back. */
function Changes(props: {
  version: Version;
  before: Version | undefined;
  layer: Layer;
  onEdit: (layer: Layer, from?: MarcRecord) => void;
}): ReactNode {
  const { layer, version, before } = props;
  const after = fromCompact(version.marc);
  const changes: FieldChange[] = before
    ? compareRecords(fromCompact(before.marc), after).filter((one) => one.change !== "same")
    : compareRecords({ leader: after.leader, fields: [] }, after).filter((one) => one.after);
  const now = fromCompact(layer.marc);
  return (
    <div>
      {layer.mayEdit && version.version !== layer.version && (
        <p className="actions">
          <button type="button" onClick={() => props.onEdit(layer, after)}>
            {t("records.bringBack", { version: version.version })}
          </button>
        </p>
      )}
      {changes.length === 0 && <p className="quiet">{t("records.nothingChanged")}</p>}
      <Wide>
        <table className="layers">
          <thead>
            <tr>
              <th>{before ? t("records.before", { version: before.version }) : ""}</th>
              <th>{t("records.after", { version: version.version })}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
              <tr key={at}>
                <td className="change removed">
                  {change.before && <FieldLine field={change.before} />}{" "}
                  {layer.mayEdit && before && (
                    <button type="button" onClick={() => props.onEdit(layer, withOld(now, change))}>
                      {t("records.bringBackField")}
                    </button>
                  )}
                </td>
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
    </div>
  );
}
