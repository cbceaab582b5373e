import { room as acquisitions } from "./acquisitions/room.ts";
import { room as alliance } from "./alliance/room.ts";
import { room as apiKeys } from "./api-keys/room.ts";
import { room as assets } from "./assets/room.ts";
import { room as audience } from "./audience/room.ts";
import { room as audit } from "./audit/room.ts";
import { room as authorities } from "./authorities/room.ts";
import { room as browseLists } from "./browse-lists/room.ts";
import { room as catalogue } from "./catalogue/room.ts";
import { room as cataloguing } from "./cataloguing/room.ts";
import { room as circles } from "./circles/room.ts";
import { room as circulation } from "./circulation/room.ts";
import { room as citations } from "./citations/room.ts";
import { room as collectionExchange } from "./collection-exchange/room.ts";
import { room as collectionFeeds } from "./collection-feeds/room.ts";
import { room as collectionFronts } from "./collection-fronts/room.ts";
import { room as collections } from "./collections/room.ts";
import { room as columns } from "./columns/room.ts";
import { room as community } from "./community/room.ts";
import { room as consortium } from "./consortium/room.ts";
import type { CircleStrip } from "./contracts/circle-strip.ts";
import type { DeliveryOption } from "./contracts/delivery-option.ts";
import type { IndexSource } from "./contracts/index-source.ts";
import type { NavigationLink } from "./contracts/navigation.ts";
import type { ReaderPage } from "./contracts/reader-page.ts";
import type { FindStrip } from "./contracts/result-strip.ts";
import { room as copies } from "./copies/room.ts";
import { room as copying } from "./copying/room.ts";
import { room as cutOver } from "./cut-over/room.ts";
import { room as description } from "./description/room.ts";
import type { Searcher } from "./discovery/index.ts";
import { room as discovery } from "./discovery/room.ts";
import { room as drifting } from "./drifting/room.ts";
import { room as ebooks } from "./ebooks/room.ts";
import { room as exhibitions } from "./exhibitions/room.ts";
import { room as feeds } from "./feeds/room.ts";
import { room as files } from "./files/room.ts";
import { room as frame } from "./frame/room.ts";
import { deliveryOptionsOf, requestDoors } from "./fulfilment/index.ts";
import { room as fulfilment } from "./fulfilment/room.ts";
import { room as gateways } from "./gateways/room.ts";
import { room as harvesting } from "./harvesting/room.ts";
import { room as home } from "./home/room.ts";
import { room as insight } from "./insight/room.ts";
import type { AnyCommand } from "./kernel/command.ts";
import type { RouteDeps } from "./kernel/http.ts";
import type { JobHandlers, Lane } from "./kernel/jobs.ts";
import type { Subscriber } from "./kernel/outbox.ts";
import type { AnyQuery } from "./kernel/query.ts";
import type { Eraser, Room } from "./kernel/room.ts";
import { room as leavers } from "./leavers/room.ts";
import { room as lentTogether } from "./lent-together/room.ts";
import { room as lists } from "./lists/room.ts";
import { room as loads } from "./loads/room.ts";
import { partingQueries } from "./match-review/index.ts";
import { room as matchReview } from "./match-review/room.ts";
import { room as matching } from "./matching/room.ts";
import { room as media } from "./media/room.ts";
import { room as moderation } from "./moderation/room.ts";
import { room as neighbours } from "./neighbours/room.ts";
import { room as nests } from "./nests/room.ts";
import { room as notices } from "./notices/room.ts";
import { room as objectEdits } from "./object-edits/room.ts";
import { room as objectEmbeds } from "./object-embeds/room.ts";
import { room as objectFormats } from "./object-formats/room.ts";
import { room as objectGuests } from "./object-guests/room.ts";
import { room as objectHarvests } from "./object-harvests/room.ts";
import { room as objectParts } from "./object-parts/room.ts";
import { room as objectRequests } from "./object-requests/room.ts";
import { room as objectUses } from "./object-uses/room.ts";
import { room as objectVoices } from "./object-voices/room.ts";
import { room as observing } from "./observing/room.ts";
import { room as offLine } from "./off-line/room.ts";
import { room as patronSync } from "./patron-sync/room.ts";
import { room as peerLoans } from "./peer-loans/room.ts";
import { room as people } from "./people/room.ts";
import { room as phrasing } from "./phrasing/room.ts";
import { room as placement } from "./placement/room.ts";
import { room as policies } from "./policies/room.ts";
import { room as privacy } from "./privacy/room.ts";
import type { Follower } from "./processes/index.ts";
import { room as processes } from "./processes/room.ts";
import { mergeDoors } from "./readers/index.ts";
import { room as readers } from "./readers/room.ts";
import { room as readings } from "./readings/room.ts";
import { room as reasons } from "./reasons/room.ts";
import { room as regards } from "./regards/room.ts";
import type { Replica } from "./replica/index.ts";
import { room as replica } from "./replica/room.ts";
import { room as salons } from "./salons/room.ts";
import { room as savedSearches } from "./saved-searches/room.ts";
import { room as searchCluster } from "./search-cluster/room.ts";
import { room as serials } from "./serials/room.ts";
import { room as sessions } from "./sessions/room.ts";
import { room as shareCards } from "./share-cards/room.ts";
import { room as shelves } from "./shelves/room.ts";
import { room as site } from "./site/room.ts";
import { room as stocktaking } from "./stocktaking/room.ts";
import { room as storage } from "./storage/room.ts";
import { room as targeting } from "./targeting/room.ts";
import { keepRuns, taskDoors } from "./tasks/index.ts";
import { room as tasks } from "./tasks/room.ts";
import { room as transport } from "./transport/room.ts";
import { room as wanted } from "./wanted/room.ts";
import { setUpQueries } from "./workbench/index.ts";
import { room as workbench } from "./workbench/room.ts";

