import { scriptOf } from "@commonshelf/cjk";
import { type ReactElement, useContext } from "react";
import { type CoverLabel, layOutLabel } from "./cover-label.ts";
import { CoverSource } from "./cover-source.ts";
import { tintOf } from "./tint.ts";

/** What a cover is drawn from. */
export type CoverFacts = { title: string; lang: string; author: string; isbns?: readonly string[] };

/** The thread of a spine at `at`, with its stitches to the edge of the paper. */
const threadPath = (at: number, edge: number): string =>
  `M${at} 0V140${[14, 52, 88, 126].map((y) => `M${at} ${y}H${edge}`).join("")}`;
const RIGHT_THREAD = threadPath(90, 100);
const LEFT_THREAD = threadPath(10, 0);

/** The cover of a book: its picture where the installation has one, else a drawn one. */
export function Cover({ facts }: { facts: CoverFacts }): ReactElement {
  const source = useContext(CoverSource)(facts.isbns ?? []);
  if (source === null) return <DrawnCover facts={facts} />;
  return (
    <img
      className="cover cover-picture"
      src={source}
      alt=""
      width={100}
      height={140}
      loading="lazy"
      decoding="async"
    />
  );
}

/**
 * A cover for a book without one: coloured paper, a thread-bound spine and the title on a label. Books in Han, kana
 * and Hebrew or Arabic letters are bound on the right. Decoration beside the title in words, so hidden from readers of
 * the page.
 */
function DrawnCover({ facts }: { facts: CoverFacts }): ReactElement {
  const script = scriptOf(facts.title);
  const label = layOutLabel(facts.title, script === "Hebr" || script === "Arab");
  const bindsRight = label.vertical || script === "Hebr" || script === "Arab";
  return (
    <svg
      className={`cover tint-${tintOf(facts.title + facts.author)}`}
      viewBox="0 0 100 140"
      aria-hidden="true"
    >
      <rect className="cover-paper" width="100" height="140" rx="2" />
      <path className="cover-thread" d={bindsRight ? RIGHT_THREAD : LEFT_THREAD} />
      <rect className="cover-label" x={label.x} y={label.y} width={label.width} height={label.height} />
      <rect
        className="cover-rule"
        x={label.x + 2}
        y={label.y + 2}
        width={label.width - 4}
        height={label.height - 4}
      />
      <Lines label={label} lang={facts.lang} />
    </svg>
  );
}

function Lines({ label, lang }: { label: CoverLabel; lang: string }): ReactElement {
  return (
    <g className={label.vertical ? "cover-han" : "cover-latin"} lang={lang} fontSize={label.fontSize}>
      {label.lines.map((line) => (
        <text key={`${line.x},${line.y}`} x={line.x} y={line.y}>
          {line.text}
        </text>
      ))}
    </g>
  );
}
