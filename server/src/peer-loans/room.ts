import type { Room } from "../kernel/room.ts";
import { erasePerson } from "./erasure.ts";
import { peerLoansJobs, peerLoansSchedule } from "./jobs.ts";
import { placeSubscriber } from "./meeting/place-texts.ts";
import { peerLoanQueries } from "./queries.ts";
import { registerPeerLoans } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "peer-loans",
  enters: ["consortium", "people", "notices", "moderation", "neighbours", "circles", "shelves"],
  routes: registerPeerLoans,
  queries: peerLoanQueries,
  jobs: peerLoansJobs,
  schedule: peerLoansSchedule,
  subscribers: () => [placeSubscriber],
  views: ["peer_loans.loan_fact"],
  erasePerson,
};
