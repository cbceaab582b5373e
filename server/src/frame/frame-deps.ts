import type { NavigationLink } from "../contracts/navigation.ts";
import type { ReaderPage } from "../contracts/reader-page.ts";
import type { CoverSource } from "../files/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Assets } from "./assets.ts";
import type { FaceDirectory } from "./faces.ts";
import type { Ground } from "./ground/ground.ts";
import type { RenderThread } from "./render-thread.ts";

/** What every page is put together from. */
export type FrameDeps = RouteDeps & {
  /** Pages that the rooms declare. */
  readerPages: readonly ReaderPage[];
  /** Where the foot of every page leads. */
  navigation?: readonly NavigationLink[];
  renderThread: RenderThread;
  /** The page components, loaded once. */
  pages: typeof import("../../../web/reader/pages.ts");
  assets: Assets;
  covers: CoverSource;
  faces: FaceDirectory;
  /** Map tiles of the operator. */
  ground: Ground | null;
  /** Time zone of what belongs to no library; read at the start. */
  regionZone: string;
};
