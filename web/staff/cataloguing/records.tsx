import { fromCompact, type MarcRecord } from "@commonshelf/marc/record";
import { type ReactNode, useState } from "react";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { EditRecord } from "./edit-record.tsx";
import { FindRecords } from "./find.tsx";
import { Macros } from "./macros/macros-page.tsx";
import { NewRecord } from "./new-record.tsx";
import { NumberRanges } from "./number-ranges.tsx";
import { type Layer, RecordPage } from "./record-page.tsx";
import { OfficeRules } from "./rules/office-rules.tsx";
import { AudienceRules } from "./sharing/audience-rules.tsx";

/** What is being written: a change of a record, perhaps beginning with another version of it, or a copy of another's. */
type Work = { of: "change"; layer: Layer; from?: MarcRecord } | { of: "copy"; layer: Layer };

/** The cataloguer's bench: find a title, see what it is made of, and work on it. */
export function Records(props: { session: Session }): ReactNode {
  const [parts, go] = useSubPath("records");
  const [work, setWork] = useState<Work | null>(null);
  const [first] = parts;
  const done = (instanceId: number): void => {
    setWork(null);
    go(String(instanceId));
  };
  if (work?.of === "change")
    return (
      <EditRecord
        layer={work.layer}
        {...(work.from ? { from: work.from } : {})}
        onDone={done}
        onCancel={() => setWork(null)}
      />
    );
  if (work?.of === "copy" || first === "new")
    return (
      <NewRecord
        session={props.session}
        from={work ? { record: fromCompact(work.layer.marc), flavour: work.layer.flavour } : undefined}
        onDone={done}
        onCancel={() => {
          if (!work) go();
          setWork(null);
        }}
      />
    );
  if (first === "ranges") return <NumberRanges session={props.session} onBack={() => go()} />;
  if (first === "macros") return <Macros session={props.session} onBack={() => go()} />;
  if (first === "rules") return <OfficeRules onBack={() => go()} />;
  if (first === "sharing") return <AudienceRules session={props.session} onBack={() => go()} />;
  if (first !== undefined && /^\d+$/.test(first))
    return (
      <RecordPage
        key={first}
        instanceId={Number(first)}
        onBack={() => go()}
        onOpen={(id) => go(String(id))}
        onEdit={(layer, from) => setWork({ of: "change", layer, ...(from ? { from } : {}) })}
        onCopy={(layer) => setWork({ of: "copy", layer })}
      />
    );
  return <FindRecords session={props.session} onOpen={(id) => go(String(id))} onGo={go} />;
}
