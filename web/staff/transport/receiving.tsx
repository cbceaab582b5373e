import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { type Outcome, summarise } from "../circulation/check-in.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { ListState } from "../list-state.tsx";
import type { Answer } from "../operations.ts";
import { ScanField, sound } from "../scan-field.tsx";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { CrateTable } from "./crates.tsx";

type File = Answer<"GET /transport/crates/:code">;

/** What comes: a crate's label is scanned, then taken as a whole or item by item. */
export function Receiving({ session }: { session: Session }): ReactNode {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [told, setTold] = useState<{ text: string; isGood: boolean }>({ text: "", isGood: true });
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const coming = useQuery({
    queryKey: ["crates", "coming"],
    queryFn: async () => (await ask("GET /transport/crates", { query: { list: "coming" } })).items,
  });
  const open = async (code: string): Promise<string> => {
    setFile(await ask("GET /transport/crates/:code", { params: { code: code.trim() } }));
    setOutcomes([]);
    return "";
  };
  /** A copy out of the open crate: it is checked in, and goes where its scan says. */
  const checkIn = async (barcode: string, { crate: { code }, items }: File): Promise<string> => {
    const outcome = await ask("POST /desk/scan", { body: { barcode, ...meantIn(items, barcode) } });
    setOutcomes((all) => [outcome, ...all]);
    setFile(await ask("GET /transport/crates/:code", { params: { code } }));
    return "";
  };
  const run = (work: () => Promise<string>): void =>
    void work().then(
      (text) => {
        sound("good");
        setTold({ text, isGood: true });
        void client.invalidateQueries({ queryKey: ["crates"] });
      },
      (error: unknown) => {
        sound("bad");
        setTold({ text: explain(error), isGood: false });
      },
    );
  const openNow = (code: string): void => run(() => open(code));
  return (
    <div className="beside">
      <div>
        <ScanField label={t("transport.scanCrate")} hint={t("transport.scanHint")} onScan={openNow} />
        <p role="status" className={told.isGood ? "" : "refused"}>
          {told.text}
        </p>
        <h2>{t("transport.coming")}</h2>
        <ListState
          query={coming}
          empty={t("transport.nothingComes")}
          rows={(items) => <CrateTable list="coming" items={items} onOpen={openNow} />}
        />
      </div>
      {file && (
        <CrateFile
          file={file}
          here={session.branch?.id ?? 0}
          outcomes={outcomes}
          onScan={(barcode) => run(() => checkIn(barcode, file))}
          onRun={(work) =>
            run(async () => {
              const text = await work(setOutcomes);
              setFile(await ask("GET /transport/crates/:code", { params: { code: file.crate.code } }));
              return text;
            })
          }
        />
      )}
    </div>
  );
}

/** Of several copies that bear a barcode the one of this crate is meant. */
function meantIn(items: File["items"], barcode: string): { itemId?: number } {
  const [one, other] = items.filter((item) => item.barcode === barcode.trim());
  return one && !other ? { itemId: one.itemId } : {};
}

type Work = (told: (outcomes: Outcome[]) => void) => Promise<string>;

/** A crate that stands here: what is in it, who had it, and what can be done with it at this branch. */
function CrateFile(props: {
  file: File;
  here: number;
  outcomes: Outcome[];
  onScan: (barcode: string) => void;
  onRun: (work: Work) => void;
}): ReactNode {
  const { crate } = props.file;
  const params = { code: crate.code };
  const isHere = crate.toBranchId === props.here;
  const isAnEnd = isHere || crate.fromBranchId === props.here;
  const isUnclosed = crate.state === "open" && crate.left > 0 && crate.fromBranchId !== props.here;
  const isUnderWay = crate.state === "packed" || crate.state === "on-the-road" || isUnclosed;
  const receive = (all: boolean): void =>
    props.onRun(async (tell) => {
      const done = await ask("POST /transport/crates/:code/receipt", { params, body: { all } });
      tell(done.outcomes);
      return t(isUnclosed ? "transport.receivedUnclosed" : "transport.received", {
        count: done.outcomes.length,
      });
    });
  const passOn = (): void =>
    props.onRun(async () => {
      const on = await ask("POST /transport/crates/:code/passing-on", { params, body: {} });
      return t("transport.passedOn", { on: date(on.expectedOn ?? "") });
    });
  const miss = (): void =>
    props.onRun(async () => {
      const { searches } = await ask("POST /transport/crates/:code/loss", { params });
      return t("transport.searched", { count: searches });
    });
  return (
    <aside aria-label={crate.code}>
      <h2>
        {crate.code} · {t(`transport.state.${crate.state}`)}
      </h2>
      <Irregular crate={crate} isMisrouted={!isHere && isUnderWay} isUnclosed={isUnclosed} />
      <p className="tools">
        {isHere && (isUnderWay || crate.state === "lost") && (
          <>
            <button type="button" className="primary" onClick={() => receive(true)}>
              {t("transport.receiveAll", { count: crate.left })}
            </button>{" "}
            <button type="button" onClick={() => receive(false)}>
              {t("transport.receiveEach")}
            </button>{" "}
          </>
        )}
        {!isHere && isUnderWay && (
          <button type="button" className="primary" onClick={passOn}>
            {t("transport.passOn")}
          </button>
        )}{" "}
        {isAnEnd && crate.left > 0 && (crate.state === "received" || crate.state === "on-the-road") && (
          <TwicePressed
            label={t(crate.state === "received" ? "transport.missItems" : "transport.missCrate")}
            onPress={miss}
          />
        )}
      </p>
      {isHere && crate.state === "received" && crate.left > 0 && (
        <ScanField label={t("transport.scanOut")} hint={t("transport.scanOutHint")} onScan={props.onScan} />
      )}
      <CrateFacts file={props.file} outcomes={props.outcomes} />
    </aside>
  );
}

/** What is not as it should be with a crate that stands here. */
function Irregular(props: { crate: File["crate"]; isMisrouted: boolean; isUnclosed: boolean }): ReactNode {
  const { nameOf } = useBranches();
  return (
    <>
      {props.isMisrouted && (
        <p className="refused">{t("transport.misrouted", { to: nameOf(props.crate.toBranchId) })}</p>
      )}
      {props.isUnclosed && (
        <p className="refused">{t("transport.unclosed", { from: nameOf(props.crate.fromBranchId) })}</p>
      )}
    </>
  );
}

/** Where its items go, what is in it, and the hands it went through. */
function CrateFacts({ file, outcomes }: { file: File; outcomes: Outcome[] }): ReactNode {
  const { nameOf } = useBranches();
  const { items, custody } = file;
  return (
    <>
      {outcomes.length > 0 && (
        <ol className="lines">
          {outcomes.map((one) => (
            <li
              key={one.kind === "choose-item" ? "" : one.item.id}
              className={one.kind === "shelve" ? "good" : "wait"}
            >
              <span>{summarise(one, nameOf)}</span>
            </li>
          ))}
        </ol>
      )}
      <ol className="lines">
        {items.map((item) => (
          <li
            key={item.transitId}
            className={item.state === "arrived" ? "good" : item.state === "lost" ? "bad" : "wait"}
          >
            <span>{item.title}</span> <code>{item.barcode}</code>
            <span className="quiet">{t(`transport.item.${item.state}`)}</span>
          </li>
        ))}
      </ol>
      <h3>{t("transport.custody")}</h3>
      <ul className="plain">
        {custody.map((one) => (
          <li key={`${one.at} ${one.event}`}>
            {date(one.at)} · {t(`transport.event.${one.event}`)} · {nameOf(one.branchId)}
          </li>
        ))}
      </ul>
    </>
  );
}
