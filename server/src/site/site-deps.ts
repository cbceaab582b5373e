import type { CircleStrip } from "../contracts/circle-strip.ts";
import type { DeliveryOption } from "../contracts/delivery-option.ts";
import type { ReaderPage } from "../contracts/reader-page.ts";
import type { FindStrip } from "../contracts/result-strip.ts";
import type { Searcher } from "../discovery/index.ts";
import type { FrameDeps, MemberDirectory } from "../frame/index.ts";
import type { AnyCommand } from "../kernel/command.ts";
import type { Eraser } from "../kernel/room.ts";
import type { PageReads } from "./page-reads.ts";

/** Pages that the rooms declare. */
export type RoomPages = {
  readerPages: readonly ReaderPage[];
  /** Their writes: those with forms are mounted as forms. */
  commands: readonly AnyCommand[];
  findStrips?: readonly FindStrip[];
  circleStrips?: readonly CircleStrip[];
  deliveryOptions?: readonly DeliveryOption[];
};

/** What the site's routes are given. */
export type SiteDeps = FrameDeps & { erasers: readonly Eraser[] } & RoomPages & {
    searcher: Searcher;
    reads: PageReads;
    directory: () => Promise<MemberDirectory>;
    countCopies: () => Promise<number>;
  };
