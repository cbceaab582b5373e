import { z } from "zod";
import { type DeliveryOption, type WayOutcome, wayShape } from "../contracts/delivery-option.ts";
import { pick } from "../kernel/text.ts";
import { type CopyOwner, offersOf } from "../shelves/index.ts";
import { ownerSchema } from "../shelves/schema.ts";
import { withdrawRequest } from "./loans/loan-moves.ts";
import { letGo, requestCopy } from "./loans/requests.ts";
import { refusalTable } from "./refusals.ts";
import { MOST_ASKED } from "./schema.ts";

const DAY = 24;

const shape = wayShape("person", {
  copyId: z.string(),
  mode: z.enum(["lend", "give"]),
  owner: z.string(),
  library: ownerSchema.shape.library,
  band: z.number().nullable().describe("Kilometres at most"),
  circles: z.array(z.string()),
});
const kept = shape.pick({ copyId: true, mode: true });
const moved = z.object({ loanIds: z.array(z.string()), state: z.string() });

/** How an owner is called where no language is known. */
const nameOf = ({ library, nickname, tag }: CopyOwner): string =>
  library ? pick(library, "zh-Hans") : (nickname ?? tag);

/** What a state of a loan means for the request that made it; states not named here decide nothing yet. */
const outcomes: Record<string, WayOutcome> = {
  accepted: "yes",
  "on-loan": "win",
  given: "win",
  declined: "fail",
  expired: "fail",
  cancelled: "fail",
  lapsed: "fail",
  withdrawn: "leave",
};

const asked = ["copy-asked-already", "requests-exhausted", "borrow-limit", "circle-limit"] as const;

/** Another reader's copy. `band`: kilometres at most; null when it is not told. */
export const readerOption: DeliveryOption<z.output<typeof shape>> = {
  kind: "person",
  order: 40,
  schema: shape,
  find: async (db, _clock, { personId, instanceId }) => {
    const offers = personId === null ? [] : await offersOf(db, personId, [instanceId]);
    return offers
      .filter(({ modes }) => modes.includes("lend") || modes.includes("give"))
      .map((offer) => ({
        kind: "person",
        copyId: offer.id,
        mode: offer.modes.includes("lend") ? "lend" : "give",
        owner: nameOf(offer.owner),
        library: offer.owner.library,
        band: offer.band,
        circles: offer.circles,
        hours: [DAY, 4 * DAY],
        reason: offer.circles.length > 0 ? "in-circle" : "near",
      }));
  },
  words: ({ copyId, mode, owner, library, band, circles }, { t, language }) => ({
    value: `person:${copyId}`,
    what: t(mode === "give" ? "ways.person-give" : "ways.person", {
      owner: library ? pick(library, language) : owner,
    }),
    why:
      circles.length > 0
        ? t("ways.why.in-circle", { circle: circles[0]! })
        : band === null
          ? t("ways.why.friend")
          : t("ways.why.near", { km: band }),
    href: null,
  }),
  asking: {
    toBranch: false,
    atOnce: MOST_ASKED,
    saysYes: "owner",
    told: "ways.asked-reader",
    refusals: Object.fromEntries(asked.map((code) => [code, refusalTable[code]])),
    keep: ({ copyId, mode }) => ({ copyId, mode }),
    begin: async (tx, actor, clock, _asked, values, askedWith) => {
      const { id, state } = await requestCopy(tx, actor, clock, {
        ...kept.parse(values),
        ...(askedWith !== undefined && { askedWith }),
      });
      return { id, isYes: state === "accepted" };
    },
    takeBack: (tx, _actor, clock, loanId) => letGo(tx, clock, loanId),
    withdraw: withdrawRequest,
    hears: [
      {
        topic: "sharing-loan",
        name: "fulfilment.loans",
        read: (payload) => {
          const { loanIds, state } = moved.parse(payload);
          const outcome = outcomes[state];
          return outcome ? { references: loanIds, outcome, reason: state } : null;
        },
      },
    ],
  },
};
