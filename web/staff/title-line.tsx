import type { ReactNode } from "react";
import type { z } from "zod";
import type { titleSchema } from "../../server/src/circulation/schema.ts";

export type Title = z.output<typeof titleSchema>;

/** A title with its parts on one line. */
export function TitleLine(props: { title: Title }): ReactNode {
  const { main, sub, part, partName } = props.title;
  return (
    <cite>
      {[main, sub].filter(Boolean).join(" : ")}
      {part ? ` ${part}` : ""}
      {partName ? ` ${partName}` : ""}
    </cite>
  );
}
