import type { ReactNode } from "react";

export type Title = {
  main: string;
  sub?: string | undefined;
  part?: string | undefined;
  partName?: string | undefined;
};

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
