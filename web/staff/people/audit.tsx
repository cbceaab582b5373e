import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { textOf } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { InputOf, RowOf } from "../operations.ts";
import { MemberName } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { date, hasText, pick, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { detailInWords } from "./audit-detail.ts";

type Line = RowOf<"GET /audit">;
type Filter = InputOf<"GET /audit">["query"];

/** Kinds of act as people look for them: what the names of the actions begin with. */
const KINDS = [
  "member",
  "branch",
  "opening",
  "closure",
  "location",
  "distance",
  "loan-rule",
  "rule-draft",
  "agreement",
  "setting",
  "term",
  "kind",
  "notices",
  "role",
  "staff",
  "people",
  "readers",
  "patron-sync",
  "leavers",
  "cut-over",
  "password",
  "loan",
  "hold",
  "item",
  "transport",
  "storage",
  "placement",
  "stocktaking",
  "off-line",
  "cataloguing",
  "loads",
  "moderation",
  "patron",
  "sign-in",
  "refusal",
] as const;

/** Who changed what, when and through which door: a library's own part, the office all of it. */
export function Audit({ session }: { session: Session }): ReactNode {
  const isOffice = session.roles.some((one) => one.role === "consortium-admin");
  const [filter, setFilter] = useState<Filter>({});
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1);
  const asked = {
    queryKey: ["audit", filter, cursor],
    queryFn: () => ask("GET /audit", { query: { ...filter, limit: 50, cursor } }),
  };
  const next = useQuery(asked).data?.next;
  const lines = useQuery({ ...asked, select: (page) => page.items });
  const look = (next: Filter): void => {
    setFilter(next);
    setCursors([]);
  };
  return (
    <section>
      <Search filter={filter} isOffice={isOffice} own={ownCodes(session)} onLook={look} />
      <ListState
        query={lines}
        empty={t("audit.empty")}
        rows={(items) => <Lines items={items} onActor={(actorId) => look({ ...filter, actorId })} />}
      />
      <p className="actions">
        {cursors.length > 0 && (
          <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
            {t("audit.later")}
          </button>
        )}
        {next && (
          <button type="button" onClick={() => setCursors([...cursors, next])}>
            {t("audit.earlier")}
          </button>
        )}
      </p>
    </section>
  );
}

function ownCodes(session: Session): string[] {
  const codes = session.roles.flatMap(({ role, member }) =>
    role === "member-admin" && member ? [member] : [],
  );
  return [...new Set(codes)];
}

function Search(props: {
  filter: Filter;
  isOffice: boolean;
  own: string[];
  onLook: (filter: Filter) => void;
}): ReactNode {
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const day = (name: string, time: string): string | undefined => {
      const text = textOf(data, name);
      return text === "" ? undefined : new Date(`${text}T${time}`).toISOString();
    };
    props.onLook({
      action: textOf(data, "action") || undefined,
      member: textOf(data, "member") || undefined,
      subject: textOf(data, "subject") || undefined,
      from: day("from", "00:00:00"),
      until: day("until", "23:59:59"),
    });
  };
  return (
    <form className="filters" onSubmit={search} key={props.filter.actorId}>
      <label>
        {t("audit.kind")}
        <select name="action" defaultValue={props.filter.action ?? ""}>
          <option value="">{t("audit.all")}</option>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`audit.kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <MemberField filter={props.filter} isOffice={props.isOffice} own={props.own} />
      <label>
        {t("audit.from")}
        <input type="date" name="from" />
      </label>
      <label>
        {t("audit.until")}
        <input type="date" name="until" />
      </label>
      <label>
        {t("audit.subject")}
        <input name="subject" defaultValue={props.filter.subject ?? ""} maxLength={100} />
      </label>
      <button type="submit">{t("readers.search")}</button>
      {props.filter.actorId && (
        <button type="button" onClick={() => props.onLook({ ...props.filter, actorId: undefined })}>
          {t("audit.anybody")}
        </button>
      )}
    </form>
  );
}

/** An act in words, else its name. */
function words(action: string): ReactNode {
  const key = `action.${action}`;
  return hasText(key) ? t(key) : <code>{action}</code>;
}

/** What was acted on: by its name, title or barcode, else as a kind of thing. */
function Subject(props: { subject: Line["subject"]; nameOf: (branchId: number) => string }): ReactNode {
  const { kind, id } = props.subject;
  const label = kind === "branch" && /^\d+$/.test(id) ? props.nameOf(Number(id)) : props.subject.label;
  const key = `audit.subject.${kind}`;
  const what = hasText(key) ? t(key) : "";
  if (label !== null)
    return (
      <span title={id}>
        {label} <span className="quiet">{what}</span>
      </span>
    );
  return (
    <span title={id}>{/^[0-9a-f-]{36}$/.test(id) ? what || "…" : `${what} ${id.slice(0, 60)}`.trim()}</span>
  );
}

function Lines(props: { items: Line[]; onActor: (id: string) => void }): ReactNode {
  const { nameOf } = useBranches();
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("audit.when")}</th>
            <th>{t("audit.who")}</th>
            <th>{t("audit.what")}</th>
            <th>{t("audit.subject")}</th>
            <th>{t("audit.where")}</th>
            <th>{t("audit.via")}</th>
            <th>{t("audit.detail")}</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((line) => (
            <tr key={line.id}>
              <td>{date(line.at)}</td>
              <td>
                <button type="button" className="link" onClick={() => props.onActor(line.actor.id)}>
                  {line.actor.name || t("audit.system")}
                </button>
              </td>
              <td>{words(line.action)}</td>
              <td>
                <Subject subject={line.subject} nameOf={nameOf} />
              </td>
              <td>
                {line.branchId !== null
                  ? nameOf(line.branchId)
                  : line.member !== null && <MemberName code={line.member} />}
              </td>
              <td>{t(`audit.via.${line.via}`)}</td>
              <td className="detail">
                {detailInWords(line.detail, { t, hasText, date, branchName: nameOf })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function MemberField(props: { filter: Filter; isOffice: boolean; own: string[] }): ReactNode {
  const { branches } = useBranches();
  const members = [...new Map(branches.map((one) => [one.member.code, one.member])).values()].filter(
    (one) => props.isOffice || props.own.includes(one.code),
  );
  if (!props.isOffice && members.length < 2) return null;
  return (
    <label>
      {t("library.which")}
      <select name="member" defaultValue={props.filter.member ?? ""}>
        {props.isOffice && <option value="">{t("audit.region")}</option>}
        {members.map((one) => (
          <option key={one.code} value={one.code}>
            {pick(one.name)}
          </option>
        ))}
      </select>
    </label>
  );
}
