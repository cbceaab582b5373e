import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { blockKinds } from "../../../server/src/people/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import { KindField } from "../policies/kinds.tsx";
import { ReaderFile } from "../readers/file.tsx";
import { date, t } from "../text.ts";
import { Clearance } from "./clearance.tsx";
import { HandedOut } from "./handed-out.tsx";

type Reader = Answer<"GET /patrons/:id">;
type Affiliation = Reader["affiliations"][number];
type Part = { reader: Reader; act: Act };

/** One reader: what they are to this library, cards, blocks, a password for one sign-in, and whether they may leave. */
export function ReaderPage({ id }: { id: string }): ReactNode {
  const act = useAct("reader", "readers", "clearance", "reader-file");
  const [handedOut, setHandedOut] = useState<Answer<"POST /patrons/:id/one-time-password"> | null>(null);
  const query = useQuery({
    queryKey: ["reader", id],
    queryFn: () => ask("GET /patrons/:id", { params: { id }, query: { reason: "account" } }),
  });
  const reader = query.data;
  if (!reader) return <p role="status">{t("app.loading")}</p>;
  const own = reader.affiliations.find((one) => one.number !== null);
  const giveOut = (): void =>
    void act.run(async () => {
      setHandedOut(await ask("POST /patrons/:id/one-time-password", { params: { id } }));
    }, "");
  return (
    <article className="admin" aria-label={reader.name}>
      <h2>{reader.name}</h2>
      <Said act={act} />
      {handedOut && <HandedOut handedOut={handedOut} />}
      {own && <Renewal reader={reader} act={act} own={own} />}
      <Cards reader={reader} act={act} own={own} />
      <Blocks reader={reader} act={act} />
      <p>
        <button type="button" onClick={giveOut}>
          {t("reader.oneTime")}
        </button>
      </p>
      <ReaderFile id={id} name={reader.name} act={act} />
      <Clearance reader={reader} act={act} />
    </article>
  );
}

function Renewal({ reader, act, own }: Part & { own: Affiliation }): ReactNode {
  const params = { id: reader.personId, affiliationId: own.id };
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      name: textOf(data, "name"),
      patronGroup: textOf(data, "patronGroup"),
      validUntil: textOf(data, "validUntil") || null,
      phone: textOf(data, "phone"),
      email: textOf(data, "email"),
      status: "active" as const,
    };
    void act.run(
      () => ask("PATCH /patrons/:id/affiliations/:affiliationId", { params, body }),
      t("reader.saved"),
    );
  };
  return (
    <form onSubmit={save}>
      <p>
        {t("readers.number")} <b>{own.number}</b>{" "}
        {own.owes !== null && own.owes > 0 && (
          <strong className="refused">{t("reader.owes", { amount: own.owes.toFixed(2) })}</strong>
        )}
      </p>
      <div className="row">
        <label>
          {t("staff.name")}
          <input name="name" required maxLength={200} autoComplete="off" defaultValue={reader.name} />
        </label>
        <label>
          {t("readers.phone")}
          <input name="phone" type="tel" maxLength={40} autoComplete="off" defaultValue={own.phone ?? ""} />
        </label>
        <label>
          {t("readers.email")}
          <input
            name="email"
            type="email"
            maxLength={254}
            autoComplete="off"
            defaultValue={own.email ?? ""}
          />
        </label>
      </div>
      <div className="row">
        <KindField
          of="patron-group"
          member={own.member}
          name="patronGroup"
          label={t("readers.group")}
          defaultValue={own.patronGroup}
          required
          isNamed
        />
        <label>
          {t("readers.until")}
          <input name="validUntil" type="date" defaultValue={own.validUntil ?? ""} />
        </label>
      </div>
      <Send act={act} label={t("reader.save")} />
    </form>
  );
}

function Cards({ reader, act, own }: Part & { own: Affiliation | undefined }): ReactNode {
  const params = { id: reader.personId };
  const give = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = { barcode: textOf(new FormData(form), "barcode") };
    void act
      .run(() => ask("POST /patrons/:id/cards", { params, body }), t("reader.cardGiven"))
      .then((done) => done && form.reset());
  };
  const lose = (barcode: string): void =>
    void act.run(
      () => ask("POST /patrons/:id/cards/loss", { params, body: { barcode } }),
      t("reader.cardLost"),
    );
  const restore = (barcode: string): void =>
    void act.run(
      () => ask("POST /patrons/:id/cards/recovery", { params, body: { barcode } }),
      t("reader.cardFound"),
    );
  return (
    <section>
      <h3>{t("reader.cards")}</h3>
      <ul className="plain">
        {(own?.cards ?? []).map(({ barcode, blocked }) => (
          <li key={barcode}>
            <code>{barcode}</code> {blocked && <strong className="refused">{t("patron.blocked")}</strong>}{" "}
            <TwicePressed label={t("reader.lose")} onPress={() => lose(barcode)} />
          </li>
        ))}
        {reader.formerCards.map(({ barcode, reason, endedAt }) => (
          <li key={`former ${barcode}`} className="quiet">
            <code>{barcode}</code> {t(`reader.card.${reason}`)} {date(endedAt)}{" "}
            {reason === "lost" && (
              <button type="button" onClick={() => restore(barcode)}>
                {t("reader.restore")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <form className="actions" onSubmit={give}>
        <label>
          <span className="vh">{t("readers.card")}</span>
          <input name="barcode" required maxLength={64} placeholder={t("readers.card")} autoComplete="off" />
        </label>
        <button type="submit">{t("reader.give")}</button>
      </form>
    </section>
  );
}

function Blocks({ reader, act }: Part): ReactNode {
  const memberName = useMemberName();
  const id = reader.personId;
  const set = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const kind = blockKinds.find((one) => one === textOf(data, "kind")) ?? "other";
    const until = textOf(data, "until");
    const body = { kind, ...(until !== "" && { until }) };
    void act.run(() => ask("POST /patrons/:id/blocks", { params: { id }, body }), t("reader.blocked"));
  };
  const lift = (blockId: string): void =>
    void act.run(
      () => ask("DELETE /patrons/:id/blocks/:blockId", { params: { id, blockId } }),
      t("reader.lifted"),
    );
  return (
    <section>
      <h3>{t("reader.blocks")}</h3>
      {reader.blocks.length === 0 && <p className="quiet">{t("reader.noBlocks")}</p>}
      <ul className="plain">
        {reader.blocks.map((block) => (
          <li key={block.id}>
            {t(`reader.kind.${block.kind}`)} · {memberName(block.member)} · {date(block.from)} –{" "}
            {block.until ? date(block.until) : t("reader.untilLifted")}{" "}
            <TwicePressed label={t("reader.lift")} onPress={() => lift(block.id)} />
          </li>
        ))}
      </ul>
      <form className="actions" onSubmit={set}>
        <label>
          <span className="vh">{t("reader.kind")}</span>
          <select name="kind">
            {blockKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`reader.kind.${kind}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="vh">{t("reader.blockUntil")}</span>
          <input name="until" type="date" title={t("reader.blockUntil")} />
        </label>
        <button type="submit">{t("reader.block")}</button>
      </form>
    </section>
  );
}
