import { compareRecords } from "@commonshelf/marc/editing";
import { fromCompact } from "@commonshelf/marc/record";
import { type ReactNode, useState } from "react";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { InOtherFormat } from "./conversion/conversion.tsx";
import { FieldLine } from "./field-line.tsx";
import type { Layer } from "./record-page.tsx";

/** The libraries' records side by side: the first is read against each of the others, what differs is marked. */
export function Layers({ records }: { records: Layer[] }): ReactNode {
  const [first, setFirst] = useState(records[0]?.id);
  const lead = records.find((record) => record.id === first) ?? records[0];
  if (!lead) return null;
  const others = records.filter((record) => record !== lead && record.flavour === lead.flavour);
  const apart = records.filter((record) => record !== lead && record.flavour !== lead.flavour);
  return (
    <>
      <label>
        {t("records.lead")}{" "}
        <select value={lead.id} onChange={(event) => setFirst(Number(event.target.value))}>
          {records.map((record) => (
            <option key={record.id} value={record.id}>
              {record.member} {record.controlNumber}
            </option>
          ))}
        </select>
      </label>
      <Wide>
        <Beside lead={lead} others={others} />
      </Wide>
      <InOtherFormat key={lead.id} record={fromCompact(lead.marc)} flavour={lead.flavour} />
      {apart.map((record) => (
        <section key={record.id}>
          <Head record={record} /> <span className="quiet">{t("records.otherFormat")}</span>
          <InOtherFormat record={fromCompact(record.marc)} flavour={record.flavour} />
          <Plain record={record} />
        </section>
      ))}
    </>
  );
}

function Head({ record }: { record: Layer }): ReactNode {
  return (
    <span>
      <b>{record.member}</b> <code>{record.controlNumber}</code>{" "}
      <span className="quiet">
        {t(`records.flavour.${record.flavour}`)} · v{record.version} · {date(record.at)}
        {record.by ? ` · ${record.by}` : ""}
        {record.load ? ` · ${record.load.fileName}` : ""}
      </span>
    </span>
  );
}

function Plain({ record }: { record: Layer }): ReactNode {
  const { leader, fields } = fromCompact(record.marc);
  return (
    <ul className="fields">
      {[{ tag: "LDR", value: leader }, ...fields].map((field, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
        <li key={at}>
          <FieldLine field={field} />
        </li>
      ))}
    </ul>
  );
}

/** A row a field of the lead; behind its own fields those that only another record has. */
function Beside(props: { lead: Layer; others: Layer[] }): ReactNode {
  const lead = fromCompact(props.lead.marc);
  const compared = props.others.map((record) => compareRecords(lead, fromCompact(record.marc)));
  const own = compareRecords(lead, lead);
  return (
    <table className="layers">
      <thead>
        <tr>
          {[props.lead, ...props.others].map((record) => (
            <th key={record.id}>
              <Head record={record} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {own.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
          <tr key={at}>
            <td>
              <FieldLine field={row.before!} />
            </td>
            {compared.map((changes, which) => {
              const change = changes.filter((one) => one.before)[at]!;
              return (
                <td key={props.others[which]!.id} className={`change ${change.change}`}>
                  {change.change === "same" && <span className="quiet">{t("records.same")}</span>}
                  {change.change === "changed" && (
                    <>
                      <span className="mark">{t("records.change.changed")}</span>
                      <FieldLine field={change.after!} />
                    </>
                  )}
                  {change.change === "removed" && <span className="quiet">{t("records.absent")}</span>}
                </td>
              );
            })}
          </tr>
        ))}
        {compared.some((changes) => changes.some((one) => one.change === "added")) && (
          <tr>
            <td className="quiet">{t("records.onlyThere")}</td>
            {compared.map((changes, which) => (
              <td key={props.others[which]!.id} className="change added">
                <ul className="fields">
                  {changes
                    .filter((one) => one.change === "added")
                    .map((one, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
                      <li key={at}>
                        <FieldLine field={one.after!} />
                      </li>
                    ))}
                </ul>
              </td>
            ))}
          </tr>
        )}
      </tbody>
    </table>
  );
}
