import { type ChangeEvent, type FormEvent, type ReactNode, useState } from "react";
import { showToast } from "../../ui/toast.tsx";
import { ask } from "../api.ts";
import { printSlip } from "../circulation/slips.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import { SavedTable } from "../saved-table.tsx";
import { t } from "../text.ts";
import { numbersOf } from "./leaver-numbers.ts";

type Line = Answer<"POST /patrons/clearances">["items"][number];
/** Readers of one question to the server. */
const AT_ONCE = 1000;

/** Asks for as many readers at once as the server takes. */
async function inParts<T>(
  readers: readonly string[],
  ask: (part: { readers: string[] }) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  for (let at = 0; at < readers.length; at += AT_ONCE)
    answers.push(await ask({ readers: readers.slice(at, at + AT_ONCE) }));
  return answers;
}

/** A class that leaves: who of a list is clear at all members, as a table and as CSV; no new loans, and certificates. */
export function LeaverList(): ReactNode {
  const act = useAct("figures");
  const [typed, setTyped] = useState("");
  const [lines, setLines] = useState<Line[] | null>(null);
  const choose = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = event.currentTarget.files?.[0];
    event.currentTarget.value = "";
    if (file) setTyped(numbersOf(await textOfFile(file)).join("\n"));
  };
  const check = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const readers = numbersOf(textOf(new FormData(event.currentTarget), "readers"));
    void act.run(async () => {
      const parts = await inParts(readers, (body) => ask("POST /patrons/clearances", { body }));
      setLines(parts.flatMap((part) => part.items));
    }, "");
  };
  const leave = (then: After): void =>
    void act.run(async () => {
      const send = then === "send";
      const readers = (lines ?? []).map((line) => line.reader);
      const parts = await inParts(readers, ({ readers: part }) =>
        ask("POST /patrons/leavings", { body: { readers: part, send } }),
      );
      const now = parts.flatMap((part) => part.items);
      setLines(now);
      if (then === "print") return printSlip({ kind: "certificate", of: clearOnes(now) });
      const sum = (of: "kept" | "sent"): number => parts.reduce((all, part) => all + part[of], 0);
      showToast(t(send ? "leaverList.sent" : "leaverList.kept", { kept: sum("kept"), sent: sum("sent") }));
    }, "");
  return (
    <details>
      <summary>{t("leaverList.title")}</summary>
      <form className="admin" onSubmit={check} aria-label={t("leaverList.title")}>
        <p className="quiet">{t("leaverList.hint")}</p>
        <label>
          {t("leaverList.readers")}
          <textarea
            name="readers"
            rows={4}
            required
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <p className="actions">
          <label className="file-button">
            {t("leaverList.file")}
            <input type="file" className="vh" accept=".csv,.txt" onChange={(event) => void choose(event)} />
          </label>{" "}
          <button type="submit" disabled={act.busy}>
            {t("leaverList.check")}
          </button>
        </p>
        <Said act={act} />
      </form>
      {lines && <LeaveNow lines={lines} onLeave={leave} />}
      {lines && <Lines lines={lines} />}
    </details>
  );
}

/** What follows when new loans are kept from a class: nothing, or certificates for who is clear, by mail or on paper. */
type After = "nothing" | "send" | "print";

/** Who of the list is clear, each once. */
function clearOnes(lines: readonly Line[]): { name: string; number: string }[] {
  const clear = lines.flatMap(({ name, number, clearance }) =>
    clearance?.isClear && name !== null && number !== null ? [{ name, number }] : [],
  );
  return [...new Map(clear.map((one) => [one.number, one])).values()];
}

/** What is done with a class: new loans are kept from it, and who is clear gets a certificate. */
function LeaveNow(props: { lines: readonly Line[]; onLeave: (then: After) => void }): ReactNode {
  const { onLeave } = props;
  const clear = clearOnes(props.lines).length;
  if (props.lines.every((line) => line.clearance === null)) return null;
  return (
    <p className="actions">
      <TwicePressed label={t("leaverList.keep")} onPress={() => onLeave("nothing")} />
      {clear > 0 && (
        <>
          <TwicePressed label={t("leaverList.send", { clear })} onPress={() => onLeave("send")} />
          <TwicePressed label={t("leaverList.print", { clear })} onPress={() => onLeave("print")} />
        </>
      )}
    </p>
  );
}

/** The text of a file, in whichever encoding a spreadsheet saved it. */
async function textOfFile(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

function cellsOf({ reader, name, clearance }: Line, memberName: (code: string) => string): string[] {
  const loans = clearance?.loans ?? [];
  const blocks = (clearance?.blocks ?? []).filter((block) => block.kind !== "leaving");
  const sum = (of: "count" | "overdue"): string => String(loans.reduce((all, one) => all + one[of], 0));
  const state = clearance === null ? "unknown" : clearance.isClear ? "clear" : "notClear";
  const where = [...new Set([...loans, ...blocks].map((one) => memberName(one.member)))].join(" ");
  return [
    reader,
    name ?? "",
    t(`leaverList.${state}`),
    ...(clearance === null ? ["", "", "", ""] : [sum("count"), sum("overdue"), String(blocks.length), where]),
  ];
}

function Lines({ lines }: { lines: readonly Line[] }): ReactNode {
  const names = ["readers", "name", "state", "loans", "overdue", "blocks", "where"];
  const head = names.map((name) => t(`leaverList.${name}`));
  const memberName = useMemberName();
  const rows = lines.map((line) => cellsOf(line, memberName));
  return (
    <SavedTable
      name="leavers.csv"
      label={t("leaverList.title")}
      head={head}
      rows={rows}
      numbers={[3, 4, 5]}
      above={
        <span role="status">
          {t("leaverList.summary", {
            all: lines.length,
            clear: lines.filter((one) => one.clearance?.isClear).length,
          })}
        </span>
      }
    />
  );
}
