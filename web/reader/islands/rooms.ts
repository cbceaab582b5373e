import { enhanceDecks } from "./deck.ts";
import { enhanceExhibitions } from "./exhibition.ts";
import { enhanceLeaves } from "./leaf.ts";
import { enhanceLocate } from "./locate.ts";
import { enhanceMaps } from "./map.ts";
import { enhanceMedia } from "./media.ts";
import { enhancePhotos } from "./photo.ts";
import { enhanceScans } from "./scan.ts";

enhanceDecks();
enhanceExhibitions();
enhanceLeaves();
enhanceLocate();
enhanceMaps();
enhanceMedia();
enhancePhotos();
enhanceScans();
