import { type DragEvent, type FormEvent, type ReactNode, useRef, useState } from "react";
import { ask, explain } from "../../api.ts";
import type { RowOf } from "../../operations.ts";
import { currentLanguage, date, t } from "../../text.ts";
import { archiveOf, fits, isLoose, pathOf } from "./archive-of.ts";

export type Run = RowOf<"GET /collections/:slug/imports">;

/** The one file that is handed in: what is loose is packed first. */
async function asOne(files: readonly File[], packed: (done: number) => void): Promise<File> {
  if (!isLoose(files)) return files[0]!;
  const folder = pathOf(files[0]!).split("/").slice(0, -1)[0];
  const name = folder ?? files[0]!.name.replace(/\.[^.]+$/, "");
  return new File([await archiveOf(files, packed)], `${name}.zip`, { type: "application/zip" });
}

/** Everything of a folder that was dropped, with its path; of what is no folder, the file. */
async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [Object.defineProperty(file, "webkitRelativePath", { value: entry.fullPath.slice(1) })];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesIn(one)));
  }
}

/** What was dropped; the entries are asked for before anything is waited for, for they are gone afterwards. */
async function dropped(event: DragEvent): Promise<File[]> {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map(filesIn))).flat();
}

/** What a folder holds that nobody means: notes of file managers. */
const isMeant = (file: File): boolean => !/^(?:\.|Thumbs\.db$|desktop\.ini$)/i.test(file.name);

/** The table and the scans are handed in: as they lie in a folder, as loose files, or as one archive. */
export function HandIn(props: { slug: string; archives: Run[]; onDone: () => void }): ReactNode {
  const { slug } = props;
  const [message, setMessage] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const choose = (chosen: readonly File[]): void => {
    const meant = chosen.filter(isMeant);
    setFiles(meant);
    setMessage(fits(meant) ? "" : t("collections.import.too-large"));
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const from = new FormData(event.currentTarget).get("filesFrom");
    setBusy(true);
    try {
      const total = files.length;
      const file = await asOne(files, (done) => setMessage(t("collections.import.packing", { done, total })));
      setMessage(t("imports.uploading"));
      const data = new FormData();
      if (from) data.append("filesFrom", from);
      data.append("file", file);
      await ask("POST /collections/:slug/imports", { params: { slug }, body: data });
      setMessage("");
      setFiles([]);
      form.current?.reset();
      props.onDone();
    } catch (error) {
      setMessage(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} className="admin hand-in" onSubmit={(event) => void submit(event)}>
      <Prepared slug={slug} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shorter way beside the two buttons */}
      <div
        className="hand-in-drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => void dropped(event).then(choose)}
      >
        <p>
          <label htmlFor="collection-file">{t("collections.import.choose-files")}</label>{" "}
          <input
            id="collection-file"
            type="file"
            multiple
            onChange={(event) => choose([...(event.currentTarget.files ?? [])])}
          />{" "}
          <button type="button" onClick={() => chooseFolder(choose)}>
            {t("collections.import.choose-folder")}
          </button>{" "}
          <span className="quiet">{t("collections.import.drop")}</span>
        </p>
        <Chosen files={files} />
        <p className="actions">
          <FilesFrom archives={props.archives} />
          <button type="submit" className="primary" disabled={busy || files.length === 0 || !fits(files)}>
            {t("collections.import.handIn")}
          </button>
        </p>
      </div>
      <p role="status">{message}</p>
    </form>
  );
}

/** Lets a folder be chosen: a field of its own, for one that takes folders takes no files. */
function chooseFolder(choose: (files: File[]) => void): void {
  const field = document.createElement("input");
  field.type = "file";
  field.webkitdirectory = true;
  field.addEventListener("change", () => choose([...(field.files ?? [])]));
  field.click();
}

/** What to prepare: an empty table, and where the scans go. */
function Prepared({ slug }: { slug: string }): ReactNode {
  const template = (ending: string): string =>
    `/staff-files/collections/${slug}/template.${ending}?language=${currentLanguage()}`;
  return (
    <ol className="steps">
      <li>
        <a href={template("xlsx")} download>
          {t("collections.import.template")}
        </a>{" "}
        <a href={template("csv")} download>
          CSV
        </a>{" "}
        <span className="quiet">{t("collections.import.template.how")}</span>
      </li>
      <li>{t("collections.import.zip")}</li>
    </ol>
  );
}

const MEGABYTE = 2 ** 20;

/** How many files were chosen, and whether a table is among them. */
function Chosen({ files }: { files: readonly File[] }): ReactNode {
  if (!isLoose(files)) return null;
  const table = files.find((file) => /\.(?:csv|tsv|xlsx)$/i.test(file.name));
  const megabytes = (files.reduce((sum, file) => sum + file.size, 0) / MEGABYTE).toFixed(1);
  return (
    <p>
      {t("collections.import.chosen", { count: files.length, megabytes })}{" "}
      {table
        ? t("collections.import.chosen-table", { name: table.name })
        : t("collections.import.chosen-no-table")}
    </p>
  );
}

function FilesFrom({ archives }: { archives: readonly Run[] }): ReactNode {
  if (archives.length === 0) return null;
  return (
    <label>
      {t("collections.import.filesFrom")}{" "}
      <select name="filesFrom" defaultValue="">
        <option value="">{t("collections.import.filesFrom.none")}</option>
        {archives.map((one) => (
          <option key={one.id} value={one.id}>
            {one.fileName} · {date(one.at)}
          </option>
        ))}
      </select>
    </label>
  );
}
