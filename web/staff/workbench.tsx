import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { ask, explain } from "./api.ts";
import { BranchChoice } from "./branch-choice.tsx";
import { KeyHelp, useKeys } from "./frame/keys.tsx";
import { Navigation } from "./frame/navigation.tsx";
import { OffLineBar } from "./off-line/bar.tsx";
import { useFreshWhenReached } from "./off-line/reach.ts";
import { chooseBranch, loadSession, type Session } from "./session.ts";
import { SignIn } from "./sign-in.tsx";
import { SignOut } from "./sign-out.tsx";
import { currentLanguage, type Language, languages, pick, switchLanguage, t } from "./text.ts";

type Page = {
  id: string;
  label: string;
  key: string;
  /** `go`: to another page, as `transport/late`. */
  element: (session: Session, go: (page: string) => void) => ReactNode;
};

const Counter = lazy(async () => ({ default: (await import("./circulation/counter.tsx")).Counter }));
const CheckOut = lazy(async () => ({ default: (await import("./circulation/check-out.tsx")).CheckOut }));
const CheckIn = lazy(async () => ({ default: (await import("./circulation/check-in.tsx")).CheckIn }));
const PullList = lazy(async () => ({ default: (await import("./circulation/pull-list.tsx")).PullList }));
const HoldShelf = lazy(async () => ({ default: (await import("./circulation/hold-shelf.tsx")).HoldShelf }));
const TakeDown = lazy(async () => ({ default: (await import("./circulation/take-down.tsx")).TakeDown }));
const Troubles = lazy(async () => ({ default: (await import("./circulation/troubles.tsx")).Troubles }));
const Transits = lazy(async () => ({ default: (await import("./circulation/transits.tsx")).Transits }));
const Patron = lazy(async () => ({ default: (await import("./circulation/patron.tsx")).Patron }));
const Readers = lazy(async () => ({ default: (await import("./people/readers.tsx")).Readers }));
const Office = lazy(async () => ({ default: (await import("./people/office.tsx")).Office }));
const Audit = lazy(async () => ({ default: (await import("./people/audit.tsx")).Audit }));
const ItemPanel = lazy(async () => ({ default: (await import("./circulation/item.tsx")).ItemPanel }));
const Groupings = lazy(async () => ({ default: (await import("./catalogue/groupings.tsx")).Groupings }));
const Serials = lazy(async () => ({ default: (await import("./serials/serials.tsx")).Serials }));
const Records = lazy(async () => ({ default: (await import("./cataloguing/records.tsx")).Records }));
const Authorities = lazy(async () => ({
  default: (await import("./authorities/authorities.tsx")).Authorities,
}));
const Doubts = lazy(async () => ({ default: (await import("./matching/doubts.tsx")).Doubts }));
const Relevance = lazy(async () => ({ default: (await import("./discovery/relevance.tsx")).Relevance }));
const Phrasing = lazy(async () => ({ default: (await import("./phrasing/phrasing.tsx")).Phrasing }));
const Suggestions = lazy(async () => ({
  default: (await import("./acquisitions/suggestions.tsx")).Suggestions,
}));
const Moderation = lazy(async () => ({ default: (await import("./moderation/moderation.tsx")).Moderation }));
const Members = lazy(async () => ({ default: (await import("./consortium/members.tsx")).Members }));
const Library = lazy(async () => ({ default: (await import("./consortium/library.tsx")).Library }));
const Loads = lazy(async () => ({ default: (await import("./loads/loads.tsx")).Loads }));
const BulkChanges = lazy(async () => ({ default: (await import("./loads/bulk.tsx")).BulkChanges }));
const Exports = lazy(async () => ({ default: (await import("./loads/exports.tsx")).Exports }));
const Sources = lazy(async () => ({ default: (await import("./harvesting/sources.tsx")).Sources }));
const CopyRecords = lazy(async () => ({ default: (await import("./copying/copy.tsx")).CopyRecords }));
const Contributions = lazy(async () => ({
  default: (await import("./loads/contributions.tsx")).Contributions,
}));
const Collections = lazy(async () => ({
  default: (await import("./collections/collections.tsx")).Collections,
}));
const Exhibitions = lazy(async () => ({
  default: (await import("./exhibitions/exhibitions.tsx")).Exhibitions,
}));
const Operation = lazy(async () => ({ default: (await import("./operation/operation.tsx")).Operation }));
const OffLine = lazy(async () => ({ default: (await import("./off-line/off-line.tsx")).OffLine }));
const Today = lazy(async () => ({ default: (await import("./tasks/today.tsx")).Today }));
const Stocktaking = lazy(async () => ({
  default: (await import("./stocktaking/stocktaking.tsx")).Stocktaking,
}));
const Placement = lazy(async () => ({ default: (await import("./placement/placement.tsx")).Placement }));
const Storage = lazy(async () => ({ default: (await import("./storage/storage.tsx")).Storage }));
const Figures = lazy(async () => ({ default: (await import("./insight/figures.tsx")).Figures }));
const Transport = lazy(async () => ({ default: (await import("./transport/transport.tsx")).Transport }));
const OperationWarning = lazy(async () => ({
  default: (await import("./operation/operation.tsx")).OperationWarning,
}));

