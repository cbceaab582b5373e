import type { Room } from "../kernel/room.ts";
import { peerLoansCommands } from "./commands.ts";
import { readerOption } from "./delivery.ts";
import { erasePerson } from "./erasure.ts";
import { registerLoanFiles } from "./file-routes.ts";
import { peerLoansJobs, peerLoansSchedule } from "./jobs.ts";
import { titleSubscriber } from "./loans/follow-titles.ts";
import { placeSubscriber } from "./meeting/place-texts.ts";
import { peerLoansQueries } from "./queries.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "peer-loans",
  enters: ["files", "consortium", "people", "notices", "moderation", "neighbours", "circles", "shelves"],
  commands: peerLoansCommands,
  queries: peerLoansQueries,
  deliveryOptions: [readerOption],
  routes: registerLoanFiles,
  jobs: peerLoansJobs,
  schedule: peerLoansSchedule,
  subscribers: () => [placeSubscriber, titleSubscriber],
  views: ["peer_loans.loan_fact", "peer_loans.loan_end"],
  erasePerson,
};
