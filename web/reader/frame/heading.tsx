import type { ReactElement, ReactNode } from "react";

type Props = { id?: string; children: ReactNode };

/** A heading of the page's own words, in the face that ships with us. */
export function H1({ id, children }: Props): ReactElement {
  return (
    <h1 id={id} className="song">
      {children}
    </h1>
  );
}

/** As H1, of a part. */
export function H2({ id, children }: Props): ReactElement {
  return (
    <h2 id={id} className="song">
      {children}
    </h2>
  );
}