/** What all rooms together need. */
export type RegionDeps = RouteDeps & {
  searcher: Searcher;
  erasers: readonly Eraser[];
  readerPages: readonly ReaderPage[];
  navigation?: readonly NavigationLink[];
  commands: readonly AnyCommand[];
  findStrips?: readonly FindStrip[];
  circleStrips?: readonly CircleStrip[];
  deliveryOptions?: readonly DeliveryOption[];
  /** Of a process that is one of several. */
  follower?: Follower;
  /** A copy of the database that pages are read from. */
  replica?: Replica;
};

/**
 * All rooms, from the ground up. A room enters only rooms before it in this list, and of these only the ones it names.
 * App, command line, privacy and the tidy test read this list; nothing else names all rooms.
 */
export const rooms: readonly Room<RegionDeps>[] = [
  files,
  feeds,
  consortium,
  people,
  sessions,
  patronSync,
  notices,
  frame,
  moderation,
  matching,
  audience,
  description,
  copies,
  objectFormats,
  catalogue,
  citations,
  authorities,
  acquisitions,
  matchReview,
  policies,
  targeting,
  placement,
  circulation,
  audit,
  cutOver,
  offLine,
  transport,
  tasks,
  stocktaking,
  serials,
  insight,
  leavers,
  readers,
  lentTogether,
  reasons,
  cataloguing,
  storage,
  community,
  lists,
  neighbours,
  circles,
  salons,
  readings,
  ebooks,
  shelves,
  peerLoans,
  regards,
  wanted,
  browseLists,
  discovery,
  savedSearches,
  phrasing,
  loads,
  copying,
  harvesting,
  nests,
  drifting,
  fulfilment,
  home,
  alliance,
  columns,
  shareCards,
  assets,
  collections,
  objectParts,
  objectGuests,
  apiKeys,
  objectEmbeds,
  objectUses,
  objectHarvests,
  objectRequests,
  objectVoices,
  media,
  exhibitions,
  collectionFronts,
  collectionExchange,
  collectionFeeds,
  objectEdits,
  privacy,
  observing,
  processes,
  replica,
  searchCluster,
  gateways,
  workbench,
  site,
];

/** What forgets a person, the highest room first: what leans on others goes before them. */
export const erasers: readonly Eraser[] = rooms.flatMap((room) => room.erasePerson ?? []).reverse();

/** The pages of all rooms on the readers' site. */
export const readerPages: readonly ReaderPage[] = rooms.flatMap((room) => room.pages ?? []);

/** Doors over what all rooms contribute. */
export const doorsOfRequests = requestDoors(rooms);
const overRooms = [taskDoors(rooms), mergeDoors(rooms), doorsOfRequests];
/** Where every page leads. */
export const navigation: readonly NavigationLink[] = rooms.flatMap((room) => room.navigation ?? []);

/** The writes of all rooms. */
export const commands: readonly AnyCommand[] = [
  ...rooms.flatMap((room) => room.commands ?? []),
  ...overRooms.flatMap((doors) => doors.commands),
];

/** The reads of all rooms by address. */
export const queries: readonly AnyQuery[] = [
  ...rooms.flatMap((room) => room.queries ?? []),
  ...overRooms.flatMap((doors) => doors.queries),
  ...partingQueries(rooms),
  ...setUpQueries(rooms.flatMap((room) => room.setUp ?? [])),
];

/** What rooms find beside the titles of a search. */
export const findStrips: readonly FindStrip[] = rooms.flatMap((room) => room.findStrip ?? []);

/** What rooms show on the page of a circle. */
export const circleStrips: readonly CircleStrip[] = rooms.flatMap((room) => room.circleStrip ?? []);

/** The ways in which a reader gets a title. */
export const deliveryOptions: readonly DeliveryOption[] = deliveryOptionsOf(rooms);

/** What rooms say of titles that the search shall find. */
export const indexSources: readonly IndexSource[] = rooms.flatMap((room) => room.indexSource ?? []);

/** The background work of all rooms, by name. */
export function jobsOf(deps: RegionDeps): JobHandlers {
  return keepRuns(deps, schedule, Object.assign({}, ...rooms.map((room) => room.jobs?.(deps))));
}

/** Where the work of all rooms runs that may take minutes. */
export const lanes: Readonly<Record<string, Lane>> = Object.assign({}, ...rooms.map((room) => room.lanes));

/** When jobs run by themselves. */
export const schedule: readonly string[] = rooms.flatMap((room) => room.schedule ?? []);

/** Who hears of what lower rooms publish. */
export function subscribersOf(deps: RegionDeps): Subscriber[] {
  return [...rooms.flatMap((room) => room.subscribers?.(deps) ?? []), ...doorsOfRequests.subscribers(deps)];
}
