import { isData, type MarcField } from "@commonshelf/marc/record";
import type { ReactNode } from "react";

/** A field as cataloguers read it: tag, indicators, subfields with their codes set apart. */
export function FieldLine(props: { field: MarcField }): ReactNode {
  const { field } = props;
  if (!isData(field))
    return (
      <span className="marc">
        <b>{field.tag}</b> {field.value}
      </span>
    );
  return (
    <span className="marc">
      <b>{field.tag}</b>{" "}
      <code>
        {field.ind1.replace(" ", "#")}
        {field.ind2.replace(" ", "#")}
      </code>{" "}
      {field.subfields.map(([code, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: subfields have no identity but their place
        <span key={at}>
          <code>‡{code}</code>
          {value}
        </span>
      ))}
    </span>
  );
}
