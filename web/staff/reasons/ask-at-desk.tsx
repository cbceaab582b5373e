import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { useBranches } from "../branches.ts";
import { textOf } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";

type Found = Pick<RowOf<"GET /search">, "id" | "title"> & { facts: string };

const MOST_FOUND = 10;

/** Titles by words, ISBN, or the barcode of a copy in hand. */
async function findTitles(q: string): Promise<Found[]> {
  const { items } = await ask("GET /search", { query: { q, size: MOST_FOUND, facets: 0 } });
  const found = items.map(({ id, title, authors, publisher, year, availability: { available, total } }) => ({
    id,
    title,
    facts: [authors[0], publisher, year, t("askDesk.copies", { available, total })]
      .filter(Boolean)
      .join(" · "),
  }));
  if (found.length > 0) return found;
  const copies = await ask("GET /desk/items", { query: { barcode: q } }).catch(() => ({ items: [] }));
  return copies.items.map((one) => ({
    id: one.instanceId,
    title: one.title.main,
    facts: [one.barcode, one.callNumber, pick(one.ownerName)].filter(Boolean).join(" · "),
  }));
}

/** What a reader at the desk asks for: it is looked for, of a set a part is chosen, and it is sent to the branch they name. */
export function AskAtDesk(props: {
  card: string;
  memberId: number;
  onAsked: (said: string) => void;
}): ReactNode {
  const { nameOf } = useBranches();
  const here = useQueryClient().getQueryData<Session | null>(["session"])?.branch?.id;
  const [found, setFound] = useState<Found[] | null>(null);
  const [pickup, setPickup] = useState(here);
  const [parts, setParts] = useState<{ of: Found; names: string[] } | null>(null);
  const [said, setSaid] = useState("");
  const look = (q: string): void => {
    setParts(null);
    setSaid("");
    void findTitles(q).then(setFound, (error: unknown) => setSaid(explain(error)));
  };
  const order = (of: Found, part?: string): void => {
    const body = {
      patronBarcode: props.card,
      patronMemberId: props.memberId,
      instanceId: of.id,
      pickupBranchId: pickup!,
      ...(part !== undefined && { part }),
    };
    void ask("POST /desk/holds", { body }).then(
      (hold) => {
        setFound(null);
        setParts(null);
        props.onAsked(t("askDesk.asked", { title: of.title, branch: nameOf(hold.pickupBranchId) }));
      },
      (error: unknown) => {
        const names = error instanceof Refusal && error.code === "part-needed" && error.params.parts;
        setParts(names ? { of, names: String(names).split("\n") } : null);
        setSaid(explain(error));
      },
    );
  };
  return (
    <details>
      <summary>{t("askDesk.open")}</summary>
      <LookFor pickup={pickup} onPickup={setPickup} onLook={look} />
      <p role="status">{said || (found?.length === 0 && t("askDesk.none"))}</p>
      {parts ? (
        <Parts names={parts.names} onChoose={(part) => order(parts.of, part)} />
      ) : (
        <TitleLines found={found ?? []} onAsk={order} />
      )}
    </details>
  );
}

/** What is looked for, and where the reader picks it up. */
function LookFor(props: {
  pickup: number | undefined;
  onPickup: (branchId: number) => void;
  onLook: (q: string) => void;
}): ReactNode {
  const { branches, nameOf } = useBranches();
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    props.onLook(textOf(new FormData(event.currentTarget), "q"));
  };
  return (
    <form className="admin" onSubmit={look} aria-label={t("askDesk.open")}>
      <div className="row">
        <label>
          {t("askDesk.find")}
          <input name="q" required maxLength={200} autoComplete="off" />
        </label>
        <label>
          {t("holdDesk.pickup")}
          <select value={props.pickup} onChange={(event) => props.onPickup(Number(event.target.value))}>
            {branches
              .filter((one) => one.isPickup)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {nameOf(one.id)}
                </option>
              ))}
          </select>
        </label>
        <button type="submit">{t("askDesk.look")}</button>
      </div>
    </form>
  );
}

function TitleLines(props: { found: Found[]; onAsk: (of: Found) => void }): ReactNode {
  return (
    <ul className="lines">
      {props.found.map((one) => (
        <li key={one.id}>
          <cite>{one.title}</cite> <span className="quiet">{one.facts}</span>
          <button type="button" onClick={() => props.onAsk(one)}>
            {t("askDesk.ask")}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The parts of a set that copies bear; an empty one is the copy without a part. */
function Parts(props: { names: string[]; onChoose: (part: string) => void }): ReactNode {
  return (
    <ul className="choices">
      {props.names.map((part) => (
        <li key={part}>
          <button type="button" onClick={() => props.onChoose(part)}>
            {part || t("askDesk.whole")}
          </button>
        </li>
      ))}
    </ul>
  );
}
