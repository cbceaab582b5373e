import {
  admitMember,
  agreeParent,
  applyToCircle,
  askParent,
  changeCircle,
  countEmailAttempt,
  createCircle,
  expelMember,
  guardCircle,
  joinByAccount,
  joinByEmail,
  joinByInvite,
  joinByRoster,
  leaveCircle,
  makeInvite,
  pardonMember,
  partCircles,
  refuseMember,
  setSteward,
  startEmailProof,
  uploadRoster,
  vouchFor,
} from "../circles/index.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { localePaths } from "./locale.ts";
import { originOf } from "./page-frame.ts";
import { readCircle } from "./sharing-fields.ts";
import { type Done, onForm, type SharingPost, type SharingScope } from "./sharing-site.ts";

type CircleAct = (tx: Tx, post: SharingPost, id: string) => Promise<Done>;

/** Mounts the forms of circles: founding, joining by every proof, stewards, circles of circles. */
export function registerCircleForms(scope: SharingScope): void {
  const { clock, config } = scope.deps;
  onForm(
    scope,
    "/circles",
    () => "/circles",
    async (tx, post) => {
      const { id } = await createCircle(tx, post.actor, clock, readCircle(post));
      return { key: "sharing.done.founded", back: `/circles/${id}` };
    },
  );
  onForm(
    scope,
    "/invite/:token",
    (params) => `/invite/${params.token}`,
    async (tx, post) => {
      const { circleId } = await joinByInvite(tx, post.actor, clock, post.params.token!);
      return { key: "sharing.done.joined", back: `/circles/${circleId}` };
    },
  );
  const on = (name: string, act: CircleAct, before?: Parameters<typeof onForm>[4]): void =>
    onForm(
      scope,
      `/circles/:id/${name}`,
      (params) => `/circles/${params.id}`,
      (tx, post) => act(tx, post, post.params.id!),
      before,
    );
  on("change", async (tx, post, id) => {
    await changeCircle(tx, post.actor, clock, id, readCircle(post));
    return { key: "sharing.done.saved" };
  });
  on("parent", async (tx, post, id) => {
    await askParent(tx, post.actor, clock, id, post.field("parentId"));
    return { key: "sharing.done.parent" };
  });
  on("parent-agree", async (tx, post, id) => {
    await agreeParent(tx, post.actor, clock, post.field("childId"), id);
    return { key: "sharing.done.saved" };
  });
  on("part", async (tx, post, id) => {
    const isChild = post.field("direction") === "of";
    const other = post.field("otherId");
    await partCircles(tx, post.actor, isChild ? other : id, isChild ? id : other);
    return { key: "sharing.done.saved" };
  });
  on("guard", async (tx, post, id) => {
    const memberId = post.field("memberId");
    await guardCircle(tx, post.actor, id, memberId === "" ? null : Number(memberId));
    return { key: "sharing.done.saved" };
  });
  on("join-account", async (tx, post, id) => {
    await joinByAccount(tx, post.actor, clock, id);
    return { key: "sharing.done.joined" };
  });
  on("join-roster", async (tx, post, id) => {
    await joinByRoster(tx, post.actor, clock, id);
    return { key: "sharing.done.joined" };
  });
  on("email", async (tx, post, id) => {
    if (!config.smtp) throw new Problem("mail-off", 409);
    await startEmailProof(tx, post.actor, clock, id, post.field("address"));
    return { key: "sharing.done.code-sent" };
  });
  on(
    "join-email",
    async (tx, post, id) => {
      await joinByEmail(tx, post.actor, clock, id, post.field("code"));
      return { key: "sharing.done.joined" };
    },
    async (tx, post) => {
      await countEmailAttempt(tx, post.actor, post.params.id!);
      return () => undefined;
    },
  );
  on("application", async (tx, post, id) => {
    const proof = post.field("proof") === "vouch" ? "vouch" : "steward";
    await applyToCircle(tx, post.actor, clock, id, proof, post.field("words"));
    return { key: "sharing.done.applied" };
  });
  on("leave", async (tx, post, id) => {
    await leaveCircle(tx, post.actor, clock, id);
    return { key: "sharing.done.left", back: "/circles" };
  });
  on("roster", async (tx, post, id) => {
    const { added, total } = await uploadRoster(tx, post.actor, id, post.field("text"));
    return { key: "sharing.done.roster", params: { added, total } };
  });
  on("invite", async (tx, post, id) => {
    const days = Number(post.field("days")) || 7;
    const uses = Number(post.field("uses")) || 20;
    const { token } = await makeInvite(tx, post.actor, clock, id, { days, uses });
    const origin = originOf(post.request, config);
    const link = `${origin}${localePaths[scope.language]}/sharing/invite/${token}`;
    return { key: "sharing.invite.made", params: { link } };
  });
  for (const [name, work] of [
    ["admit", admitMember],
    ["refuse", refuseMember],
    ["expel", expelMember],
    ["pardon", pardonMember],
    ["vouch", vouchFor],
  ] as const)
    on(name, async (tx, post, id) => {
      await work(tx, post.actor, clock, id, post.field("personId"));
      return { key: "sharing.done.saved" };
    });
  on("steward", async (tx, post, circleId) => {
    const isSteward = post.field("isSteward") === "1";
    await setSteward(tx, post.actor, { circleId, personId: post.field("personId"), isSteward });
    return { key: "sharing.done.saved" };
  });
}
