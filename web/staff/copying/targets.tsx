import { type FormEvent, type InputHTMLAttributes, type ReactNode, useState } from "react";
import { questionFields, targetEncodings } from "../../../server/src/copying/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { readTarget } from "./read-target.ts";

type Target = RowOf<"GET /copy-targets">;

/** Catalogues that may be asked: the office's list. Well-known ones are taken in with one press. */
export function Targets(props: { items: Target[]; presets: Target[] }): ReactNode {
  const act = useAct("copy-targets");
  const [open, setOpen] = useState<Target | null>(null);
  // It stays open when the first is taken in: others follow, and what was said stands here.
  const [beganEmpty] = useState(props.items.length === 0);
  const keep = ({ code, ...body }: Target): Promise<boolean> =>
    act.run(() => ask("PUT /copy-targets/:code", { params: { code }, body }), t("copy.kept"));
  const known = new Set(props.items.map((one) => one.code));
  return (
    <details open={beganEmpty}>
      <summary>{t("copy.targets")}</summary>
      <Said act={act} />
      <Wide>
        <table>
          <tbody>
            {props.items.map((one) => (
              <tr key={one.code}>
                <th>{one.name}</th>
                <td>
                  {one.protocol === "sru" ? "SRU" : "Z39.50"} {one.host}:{one.port} {one.database || one.path}
                  {!one.isActive && ` · ${t("copy.inactive")}`}
                </td>
                <Acts>
                  <button type="button" onClick={() => setOpen(one)}>
                    {t("admin.change")}
                  </button>{" "}
                  <TwicePressed
                    label={t("admin.remove")}
                    onPress={() =>
                      void act.run(
                        () => ask("DELETE /copy-targets/:code", { params: { code: one.code } }),
                        t("copy.removed"),
                      )
                    }
                  />
                </Acts>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <p className="tools">
        {props.presets
          .filter((one) => !known.has(one.code))
          .map((one) => (
            <button key={one.code} type="button" disabled={act.busy} onClick={() => void keep(one)}>
              + {one.name}
            </button>
          ))}
      </p>
      <TargetForm
        key={open?.code ?? "new"}
        target={open}
        act={act}
        onKeep={async (target) => {
          if (await keep(target)) setOpen(null);
        }}
      />
    </details>
  );
}

function TargetForm(props: {
  target: Target | null;
  act: Act;
  onKeep: (target: Target) => Promise<void>;
}): ReactNode {
  const { target } = props;
  const [protocol, setProtocol] = useState<Target["protocol"]>(target?.protocol ?? "sru");
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void props.onKeep(readTarget(new FormData(event.currentTarget), target));
  };
  return (
    <form className="admin" onSubmit={submit} aria-label={t("copy.setTarget")}>
      <div className="row">
        <Text
          target={target}
          name="code"
          more={{ required: true, pattern: "[a-z0-9][a-z0-9\\-]{1,29}", readOnly: target !== null }}
        />
        <Text target={target} name="name" more={{ required: true, maxLength: 100 }} />
        <label>
          {t("copy.field.protocol")}
          <select
            name="protocol"
            value={protocol}
            onChange={(event) => setProtocol(event.target.value as Target["protocol"])}
          >
            <option value="sru">SRU</option>
            <option value="z3950">Z39.50</option>
          </select>
        </label>
        <Text target={target} name="host" more={{ required: true }} />
        <label>
          {t("copy.field.port")}
          <input name="port" type="number" min={1} max={65535} required defaultValue={target?.port ?? 443} />
        </label>
        <label>
          {t("copy.field.encoding")}
          <select name="encoding" defaultValue={target?.encoding ?? "auto"}>
            {targetEncodings.map((one) => (
              <option key={one} value={one}>
                {one === "auto" ? t("copy.auto") : one}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Ways target={target} protocol={protocol} />
      <label className="check">
        <input type="checkbox" name="isActive" defaultChecked={target?.isActive ?? true} />{" "}
        {t("copy.field.isActive")}
      </label>
      <p className="actions">
        <Send act={props.act} />
      </p>
    </form>
  );
}

/** How it is asked: by its indexes, or a database. */
function Ways({ target, protocol }: { target: Target | null; protocol: Target["protocol"] }): ReactNode {
  return (
    <>
      {protocol === "z3950" ? (
        <div className="row">
          <Text target={target} name="database" />
          <label>
            {t("copy.field.syntax")}
            <select name="syntax" defaultValue={target?.syntax ?? "usmarc"}>
              <option value="usmarc">MARC 21</option>
              <option value="unimarc">CNMARC / UNIMARC</option>
            </select>
          </label>
        </div>
      ) : (
        <div className="row">
          <Text target={target} name="path" />
          <label className="check">
            <input type="checkbox" name="tls" defaultChecked={target?.tls ?? true} /> TLS
          </label>
          <label>
            {t("copy.field.version")}
            <select name="version" defaultValue={target?.version ?? "1.1"}>
              <option>1.1</option>
              <option>1.2</option>
            </select>
          </label>
          <Text target={target} name="recordSchema" />
          {questionFields.map((name) => (
            <label key={name}>
              {t("copy.field.index", { field: t(`copy.${name}`) })}
              <input name={`index.${name}`} defaultValue={target?.indexes[name] ?? ""} />
            </label>
          ))}
        </div>
      )}
    </>
  );
}

function Text(props: {
  target: Target | null;
  name: "code" | "name" | "host" | "path" | "database" | "recordSchema";
  more?: InputHTMLAttributes<HTMLInputElement>;
}): ReactNode {
  return (
    <label>
      {t(`copy.field.${props.name}`)}
      <input name={props.name} defaultValue={props.target?.[props.name] ?? ""} {...props.more} />
    </label>
  );
}