/**
 * All pages of the workbench, each with its key (Alt and the letter). Who names no page gets the first they may open;
 * the navigation has an order of its own.
 */
export const pages: readonly Page[] = [
  {
    id: "today",
    label: "nav.today",
    key: "h",
    element: (session, go) => <Today session={session} onGo={go} />,
  },
  { id: "check-out", label: "nav.checkOut", key: "1", element: (session) => <CheckOut session={session} /> },
  { id: "check-in", label: "nav.scan", key: "2", element: (session) => <CheckIn session={session} /> },
  { id: "pull-list", label: "nav.pullList", key: "3", element: (session) => <PullList session={session} /> },
  {
    id: "hold-shelf",
    label: "nav.holdShelf",
    key: "4",
    element: (session) => <HoldShelf session={session} />,
  },
  { id: "take-down", label: "nav.takeDown", key: "d", element: () => <TakeDown /> },
  { id: "troubles", label: "nav.troubles", key: "t", element: () => <Troubles /> },
  { id: "transits", label: "nav.transits", key: "5", element: (session) => <Transits session={session} /> },
  {
    id: "transport",
    label: "nav.transport",
    key: "k",
    element: (session) => <Transport session={session} />,
  },
  { id: "places", label: "nav.places", key: "=", element: (session) => <Placement session={session} /> },
  { id: "storage", label: "nav.storage", key: "-", element: (session) => <Storage session={session} /> },
  { id: "stocktaking", label: "nav.stocktaking", key: "s", element: () => <Stocktaking /> },
  { id: "serials", label: "nav.serials", key: ".", element: () => <Serials /> },
  { id: "figures", label: "nav.figures", key: "g", element: () => <Figures /> },
  { id: "patron", label: "nav.patron", key: "6", element: () => <Patron /> },
  { id: "readers", label: "nav.readers", key: "r", element: (session) => <Readers session={session} /> },
  { id: "item", label: "nav.item", key: "7", element: () => <ItemPanel /> },
  { id: "off-line", label: "nav.offLine", key: "f", element: () => <OffLine /> },
  { id: "counter", label: "nav.counter", key: "c", element: () => <Counter /> },
  { id: "members", label: "nav.members", key: "n", element: () => <Members /> },
  { id: "library", label: "nav.library", key: "l", element: (session) => <Library session={session} /> },
  { id: "office", label: "nav.office", key: "p", element: () => <Office /> },
  { id: "audit", label: "nav.audit", key: "a", element: (session) => <Audit session={session} /> },
  { id: "records", label: "nav.records", key: "e", element: (session) => <Records session={session} /> },
  {
    id: "collections",
    label: "nav.collections",
    key: "q",
    element: (session) => <Collections session={session} />,
  },
  {
    id: "exhibitions",
    label: "nav.exhibitions",
    key: ",",
    element: (session) => <Exhibitions session={session} />,
  },
  { id: "imports", label: "nav.imports", key: "8", element: (session) => <Loads session={session} /> },
  { id: "bulk", label: "nav.bulk", key: "b", element: (session) => <BulkChanges session={session} /> },
  { id: "exports", label: "nav.exports", key: "x", element: (session) => <Exports session={session} /> },
  { id: "harvests", label: "nav.harvests", key: "z", element: (session) => <Sources session={session} /> },
  { id: "copy", label: "nav.copy", key: "y", element: (session) => <CopyRecords session={session} /> },
  { id: "contributions", label: "nav.contributions", key: "u", element: () => <Contributions /> },
  { id: "groupings", label: "nav.groupings", key: "9", element: () => <Groupings /> },
  { id: "suggestions", label: "nav.suggestions", key: "i", element: (my) => <Suggestions session={my} /> },
  { id: "doubts", label: "nav.doubts", key: "v", element: () => <Doubts /> },
  { id: "authorities", label: "nav.authorities", key: "j", element: () => <Authorities /> },
  { id: "phrasing", label: "nav.phrasing", key: "w", element: () => <Phrasing /> },
  { id: "relevance", label: "nav.relevance", key: "0", element: () => <Relevance /> },
  {
    id: "moderation",
    label: "nav.moderation",
    key: "m",
    element: (session) => <Moderation session={session} />,
  },
  { id: "operation", label: "nav.operation", key: "o", element: () => <Operation /> },
];
const DESK = new Set(["circulation", "desk-lead", "member-admin", "consortium-admin"]);
const CATALOGUE = new Set(["cataloguer", "member-admin", "consortium-admin"]);
const MODERATORS = new Set(["member-admin", "consortium-admin"]);
const OFFICE = new Set(["consortium-admin"]);
/** Who may open a page that is not a desk's; such pages need no branch. */
const ADMITTED: Readonly<Record<string, ReadonlySet<string>>> = {
  members: OFFICE,
  office: OFFICE,
  audit: MODERATORS,
  library: MODERATORS,
  records: CATALOGUE,
  collections: CATALOGUE,
  exhibitions: CATALOGUE,
  imports: CATALOGUE,
  bulk: CATALOGUE,
  exports: CATALOGUE,
  copy: CATALOGUE,
  harvests: CATALOGUE,
  contributions: CATALOGUE,
  groupings: CATALOGUE,
  doubts: CATALOGUE,
  authorities: CATALOGUE,
  suggestions: CATALOGUE,
  phrasing: CATALOGUE,
  relevance: CATALOGUE,
  moderation: MODERATORS,
  operation: OFFICE,
};

