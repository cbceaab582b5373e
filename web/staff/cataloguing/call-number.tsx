import { isData, type MarcRecord, subfield } from "@commonshelf/marc/record";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { t } from "../text.ts";
import { peopleIn } from "./beginning/simple-record.ts";

/** The first value of a subfield among these fields, as `690a`. */
function valueIn(record: MarcRecord, ...places: string[]): string {
  for (const place of places) {
    const field = record.fields.find((one) => one.tag === place.slice(0, 3));
    const value = field && isData(field) ? subfield(field, place.charAt(3)) : undefined;
    if (value) return value;
  }
  return "";
}

/** 索书号: typed, or the record's class with the next 种次号 or the author's mark, which the platform allots. */
export function CallNumber(props: {
  recordId: number;
  record: MarcRecord;
  shelf: string;
  value: string;
  onChange: (callNumber: string) => void;
}): ReactNode {
  const [classNumber, setClassNumber] = useState(valueIn(props.record, "690a", "084a", "050a", "082a"));
  const [said, setSaid] = useState("");
  const authors = valueIn(props.record, "701a", "711a", "880a", "100a", "110a", "700a", "200f", "245c");
  const author = peopleIn(authors)[0]?.name ?? "";
  const allot = async (kind: "sequence" | "author"): Promise<void> => {
    try {
      const body = { recordId: props.recordId, shelf: props.shelf, class: classNumber, kind, author };
      const { callNumber } = await ask("POST /call-numbers", { body });
      props.onChange(callNumber);
      setSaid("");
    } catch (error) {
      setSaid(explain(error));
    }
  };
  return (
    <>
      <div className="row">
        <label>
          {t("records.col.callNumber")}
          <input
            value={props.value}
            maxLength={200}
            onChange={(event) => props.onChange(event.target.value)}
          />
        </label>
        <label>
          {t("records.classNumber")}
          <input
            value={classNumber}
            maxLength={60}
            onChange={(event) => setClassNumber(event.target.value.trim())}
          />
        </label>
      </div>
      <p className="actions">
        <button type="button" disabled={classNumber === ""} onClick={() => void allot("sequence")}>
          {t("records.allotSequence")}
        </button>
        <button
          type="button"
          disabled={classNumber === "" || author === ""}
          onClick={() => void allot("author")}
        >
          {t("records.allotAuthor", { author })}
        </button>
        <span role="status" className="refused">
          {said}
        </span>
      </p>
    </>
  );
}
