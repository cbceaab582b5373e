import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isAtLeast, type WorkerRole } from "../../../server/src/collections/words.ts";
import { ask, explain } from "../api.ts";
import type { RowOf } from "../operations.ts";
import { MemberName } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { pick, sitePath, t } from "../text.ts";
import { BulkEditPart } from "./bulk-edit.tsx";
import { DamagedOriginals } from "./damage.tsx";
import { TakeIn } from "./exchange.tsx";
import { FieldsPart } from "./fields.tsx";
import { FrontPart } from "./front.tsx";
import { GuestsPart } from "./guests/guests.tsx";
import { HarvestPart } from "./harvests.tsx";
import { ImportPart } from "./imports/imports.tsx";
import { NewCollection } from "./new-collection.tsx";
import { ObjectsPart } from "./objects.tsx";
import { PeoplePart } from "./people.tsx";
import { PublishPart } from "./publish.tsx";
import { CorrectionsPart, RequestsPart } from "./readers-words.tsx";
import { JointBaseLedger, UsesPart } from "./uses.tsx";
import { VocabulariesPart } from "./vocabularies/vocabularies.tsx";

/** A collection as its workers see it. */
export type Worked = RowOf<"GET /collections-worked">;
export type Go = (...parts: string[]) => void;

/** Parts of the bench, in the order in which a new collection is made; who is less than `least` does not see one. */
const parts: readonly { id: string; least: WorkerRole; element: (one: Worked, go: Go) => ReactNode }[] = [
  {
    id: "import",
    least: "contributor",
    element: (one, go) => <ImportPart slug={one.slug} role={one.role} go={go} />,
  },
  { id: "objects", least: "contributor", element: (one) => <ObjectsPart slug={one.slug} role={one.role} /> },
  { id: "edits", least: "editor", element: (one) => <BulkEditPart slug={one.slug} /> },
  { id: "guests", least: "contributor", element: (one) => <GuestsPart collection={one} /> },
  { id: "fields", least: "curator", element: (one) => <FieldsPart slug={one.slug} /> },
  { id: "vocabularies", least: "curator", element: (one) => <VocabulariesPart slug={one.slug} /> },
  { id: "front", least: "curator", element: (one) => <FrontPart slug={one.slug} /> },
  { id: "publish", least: "curator", element: (one) => <PublishPart collection={one} /> },
  { id: "requests", least: "editor", element: (one) => <RequestsPart slug={one.slug} /> },
  {
    id: "corrections",
    least: "contributor",
    element: (one) => <CorrectionsPart slug={one.slug} role={one.role} />,
  },
  { id: "uses", least: "contributor", element: (one) => <UsesPart slug={one.slug} /> },
  { id: "harvest", least: "curator", element: (one) => <HarvestPart slug={one.slug} /> },
  { id: "people", least: "curator", element: (one) => <PeoplePart slug={one.slug} /> },
];

/** The curators' bench: which collections there are, a new one, and everything that is done with one. */
export function Collections(props: { session: Session }): ReactNode {
  const [[slug, part], go] = useSubPath("collections");
  const worked = useQuery({
    queryKey: ["collections-worked"],
    queryFn: async () => (await ask("GET /collections-worked")).items,
  });
  if (slug === "new") return <NewCollection session={props.session} worked={worked.data ?? []} go={go} />;
  if (worked.isPending) return <p role="status">{t("app.loading")}</p>;
  if (worked.isError)
    return (
      <p role="alert" className="refused">
        {explain(worked.error)}
      </p>
    );
  const one = worked.data.find((item) => item.slug === slug);
  return one ? (
    <Bench one={one} part={part} go={go} />
  ) : (
    <List items={worked.data} session={props.session} go={go} />
  );
}

function List(props: { items: Worked[]; session: Session; go: Go }): ReactNode {
  return (
    <section>
      <p className="actions">
        {props.session.roles.length > 0 ? (
          <button type="button" className="primary" onClick={() => props.go("new")}>
            {t("collections.new")}
          </button>
        ) : null}
        <span className="quiet">
          {t(props.session.roles.length > 0 ? "collections.new.why" : "collections.worked.why")}
        </span>
      </p>
      {props.items.length === 0 ? (
        <p className="quiet">{t("collections.none")}</p>
      ) : (
        <ul className="collection-cards">
          {props.items.map((one) => (
            <li key={one.slug}>
              <a
                href={`/staff/collections/${one.slug}`}
                onClick={(event) => {
                  event.preventDefault();
                  props.go(one.slug);
                }}
              >
                <b>{pick(one.name) || one.slug}</b>
                <span className="quiet">
                  <MemberName code={one.member} /> · {t("collections.objects", { count: total(one) })}
                </span>
                <State one={one} />
              </a>
            </li>
          ))}
        </ul>
      )}
      {props.session.roles.length > 0 ? <DamagedOriginals /> : null}
      {props.session.roles.length > 0 ? <TakeIn session={props.session} /> : null}
      {props.session.roles.length > 0 ? <JointBaseLedger /> : null}
    </section>
  );
}

const total = ({ objects }: Worked): number => Object.values(objects).reduce((sum, n) => sum + n, 0);

function State({ one }: { one: Worked }): ReactNode {
  const key = one.withdrawn ? "withdrawn" : one.live === null ? "draft" : "published";
  return <span className={`collection-state collection-${key}`}>{t(`collections.state.${key}`)}</span>;
}

function Bench(props: { one: Worked; part: string | undefined; go: Go }): ReactNode {
  const { one, go } = props;
  const allowed = parts.filter((part) => isAtLeast(one.role, part.least));
  const first = total(one) === 0 ? "import" : "objects";
  const shown = allowed.find((part) => part.id === (props.part ?? first)) ?? allowed[0]!;
  return (
    <section>
      <div className="library-head">
        <a
          href="/staff/collections"
          onClick={(event) => {
            event.preventDefault();
            go();
          }}
        >
          {t("nav.collections")}
        </a>
        <b>{pick(one.name) || one.slug}</b>
        <State one={one} />
        <a
          href={sitePath(`/collections/${one.slug}${one.live === null ? "?preview" : ""}`)}
          target="_blank"
          rel="noreferrer"
        >
          {t(one.live === null ? "collections.preview" : "collections.see")}
        </a>
        {one.role === "curator" ? (
          <a
            href={`/staff-files/collections/${one.slug}/export.zip`}
            title={t("exchange.export.what")}
            download
          >
            {t("exchange.export")}
          </a>
        ) : null}
        <nav className="tabs" aria-label={t("collections.parts")}>
          {allowed.map(({ id }) => (
            <a
              key={id}
              href={`/staff/collections/${one.slug}/${id}`}
              aria-current={id === shown.id ? "page" : undefined}
              onClick={(event) => {
                event.preventDefault();
                go(one.slug, id);
              }}
            >
              {t(`collections.part.${id}`)}
            </a>
          ))}
        </nav>
      </div>
      {shown.element(one, go)}
    </section>
  );
}