const pageOfPath = (): string => /^\/staff\/([a-z-]+)/.exec(location.pathname)?.[1] ?? "";

/** The whole application: sign-in, choice of branch, then one page at a time. */
export function Workbench(): ReactNode {
  const client = useQueryClient();
  useFreshWhenReached();
  const [language, setLanguage] = useState<Language>(currentLanguage());
  /** True: administers without standing at a desk; undefined: not said, which for the office means so. */
  const [deskless, setDeskless] = useState<boolean>();
  const session = useQuery({ queryKey: ["session"], queryFn: loadSession, staleTime: 60_000 });
  const set = (value: Session | null): void => void client.setQueryData(["session"], value);
  const change = (next: Language): void => void switchLanguage(next).then(() => setLanguage(next));
  const frame = (content: ReactNode): ReactNode => (
    <div className="bare" key={language}>
      <LanguageChoice language={language} onChange={change} />
      {content}
    </div>
  );
  if (session.isPending) return frame(<p role="status">{t("app.loading")}</p>);
  if (session.isError)
    return frame(
      <p role="alert">
        {explain(session.error)}{" "}
        <button type="button" onClick={() => void session.refetch()}>
          {t("app.retry")}
        </button>
      </p>,
    );
  const current = session.data;
  if (!current) return frame(<SignIn onDone={set} />);
  const roles = current.roles.map((r) => r.role);
  if (roles.length === 0)
    return (
      <WithoutRole session={current} language={language} onLanguage={change} onSession={set} frame={frame} />
    );
  const isDesk = roles.some((role) => DESK.has(role));
  const atDesk = current.branch !== null;
  if (isDesk && !atDesk && !(deskless ?? roles.includes("consortium-admin"))) {
    const without = roles.some((role) => MODERATORS.has(role)) ? () => setDeskless(true) : undefined;
    return frame(<BranchChoice session={current} onDone={set} onWithout={without} />);
  }
  const allowed = pages.filter(({ id }) => {
    const admitted = ADMITTED[id];
    return admitted ? roles.some((role) => admitted.has(role)) : isDesk && atDesk;
  });
  const toDesk = async (): Promise<void> => {
    setDeskless(false);
    if (atDesk) set(await chooseBranch(null));
  };
  return (
    <Frame
      key={`${language}-${current.branch?.id ?? 0}`}
      session={current}
      pages={allowed}
      language={language}
      onLanguage={change}
      onSession={set}
      onDesk={isDesk ? () => void toDesk() : undefined}
    />
  );
}

