import type { ReactNode } from "react";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { t } from "../text.ts";
import { FloatGroups } from "./float-groups.tsx";
import { Moves } from "./moves.tsx";
import { Places } from "./places.tsx";
import { Tours } from "./tours.tsx";

const parts: { id: string; element: (session: Session) => ReactNode }[] = [
  { id: "moves", element: () => <Moves /> },
  { id: "away", element: () => <Places /> },
  { id: "tours", element: (session) => <Tours session={session} /> },
  { id: "floating", element: (session) => <FloatGroups session={session} /> },
];

/** Copies that belong somewhere else than at home: what has to be moved, what stands where, sets on tour, what floats. */
export function Placement({ session }: { session: Session }): ReactNode {
  const [[part], go] = useSubPath("places");
  const shown = parts.find((one) => one.id === part) ?? parts[0]!;
  return (
    <section>
      <nav className="tabs" aria-label={t("nav.places")}>
        {parts.map(({ id }) => (
          <a
            key={id}
            href={`/staff/places/${id}`}
            aria-current={id === shown.id ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              go(id);
            }}
          >
            {t(`places.${id}`)}
          </a>
        ))}
      </nav>
      <div key={shown.id}>{shown.element(session)}</div>
    </section>
  );
}
