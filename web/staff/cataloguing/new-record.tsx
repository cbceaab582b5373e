import type { Loss } from "@commonshelf/marc/conversion";
import { type MarcRecord, toCompact } from "@commonshelf/marc/record";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import type { Session } from "../session.ts";
import { t } from "../text.ts";
import { type Alike, Alikes, lookAlikes, SameIsbn } from "./beginning/alikes.tsx";
import { type Photos, ShownPhotos, TakePhotos, usePhotos } from "./beginning/photos.tsx";
import { SimpleForm } from "./beginning/simple-form.tsx";
import { ConvertDraft, Losses } from "./conversion/conversion.tsx";
import { SaveBar } from "./edit-record.tsx";
import { Editor } from "./editor.tsx";
import type { Flavour } from "./field-help.tsx";
import { refusalText } from "./format-names.ts";
import { MacroBar } from "./macros/macro-bar.tsx";
import { useOwnLibrary } from "./sharing/own-library.tsx";
import { filledIn, takenOver, templateNames, templateRecord } from "./templates.ts";

type Begun = { record: MarcRecord; flavour: Flavour; taken: boolean; losses?: Loss[] };

/** Today as records write it. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("");
}

/** A record from nothing: by a template, by the simple form, or another library's; looked for in the region before it is saved. */
export function NewRecord(props: {
  session: Session;
  /** A record to take over, from the page of its title. */
  from?: { record: MarcRecord; flavour: Flavour } | undefined;
  onDone: (instanceId: number) => void;
  onCancel: () => void;
}): ReactNode {
  const { member, choice } = useOwnLibrary(props.session);
  const [begun, setBegun] = useState<Begun | null>(
    props.from
      ? { ...props.from, record: takenOver(props.from.record, props.from.flavour), taken: true }
      : null,
  );
  const photos = usePhotos();
  if (member === "") return <p role="status">{t("app.loading")}</p>;
  const take = (record: MarcRecord, flavour: Flavour): void =>
    setBegun({ record: takenOver(record, flavour), flavour, taken: true });
  return (
    <section className={photos.urls.length > 0 ? "beside-photos" : ""}>
      {choice}
      <ShownPhotos urls={photos.urls} />
      {begun ? (
        <Write
          key={begun.flavour + begun.record.leader + begun.record.fields.length}
          begun={begun}
          member={member}
          onTake={take}
          onConverted={(record, flavour, losses) => setBegun({ ...begun, record, flavour, losses })}
          onDone={props.onDone}
          onCancel={props.onCancel}
        />
      ) : (
        <Begin member={member} photos={photos} onBegin={setBegun} onTake={take} onCancel={props.onCancel} />
      )}
    </section>
  );
}

function Begin(props: {
  member: string;
  photos: Photos;
  onBegin: (begun: Begun) => void;
  onTake: (record: MarcRecord, flavour: Flavour) => void;
  onCancel: () => void;
}): ReactNode {
  const date = today();
  const { read } = props.photos;
  return (
    <div className="begin">
      <div>
        <h2>{t("records.bySimple")}</h2>
        <TakePhotos photos={props.photos} />
        {read.isbn && <SameIsbn isbn={read.isbn} onTake={props.onTake} />}
        <SimpleForm
          read={read}
          today={date}
          agency={props.member}
          onRecord={(record) => props.onBegin({ record, flavour: "unimarc", taken: false })}
        />
      </div>
      <div>
        <h2>{t("records.byTemplate")}</h2>
        <p className="actions">
          {templateNames.map((name) => (
            <button
              key={name}
              type="button"
              onClick={() =>
                props.onBegin({
                  record: templateRecord(name, date, props.member),
                  flavour: name.endsWith("cnmarc") ? "unimarc" : "marc21",
                  taken: false,
                })
              }
            >
              {t(`records.template.${name}`)}
            </button>
          ))}
        </p>
        <p className="actions">
          <button type="button" onClick={props.onCancel}>
            {t("records.cancel")}
          </button>
        </p>
      </div>
    </div>
  );
}

function Write(props: {
  begun: Begun;
  member: string;
  onTake: (record: MarcRecord, flavour: Flavour) => void;
  onConverted: (record: MarcRecord, flavour: Flavour, losses: Loss[]) => void;
  onDone: (instanceId: number) => void;
  onCancel: () => void;
}): ReactNode {
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const [alike, setAlike] = useState<Alike[] | null>(null);
  const save = async (record: MarcRecord, reason: string): Promise<void> => {
    setSaid(t("records.saving"));
    try {
      const filled = filledIn(record);
      // What is taken over is known to be in the region; what is new is looked for once.
      const found = alike === null && !props.begun.taken ? await lookAlikes(filled) : [];
      if (found.length > 0) {
        setAlike(found);
        setSaid("");
        return;
      }
      const body = { member: props.member, marc: toCompact(filled), reason };
      const { instanceId } = await ask("POST /records", { body });
      await client.invalidateQueries({ queryKey: ["record"] });
      props.onDone(instanceId);
    } catch (error) {
      setSaid(refusalText(error) ?? explain(error));
    }
  };
  return (
    <Editor
      initial={props.begun.record}
      flavour={props.begun.flavour}
      isNew
      foot={(draft, replace) => (
        <>
          <MacroBar member={props.member} record={draft.record} replace={replace} />
          <ConvertDraft record={draft.record} flavour={props.begun.flavour} onConverted={props.onConverted} />
          {props.begun.losses && <Losses losses={props.begun.losses} />}
          {alike && <Alikes items={alike} onTake={props.onTake} />}
          <SaveBar
            draft={draft}
            said={said}
            label={alike ? t("records.saveAnyway") : t("records.saveNew")}
            onSave={save}
            onCancel={props.onCancel}
          />
        </>
      )}
    />
  );
}