/** Who has no role at a library may still work on a collection: its curators said so. */
function WithoutRole(
  props: Omit<FrameProps, "pages"> & { frame: (content: ReactNode) => ReactNode },
): ReactNode {
  const { frame, ...rest } = props;
  const worked = useQuery({
    queryKey: ["collections-worked"],
    queryFn: async () => (await ask("GET /collections-worked")).items,
  });
  if (worked.isPending) return frame(<p role="status">{t("app.loading")}</p>);
  if ((worked.data ?? []).length > 0)
    return <Frame {...rest} key={rest.language} pages={pages.filter(({ id }) => id === "collections")} />;
  return frame(
    <>
      <p role="alert">{t("signIn.noRole")}</p>
      <SignOut onDone={() => rest.onSession(null)} />
    </>,
  );
}

function LanguageChoice(props: { language: Language; onChange: (l: Language) => void }): ReactNode {
  return (
    <label className="language">
      <span className="quiet">{t("app.language")}</span>
      <select value={props.language} onChange={(e) => props.onChange(e.target.value as Language)}>
        {languages.map((l) => (
          <option key={l} value={l} lang={l}>
            {{ "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" }[l]}
          </option>
        ))}
      </select>
    </label>
  );
}

type FrameProps = {
  session: Session;
  pages: Page[];
  language: Language;
  onLanguage: (l: Language) => void;
  onSession: (s: Session | null) => void;
  onDesk?: (() => void) | undefined;
};

function Frame(props: FrameProps): ReactNode {
  const [page, setPage] = useState(pageOfPath());
  const [help, setHelp] = useState(false);
  const [visit, setVisit] = useState(0);
  const current = props.pages.find((p) => p.id === page) ?? props.pages[0]!;
  const go = useCallback((id: string): void => {
    history.pushState(null, "", `/staff/${id}`);
    setPage(pageOfPath());
  }, []);
  useEffect(() => {
    const back = () => setPage(pageOfPath());
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  // The same key again begins anew: at check-out, with the next reader.
  const onKey = useCallback(
    (id: string): void => (id === current.id ? setVisit((n) => n + 1) : go(id)),
    [current, go],
  );
  useKeys(props.pages, onKey, setHelp);
  useEffect(() => {
    document.title = `${t(current.label)} · ${t("app.title")} · 共架`;
  }, [current]);
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t("app.skip")}
      </a>
      <Head {...props} onHelp={() => setHelp(true)} />
      <Navigation pages={props.pages} current={current.id} onGo={go} />
      <main id="content">
        {props.pages.some((p) => p.id === "operation") && (
          <Suspense>
            <OperationWarning />
          </Suspense>
        )}
        <OffLineBar onOpen={() => go("off-line")} />
        <h1>{t(current.label)}</h1>
        <Suspense key={visit} fallback={<p role="status">{t("app.loading")}</p>}>
          {current.element(props.session, go)}
        </Suspense>
      </main>
      {help && <KeyHelp pages={props.pages} onClose={() => setHelp(false)} />}
    </div>
  );
}

function Head(props: Omit<FrameProps, "pages"> & { onHelp: () => void }): ReactNode {
  return (
    <header>
      <span className="seal" aria-hidden="true">
        共
      </span>
      <strong className="brand">{t("app.title")}</strong>
      <span className="who">
        {props.session.branch && (
          <b>
            {pick(props.session.branch.name)} · {props.session.branch.member}
          </b>
        )}
        <span className="quiet">{props.session.person.name}</span>
      </span>
      <LanguageChoice language={props.language} onChange={props.onLanguage} />
      {props.onDesk && (
        <button type="button" onClick={props.onDesk}>
          {t(props.session.branch ? "app.changeBranch" : "app.toDesk")}
        </button>
      )}
      <button type="button" onClick={props.onHelp}>
        {t("app.keys")}
      </button>
      <SignOut onDone={() => props.onSession(null)} />
    </header>
  );
}
