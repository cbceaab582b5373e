import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { instantIn } from "../kernel/zones/zoned-time.ts";
import {
  befriend,
  cellOf,
  moveCell,
  setMinor,
  setProfile,
  sharerOf,
  toWgs84,
  unblockReader,
  unfriend,
} from "../neighbours/index.ts";
import {
  acceptLoan,
  agreeAppointment,
  agreeOutcome,
  agreePassOn,
  answerRenewal,
  askSharedRenewal,
  blockReader,
  cancelLoan,
  claimReturn,
  confirmReturn,
  countCodeAttempt,
  decideCase,
  declineLoan,
  demandAttemptsLeft,
  type LoanOutcome,
  loanOutcomes,
  openCase,
  proposeAppointment,
  proposeOutcome,
  recallLoan,
  receiveCopy,
  receiveReturn,
  requestCopy,
  resolveReader,
  sendMessage,
  setDeposit,
  withdrawRequest,
} from "../peer-loans/index.ts";
import {
  changeCopy,
  linesInWords,
  pauseCopy,
  publishCopies,
  readBooks,
  reportShared,
  requestModes,
  withdrawCopy,
} from "../shelves/index.ts";
import { registerCircleForms } from "./circle-forms.ts";
import { normaliseCode, readOffer, readPosition } from "./sharing-fields.ts";
import { type Done, onForm, type SharingPost, type SharingScope } from "./sharing-site.ts";

/** Mounts every form of the pages of sharing. */
export function registerSharingForms(scope: SharingScope): void {
  registerBookForms(scope);
  registerOwnForms(scope);
  registerReaderForms(scope);
  registerCircleForms(scope);
  registerLoanForms(scope);
}

function registerBookForms(scope: SharingScope): void {
  const { clock } = scope.deps;
  const toCopy = (params: Record<string, string>): string => `/copies/${params.id}`;
  onForm(
    scope,
    "/books",
    () => "/books",
    async (tx, post): Promise<Done> => {
      const { lines } = readBooks(post.field("lines"));
      const { copies, skipped } = await publishCopies(tx, post.actor, clock, {
        lines,
        options: readOffer(post),
      });
      const [first] = skipped;
      if (copies.length === 0 && first)
        throw new Problem(first.reason, 400, { line: first.line, text: first.text });
      if (skipped.length > 0)
        return {
          key: "sharing.done.published-some",
          params: { count: copies.length, lines: linesInWords(skipped) },
        };
      return { key: "sharing.done.published", params: { count: copies.length } };
    },
  );
  onForm(scope, "/copies/:id/change", toCopy, async (tx, post) => {
    const { modes, loanDays, condition, note, shelf, audience } = readOffer(post);
    const reading = (["none", "to-read", "reading", "read"] as const).find(
      (one) => one === post.field("reading"),
    );
    await changeCopy(tx, post.actor, clock, post.params.id!, {
      modes,
      loanDays,
      condition,
      note,
      shelf,
      audience,
      ...(reading && { reading }),
    });
    return { key: "sharing.done.saved" };
  });
  onForm(scope, "/copies/:id/pause", toCopy, async (tx, post) => {
    await pauseCopy(tx, post.actor, post.params.id!, post.field("paused") === "1");
    return { key: "sharing.done.saved" };
  });
  onForm(scope, "/copies/:id/withdraw", toCopy, async (tx, post) => {
    await withdrawCopy(tx, post.actor, clock, post.params.id!);
    return { key: "sharing.done.withdrawn", back: "/books" };
  });
  onForm(scope, "/copies/:id/request", toCopy, async (tx, post) => {
    const mode = requestModes.find((one) => one === post.field("mode")) ?? "lend";
    const made = await requestCopy(tx, post.actor, clock, {
      copyId: post.params.id!,
      mode,
      words: post.field("words"),
    });
    return {
      key: `sharing.done.${made.state === "accepted" ? "agreed" : made.state}`,
      back: `/loans/${made.id}`,
    };
  });
  onForm(scope, "/copies/:id/deposit", toCopy, async (tx, post) => {
    const yuan = Number(post.field("yuan") || "0");
    await setDeposit(tx, post.actor, scope.deps.config, post.params.id!, Math.round(yuan * 100));
    return { key: "sharing.done.saved" };
  });
  onForm(scope, "/copies/:id/report", toCopy, async (tx, post) => {
    const subject = { kind: "copy" as const, id: post.params.id! };
    await reportShared(tx, post.actor, clock, subject, post.field("words").trim().slice(0, 500));
    return { key: "community.reported" };
  });
  onForm(scope, "/copies/:id/befriend", toCopy, async (tx, post) => {
    const reader = await resolveReader(tx, post.actor, { copyId: post.params.id! });
    const { accepted } = await befriend(tx, post.actor, clock, reader);
    return { key: accepted ? "sharing.done.friends" : "sharing.done.friend-asked" };
  });
  onForm(scope, "/copies/:id/block", toCopy, async (tx, post) => {
    const reader = await resolveReader(tx, post.actor, { copyId: post.params.id! });
    await blockReader(tx, post.actor, clock, reader);
    return { key: "sharing.done.blocked", back: "/near" };
  });
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
      if (post.field("isMinor") === "1") await setMinor(tx, post.actor, post.actor.personId, true);
      return { key: "sharing.done.saved" };
    },
  );
}

