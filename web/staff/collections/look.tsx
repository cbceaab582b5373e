import type { ReactNode } from "react";
import {
  detailBlocks,
  themeColours,
  themeFaces,
  themeGrounds,
  themeNames,
  viewNames,
} from "../../../server/src/collections/words.ts";
import { ask } from "../api.ts";
import { Said, useAct } from "../consortium/fields.tsx";
import { t } from "../text.ts";
import type { Editing } from "./draft.tsx";
import { Choice, Tick } from "./local-inputs.tsx";
import { Ordered } from "./ordered.tsx";

const FIRST_OWN = "#8c2a21";

/** How a collection looks: layout, colours, ground, face of headings, logo; and how its objects are laid out. */
export function LookPart({ slug, config, change }: Editing): ReactNode {
  const { theme } = config;
  return (
    <fieldset>
      <legend>{t("collections.front.look")}</legend>
      <div className="row">
        <Choice
          label={t("collections.front.theme")}
          names="collections.theme"
          options={themeNames}
          value={theme.name}
          onChange={(name) => name && change({ theme: { ...theme, name } })}
        />
        <Choice
          label={t("collections.front.colour")}
          names="collections.colour"
          options={themeColours}
          value={theme.colour}
          onChange={(colour) => colour && change({ theme: { ...theme, colour } })}
        />
        <Choice
          label={t("collections.front.ground")}
          names="collections.ground"
          options={themeGrounds}
          value={theme.ground}
          onChange={(ground) => ground && change({ theme: { ...theme, ground } })}
        />
        <Choice
          label={t("collections.front.face")}
          names="collections.face"
          options={themeFaces}
          value={theme.face}
          onChange={(face) => face && change({ theme: { ...theme, face } })}
        />
      </div>
      <OwnColour own={theme.own} onChange={(own) => change({ theme: { ...theme, own } })} />
      <Logo slug={slug} logo={theme.logo} onChange={(logo) => change({ theme: { ...theme, logo } })} />
      <Layouts config={config} change={change} />
    </fieldset>
  );
}

/** How objects are turned, in which layouts they are found, and what their pages are made of. */
function Layouts({ config, change }: Pick<Editing, "config" | "change">): ReactNode {
  return (
    <>
      <div className="ticks">
        <Tick
          label={t("collections.front.rightToLeft")}
          value={config.rightToLeft}
          onChange={(rightToLeft) => change({ rightToLeft })}
        />
        <Tick
          label={t("collections.front.paged")}
          value={config.paged}
          onChange={(paged) => change({ paged })}
        />
      </div>
      <div className="ordered-beside">
        <Ordered
          legend={t("collections.front.views")}
          how={t("collections.front.views.how")}
          names="collections.view"
          all={viewNames}
          chosen={config.views}
          onChange={(views) => change({ views })}
        />
        <Ordered
          legend={t("collections.front.detail")}
          how={t("collections.front.detail.how")}
          names="collections.block"
          all={detailBlocks}
          chosen={config.detail}
          onChange={(detail) => change({ detail })}
        />
      </div>
    </>
  );
}

/** A colour of the curators' own: whatever it is, words on it are read. */
function OwnColour(props: { own: string | null; onChange: (own: string | null) => void }): ReactNode {
  const { own, onChange } = props;
  return (
    <div className="row">
      <Tick
        label={t("collections.front.own")}
        value={own !== null}
        onChange={(wanted) => onChange(wanted ? FIRST_OWN : null)}
      />
      {own === null ? null : (
        <label>
          <span className="vh">{t("collections.front.own")}</span>
          <input type="color" value={own} onChange={(event) => onChange(event.target.value.toLowerCase())} />
        </label>
      )}
      <span className="quiet">{t("collections.front.own.how")}</span>
    </div>
  );
}

function Logo(props: {
  slug: string;
  logo: string | null;
  onChange: (logo: string | null) => void;
}): ReactNode {
  const { slug, logo, onChange } = props;
  const act = useAct();
  const take = (file: File): void => {
    const body = new FormData();
    body.append("file", file);
    void act.run(async () => {
      const kept = await ask("POST /collections/:slug/logos", { params: { slug }, body });
      onChange(kept.logo);
    }, t("collections.front.logo.taken"));
  };
  return (
    <div className="row">
      <label>
        {t("collections.front.logo")}
        <input
          type="file"
          accept="image/png,image/jpeg,image/webp"
          onChange={(event) => event.target.files?.[0] && take(event.target.files[0])}
        />
      </label>
      {logo === null ? null : (
        <>
          <img className="front-logo" src={`/collection-logos/${logo}`} alt={t("collections.front.logo")} />
          <button type="button" onClick={() => onChange(null)}>
            {t("admin.remove")}
          </button>
        </>
      )}
      <Said act={act} />
    </div>
  );
}
