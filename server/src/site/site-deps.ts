import type { CircleStrip } from "../contracts/circle-strip.ts";
import type { ReaderPage } from "../contracts/reader-page.ts";
import type { FindStrip } from "../contracts/result-strip.ts";
import type { Searcher } from "../discovery/index.ts";
import type { CoverSource } from "../files/index.ts";
import type { AnyCommand } from "../kernel/command.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Eraser } from "../kernel/room.ts";
import type { Assets } from "./assets.ts";
import type { FaceDirectory } from "./consortium/faces.ts";
import type { MemberDirectory } from "./consortium/member-directory.ts";
import type { PageReads } from "./page-reads.ts";
import type { RenderThread } from "./render-thread.ts";

/** Pages that the rooms declare. */
export type RoomPages = {
  readerPages: readonly ReaderPage[];
  /** Their writes: those with forms are mounted as forms. */
  commands: readonly AnyCommand[];
  findStrips?: readonly FindStrip[];
  circleStrips?: readonly CircleStrip[];
};

/** What the site's routes are given. */
export type SiteDeps = RouteDeps & { erasers: readonly Eraser[] } & RoomPages & {
    searcher: Searcher;
    reads: PageReads;
    renderThread: RenderThread;
    /** The page components, loaded once. */
    pages: typeof import("../../../web/reader/pages.ts");
    assets: Assets;
    covers: CoverSource;
    faces: FaceDirectory;
    directory: () => Promise<MemberDirectory>;
    /** Time zone of what belongs to no library; read at the start. */
    regionZone: string;
    countCopies: () => Promise<number>;
  };