function registerReaderForms(scope: SharingScope): void {
  const { clock } = scope.deps;
  onForm(
    scope,
    "/readers/befriend",
    () => "/loans",
    async (tx, post) => {
      const reader = await resolveReader(tx, post.actor, { personId: post.field("personId") });
      const { accepted } = await befriend(tx, post.actor, clock, reader);
      return { key: accepted ? "sharing.done.friends" : "sharing.done.friend-asked" };
    },
  );
  onForm(
    scope,
    "/readers/unfriend",
    () => "/loans",
    async (tx, post) => {
      await unfriend(tx, post.actor, post.field("personId"));
      return { key: "sharing.done.saved" };
    },
  );
  onForm(
    scope,
    "/readers/unblock",
    () => "/loans",
    async (tx, post) => {
      await unblockReader(tx, post.actor, post.field("personId"));
      return { key: "sharing.done.saved" };
    },
  );
}

type LoanAct = (tx: Tx, post: SharingPost, id: string) => Promise<unknown>;

function registerLoanForms(scope: SharingScope): void {
  const { clock } = scope.deps;
  const back = (params: Record<string, string>): string => `/loans/${params.id}`;
  const on = (name: string, act: LoanAct, before?: Parameters<typeof onForm>[4]): void =>
    onForm(
      scope,
      `/loans/:id/${name}`,
      back,
      async (tx, post) => {
        await act(tx, post, post.params.id!);
        return { key: `sharing.done.${name}` };
      },
      before,
    );
  on("accept", (tx, post, id) => acceptLoan(tx, post.actor, clock, id));
  on("decline", (tx, post, id) => declineLoan(tx, post.actor, clock, id, null));
  on("withdraw", (tx, post, id) => withdrawRequest(tx, post.actor, clock, id));
  on("cancel", (tx, post, id) => cancelLoan(tx, post.actor, clock, id, null));
  on("ask-renewal", (tx, post, id) => askSharedRenewal(tx, post.actor, clock, id));
  on("grant-renewal", (tx, post, id) => answerRenewal(tx, post.actor, clock, id, true));
  on("refuse-renewal", (tx, post, id) => answerRenewal(tx, post.actor, clock, id, false));
  on("recall", (tx, post, id) => recallLoan(tx, post.actor, clock, id));
  on("agree-pass-on", (tx, post, id) => agreePassOn(tx, post.actor, clock, id));
  on("confirm-return", (tx, post, id) => confirmReturn(tx, post.actor, clock, id));
  on("claim-return", (tx, post, id) => claimReturn(tx, post.actor, clock, id, post.field("evidence")));
  for (const complaint of ["report-lost", "contest", "claim-damage"] as const)
    on(complaint, (tx, post, id) => openCase(tx, post.actor, clock, id, complaint, post.field("evidence")));
  on("propose", (tx, post, id) => proposeOutcome(tx, post.actor, clock, id, readOutcome(post)));
  on("settle", (tx, post, id) => agreeOutcome(tx, post.actor, clock, id));
  on("decide", (tx, post, id) =>
    decideCase(tx, post.actor, clock, id, readOutcome(post), post.field("reason")),
  );
  on("message", (tx, post, id) => sendMessage(tx, post.actor, clock, id, post.field("text")));
  on("appointment", async (tx, post, id) => {
    const { timeZone } = await sharerOf(tx, post.actor.personId);
    const at = instantIn(timeZone, post.field("day"), post.field("time"));
    if (!at) throw new Problem("appointment-time", 400);
    await proposeAppointment(tx, post.actor, clock, id, { at, place: post.field("place") });
  });
  on("agree-appointment", (tx, post, id) => agreeAppointment(tx, post.actor, clock, id));
  const countTry = async (tx: Tx, post: SharingPost): Promise<() => void> => {
    const attempts = await countCodeAttempt(tx, post.actor, clock, post.params.id!);
    return () => demandAttemptsLeft(attempts);
  };
  on(
    "receive",
    (tx, post, id) => receiveCopy(tx, post.actor, clock, id, normaliseCode(post.field("code"))),
    countTry,
  );
  on(
    "take-back",
    (tx, post, id) => receiveReturn(tx, post.actor, clock, id, normaliseCode(post.field("code"))),
    countTry,
  );
  onForm(scope, "/loans/:id/block", back, async (tx, post) => {
    const reader = await resolveReader(tx, post.actor, { loanId: post.params.id! });
    await blockReader(tx, post.actor, clock, reader);
    return { key: "sharing.done.blocked", back: "/loans" };
  });
}

function readOutcome(post: SharingPost): LoanOutcome {
  const outcome = loanOutcomes.find((one) => one === post.field("outcome"));
  if (!outcome) throw new Problem("invalid-request", 400);
  return outcome;
}
