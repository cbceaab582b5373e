import type { ReactElement } from "react";

// Paths from Lucide (ISC licence), drawn with strokes of 1.5 px.
const PATHS = {
  search: "m21 21-4.34-4.34M19 11a8 8 0 1 1-16 0 8 8 0 0 1 16 0",
  bell: "M10.3 21a2 2 0 0 0 3.4 0M3.3 15.3A1 1 0 0 0 4 17h16a1 1 0 0 0 .7-1.7C19.4 14 18 12.5 18 8A6 6 0 0 0 6 8c0 4.5-1.4 6-2.7 7.3",
  user: "M17 8A5 5 0 1 1 7 8a5 5 0 0 1 10 0M20 21a8 8 0 0 0-16 0",
  sliders: "M10 5H3M12 19H3M14 3v4M16 17v4M21 12h-9M21 19h-5M21 5h-7M8 10v4M8 12H3",
  x: "M18 6 6 18M6 6l12 12",
  link: "M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71",
  left: "m15 18-6-6 6-6",
  right: "m9 18 6-6-6-6",
  minus: "M5 12h14",
} as const;

/** Names of the icons there are. */
export type IconName = keyof typeof PATHS;

/** A line icon beside a label, which says what it means: it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The seal: 册, slips bound with a cord. Drawn, so that it needs no font. */
export function Seal(): ReactElement {
  return (
    <svg className="seal" viewBox="0 0 32 32" aria-hidden="true">
      <rect className="seal-ground" width="32" height="32" rx="4" />
      <path
        className="seal-mark"
        d="M7.5 25V7.5h6.5V25M18 25V7.5h6.5V25M4.5 16h23M10.75 7.5V23M21.25 7.5V23"
      />
    </svg>
  );
}
