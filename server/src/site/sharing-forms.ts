import { cellOf, moveCell, setProfile, toWgs84 } from "../neighbours/index.ts";
import { readPosition } from "./sharing-fields.ts";
import { onForm, type SharingScope } from "./sharing-site.ts";

/** Mounts the forms of the pages of sharing that are no commands yet. */
export function registerSharingForms(scope: SharingScope): void {
  registerOwnForms(scope);
}

function registerOwnForms(scope: SharingScope): void {
  const { clock } = scope.deps;
  onForm(
    scope,
    "/place",
    () => "/near",
    async (tx, post) => {
      const { position, system } = readPosition(post);
      await moveCell(tx, post.actor, clock, cellOf(toWgs84(position, system)));
      return { key: "sharing.done.place" };
    },
  );
  onForm(
    scope,
    "/place/forget",
    () => "/near",
    async (tx, post) => {
      await moveCell(tx, post.actor, clock, null);
      return { key: "sharing.done.place-forgotten" };
    },
  );
  onForm(
    scope,
    "/profile",
    () => "/loans",
    async (tx, post) => {
      await setProfile(tx, post.actor, clock, {
        nickname: post.field("nickname"),
        keepsDiary: post.field("keepsDiary") === "1",
      });
      return { key: "sharing.done.saved" };
    },
  );
}
