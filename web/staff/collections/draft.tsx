import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { Config } from "../../../server/src/collections/schema.ts";
import { ask, explain } from "../api.ts";
import { type Act, Said, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { t } from "../text.ts";

type Draft = Answer<"GET /collections/:slug/draft">;

/** The draft of a collection as the server has it. */
export function useDraft(slug: string): UseQueryResult<Draft> {
  return useQuery({
    queryKey: ["collection-draft", slug],
    queryFn: () => ask("GET /collections/:slug/draft", { params: { slug } }),
    refetchOnWindowFocus: false,
  });
}

/** What an editor of a draft is given: the draft as it is being changed, and how to change it. */
export type Editing = {
  slug: string;
  config: Config;
  change: (next: Partial<Config>) => void;
  /** Whether something is changed and not saved. */
  isChanged: boolean;
};

/** A draft being edited: what is changed is kept here until it is saved; readers see nothing of it. */
export function DraftEditor(props: { slug: string; children: (editing: Editing) => ReactNode }): ReactNode {
  const { slug } = props;
  const query = useDraft(slug);
  const act = useAct("collection-draft", "collections-worked");
  const [config, setConfig] = useState<Config | null>(null);
  const version = query.data?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another draft; the same one keeps what was typed
  useEffect(() => setConfig(null), [version]);
  if (query.isPending) return <p role="status">{t("app.loading")}</p>;
  if (query.isError)
    return (
      <p role="alert" className="refused">
        {explain(query.error)}
      </p>
    );
  const saved = query.data;
  const current = config ?? saved.config;
  return (
    <>
      {props.children({
        slug,
        config: current,
        change: (next) => setConfig({ ...current, ...next }),
        isChanged: config !== null,
      })}
      <SaveBar slug={slug} version={saved.version} config={config} act={act} onUndo={() => setConfig(null)} />
    </>
  );
}

function SaveBar(props: {
  slug: string;
  version: number;
  config: Config | null;
  act: Act;
  onUndo: () => void;
}): ReactNode {
  const { slug, version, config, act } = props;
  const save = (): void => {
    if (!config) return;
    const body = { version, config };
    void act.run(
      () => ask("PUT /collections/:slug/draft", { params: { slug }, body }),
      t("collections.saved"),
    );
  };
  return (
    <div className="draft-bar">
      <button type="button" className="primary" disabled={config === null || act.busy} onClick={save}>
        {t("collections.save")}
      </button>
      <button type="button" disabled={config === null} onClick={props.onUndo}>
        {t("collections.undo")}
      </button>
      <span className="quiet">
        {t(config === null ? "collections.save.nothing" : "collections.save.what")}
      </span>
      <Said act={act} />
    </div>
  );
}
