import type { ReactElement } from "react";

/** What a list of one's own will hold, and the next step to its first line. */
export function NothingYet(props: { what: string; next: string; href: string }): ReactElement {
  return (
    <div className="empty">
      <p className="empty-what">{props.what}</p>
      <p className="empty-later">
        <a href={props.href}>{props.next}</a>
      </p>
    </div>
  );
}
