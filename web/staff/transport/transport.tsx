import type { ReactNode } from "react";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { t } from "../text.ts";
import { Late } from "./late.tsx";
import { Packing } from "./packing.tsx";
import { Receiving } from "./receiving.tsx";
import { CourierRoutes } from "./routes.tsx";

const parts: { id: string; element: (session: Session) => ReactNode }[] = [
  { id: "packing", element: (session) => <Packing session={session} /> },
  { id: "receiving", element: (session) => <Receiving session={session} /> },
  { id: "late", element: () => <Late /> },
  { id: "routes", element: (session) => <CourierRoutes session={session} /> },
];

/** How books get to other branches and from them: packing, receiving, what is late, the routes. */
export function Transport({ session }: { session: Session }): ReactNode {
  const [[part], go] = useSubPath("transport");
  const shown = parts.find((one) => one.id === part) ?? parts[0]!;
  return (
    <section>
      <nav className="tabs" aria-label={t("nav.transport")}>
        {parts.map(({ id }) => (
          <a
            key={id}
            href={`/staff/transport/${id}`}
            aria-current={id === shown.id ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              go(id);
            }}
          >
            {t(`transport.${id}`)}
          </a>
        ))}
      </nav>
      <div key={shown.id}>{shown.element(session)}</div>
    </section>
  );
}
