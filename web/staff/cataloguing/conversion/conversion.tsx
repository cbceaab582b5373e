import { convertRecord, type Loss } from "@commonshelf/marc/conversion";
import { isData, type MarcRecord } from "@commonshelf/marc/record";
import { type ReactNode, useState } from "react";
import { t } from "../../text.ts";
import type { Flavour } from "../field-help.tsx";
import { FieldLine } from "../field-line.tsx";

const other = (flavour: Flavour): Flavour => (flavour === "marc21" ? "unimarc" : "marc21");

/** What a conversion does not bring over as it stood, field by field. */
export function Losses({ losses }: { losses: readonly Loss[] }): ReactNode {
  if (losses.length === 0) return <p className="quiet">{t("conversion.whole")}</p>;
  return (
    <details>
      <summary>{t("conversion.losses", { n: losses.length })}</summary>
      <ul className="fields">
        {losses.map(({ tag, code, value, kind }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: subfields repeat and have no identity but their place
          <li key={at}>
            <b>{tag}</b> {code && <code>{kind === "coded" ? code : `‡${code}`}</code>} {value}{" "}
            <span className="quiet">{t(`conversion.kind.${kind}`)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A record as the other format says it, when asked for; the record itself stays as it is. */
export function InOtherFormat({ record, flavour }: { record: MarcRecord; flavour: Flavour }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const to = other(flavour);
  return (
    <>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t(isOpen ? "conversion.asItIs" : `conversion.as.${to}`)}
      </button>
      {isOpen && <Shown record={record} to={to} />}
    </>
  );
}

function Shown({ record, to }: { record: MarcRecord; to: Flavour }): ReactNode {
  const { record: shown, losses } = convertRecord(record, to);
  return (
    <section aria-label={t(`conversion.as.${to}`)}>
      <Losses losses={losses} />
      <ul className="fields">
        {[{ tag: "LDR", value: shown.leader }, ...shown.fields].map((field, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
          <li key={at}>
            <FieldLine field={field} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Turns the record that is being written into the other format; what that loses is told before anything is saved. */
export function ConvertDraft(props: {
  record: MarcRecord;
  flavour: Flavour;
  onConverted: (record: MarcRecord, flavour: Flavour, losses: Loss[]) => void;
}): ReactNode {
  const to = other(props.flavour);
  const convert = (): void => {
    const { record, losses } = convertRecord(props.record, to, { local: false });
    props.onConverted(record, to, losses);
  };
  // The platform numbers a record itself: an empty one has nothing to turn.
  const isEmpty = !props.record.fields.some(
    (field) => isData(field) && field.subfields.some(([, value]) => value),
  );
  return (
    <button type="button" disabled={isEmpty} onClick={convert}>
      {t(`conversion.into.${to}`)}
    </button>
  );
}
