import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { ask, explain } from "./api.ts";
import { BranchChoice } from "./branch-choice.tsx";
import { KeyHelp, useKeys } from "./frame/keys.tsx";
import { Navigation } from "./frame/navigation.tsx";
import { roomPages } from "./frame/room-pages.ts";
import { mayLeave } from "./frame/unsaved.ts";
import { groups, type WorkbenchPage } from "./frame/workbench-page.ts";
import { OffLineBar } from "./off-line/bar.tsx";
import { useFreshWhenReached } from "./off-line/reach.ts";
import { ADMINISTRATORS, CATALOGUERS, MemberName } from "./own-members.tsx";
import { chooseBranch, loadSession, type Session } from "./session.ts";
import { SignIn } from "./sign-in.tsx";
import { SignOut } from "./sign-out.tsx";
import { currentLanguage, type Language, languages, pick, switchLanguage, t } from "./text.ts";

const OperationWarning = lazy(async () => ({
  default: (await import("./operation/operation.tsx")).OperationWarning,
}));

const order = (page: WorkbenchPage): number => groups.indexOf(page.group) * 1000 + page.place;
/** All pages of the workbench in the order of the navigation, each with an address and a key of its own. */
export const pages = [...roomPages].sort((a, b) => order(a) - order(b));
/** Who names no page gets the first of these they may open. */
const firstOf = (allowed: readonly WorkbenchPage[]): WorkbenchPage =>
  allowed.reduce((best, page) => ((page.first ?? 1000) < (best.first ?? 1000) ? page : best));

const DESK = new Set(["circulation", "desk-lead", "member-admin", "consortium-admin"]);
const OFFICE = new Set(["consortium-admin"]);
const ADMITTED = {
  catalogue: new Set<string>(CATALOGUERS),
  moderators: new Set<string>(ADMINISTRATORS),
  office: OFFICE,
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
    const without = roles.some((role) => ADMITTED.moderators.has(role)) ? () => setDeskless(true) : undefined;
    return frame(<BranchChoice session={current} onDone={set} onWithout={without} />);
  }
  const allowed = pages.filter(({ admits }) =>
    admits ? roles.some((role) => ADMITTED[admits].has(role)) : isDesk && atDesk,
  );
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
  pages: WorkbenchPage[];
  language: Language;
  onLanguage: (l: Language) => void;
  onSession: (s: Session | null) => void;
  onDesk?: (() => void) | undefined;
};

function Frame(props: FrameProps): ReactNode {
  const [page, setPage] = useState(pageOfPath());
  const [help, setHelp] = useState(false);
  const [visit, setVisit] = useState(0);
  const current = props.pages.find((p) => p.id === page) ?? firstOf(props.pages);
  const go = useCallback((id: string): void => {
    if (!mayLeave()) return;
    history.pushState(null, "", `/staff/${id}`);
    setPage(pageOfPath());
  }, []);
  useEffect(() => {
    const back = (): void => {
      if (pageOfPath() === page || mayLeave()) setPage(pageOfPath());
      else history.forward();
    };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, [page]);
  // The same key again begins anew: at check-out, with the next reader.
  const onKey = useCallback(
    (id: string): void => {
      if (id !== current.id) go(id);
      else if (mayLeave()) setVisit((n) => n + 1);
    },
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
            {pick(props.session.branch.name)} · <MemberName code={props.session.branch.member} />
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
