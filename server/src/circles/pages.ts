import { qrPath } from "@commonshelf/qr";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { dateIn } from "../kernel/time.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { person } from "../people/index.ts";
import { circleOfInvite } from "./proofs.ts";

const invite = page({
  path: "/sharing/invite/:token",
  component: "InvitePage",
  find: async ({ db, clock, actor, params }) => {
    person.admit(actor, {});
    const { name } = await circleOfInvite(db, clock, params.token!);
    return { name, token: params.token! };
  },
});

/** The invitation to be printed or passed on: whoever has the link may see it. */
const poster = page({
  path: "/sharing/invite/:token/poster",
  component: "InvitePosterPage",
  find: async ({ db, clock, site, params }) => {
    const token = params.token!;
    const { circleId, name, about, kind, expiresAt } = await circleOfInvite(db, clock, token);
    const address = `${site.origin}${site.base}/sharing/invite/${encodeURIComponent(token)}`;
    const until = formatDate(dateIn(site.zone, new Date(expiresAt)), site.language);
    return { circle: { id: circleId, name, about, kind }, address, until, code: qrPath(address) };
  },
});

/** Coming into a circle by an invitation, and its poster. */
export const circlesPages: readonly ReaderPage[] = [invite, poster];
