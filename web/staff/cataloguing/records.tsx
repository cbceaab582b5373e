import type { ReactNode } from "react";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { FindRecords } from "./find.tsx";
import { RecordPage } from "./record-page.tsx";

/** The cataloguer's bench: find a title, see what it is made of, and work on it. */
export function Records(props: { session: Session }): ReactNode {
  const [parts, go] = useSubPath("records");
  const [first] = parts;
  if (first !== undefined && /^\d+$/.test(first))
    return <RecordPage key={first} instanceId={Number(first)} onBack={() => go()} session={props.session} />;
  return <FindRecords onOpen={(id) => go(String(id))} />;
}
