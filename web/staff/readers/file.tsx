import { useQuery } from "@tanstack/react-query";
import type { ChangeEvent, FormEvent, ReactNode } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, textOf } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { date, t } from "../text.ts";
import { Duplicates } from "./duplicates.tsx";

type File = Answer<"GET /patrons/:id/file">;
type Part = { id: string; file: File; act: Act };

/** What the library keeps about its reader beside what they are: picture, notes, guarantors, records that were joined. */
export function ReaderFile(props: { id: string; name: string; act: Act }): ReactNode {
  const { id, name, act } = props;
  const query = useQuery({
    queryKey: ["reader-file", id],
    queryFn: () => ask("GET /patrons/:id/file", { params: { id } }),
  });
  const file = query.data;
  if (!file) return null;
  return (
    <>
      <Photo id={id} file={file} act={act} />
      <Notes id={id} file={file} act={act} />
      <Guarantors id={id} file={file} act={act} />
      <Duplicates id={id} name={name} merges={file.merges} act={act} />
    </>
  );
}

function Photo({ id, file, act }: Part): ReactNode {
  const take = (event: ChangeEvent<HTMLInputElement>): void => {
    const picture = event.currentTarget.files?.[0];
    if (!picture) return;
    const body = new FormData();
    body.set("file", picture);
    event.currentTarget.value = "";
    void act.run(() => ask("POST /patrons/:id/photo", { params: { id }, body }), t("file.photoKept"));
  };
  const drop = (): void =>
    void act.run(() => ask("DELETE /patrons/:id/photo", { params: { id } }), t("file.photoGone"));
  return (
    <section className="reader-photo">
      {file.photo && (
        <img
          src={`/api/v1/patrons/${id}/photo?size=small&v=${file.photo.id}`}
          alt={t("file.photo")}
          width={120}
        />
      )}
      <p className="actions">
        <label className="file-button">
          {t(file.photo ? "file.photoOther" : "file.photoAdd")}
          <input type="file" className="vh" accept="image/*" capture="user" onChange={take} />
        </label>
        {file.photo && <TwicePressed label={t("admin.remove")} onPress={drop} />}
      </p>
    </section>
  );
}

function Notes({ id, file, act }: Part): ReactNode {
  const write = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = { text: textOf(new FormData(form), "text") };
    void act
      .run(() => ask("POST /patrons/:id/notes", { params: { id }, body }), t("file.noted"))
      .then((done) => done && form.reset());
  };
  const remove = (noteId: string): void =>
    void act.run(
      () => ask("DELETE /patrons/:id/notes/:noteId", { params: { id, noteId } }),
      t("file.noteGone"),
    );
  return (
    <section>
      <h3>{t("file.notes")}</h3>
      <p className="quiet">{t("file.notesHint")}</p>
      <ul className="plain">
        {file.notes.map((note) => (
          <li key={note.id}>
            {note.text}{" "}
            <span className="quiet">
              {note.by} · {date(note.at)}
            </span>{" "}
            <TwicePressed label={t("admin.remove")} onPress={() => remove(note.id)} />
          </li>
        ))}
      </ul>
      <form className="actions" onSubmit={write}>
        <label>
          <span className="vh">{t("file.note")}</span>
          <input name="text" required maxLength={1000} size={40} placeholder={t("file.note")} />
        </label>
        <button type="submit">{t("file.write")}</button>
      </form>
    </section>
  );
}

function Guarantors({ id, file, act }: Part): ReactNode {
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      name: textOf(data, "name"),
      contact: textOf(data, "contact"),
      until: textOf(data, "until") || null,
    };
    void act
      .run(() => ask("POST /patrons/:id/guarantors", { params: { id }, body }), t("file.guarantorAdded"))
      .then((done) => done && form.reset());
  };
  const remove = (guarantorId: string): void =>
    void act.run(
      () => ask("DELETE /patrons/:id/guarantors/:guarantorId", { params: { id, guarantorId } }),
      t("file.guarantorGone"),
    );
  return (
    <section>
      <h3>{t("file.guarantors")}</h3>
      <ul className="plain">
        {file.guarantors.map((one) => (
          <li key={one.id}>
            {one.name} <span className="quiet">{one.contact}</span>
            {one.until && (
              <span className={one.isOver ? "refused" : "quiet"}>
                {" "}
                {t(one.isOver ? "file.over" : "file.until", { date: date(one.until) })}
              </span>
            )}{" "}
            <TwicePressed label={t("admin.remove")} onPress={() => remove(one.id)} />
          </li>
        ))}
      </ul>
      <details>
        <summary>{t("file.addGuarantor")}</summary>
        <form onSubmit={add}>
          <div className="row">
            <label>
              {t("staff.name")}
              <input name="name" required maxLength={200} autoComplete="off" />
            </label>
            <label>
              {t("file.contact")}
              <input name="contact" maxLength={200} autoComplete="off" />
            </label>
            <label>
              {t("readers.until")}
              <input name="until" type="date" />
            </label>
          </div>
          <button type="submit">{t("file.addGuarantor")}</button>
        </form>
      </details>
    </section>
  );
}
