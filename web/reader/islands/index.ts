import { enhanceCopyLinks } from "./copy-link.ts";
import { enhanceFilters } from "./filter-form.ts";
import { enhanceLocate } from "./locate.ts";
import { enhanceMaps } from "./map.ts";
import { enhanceOffline } from "./offline.ts";
import { enhanceScans } from "./scan.ts";
import { enhanceShelf } from "./shelf.ts";
import { enhanceSuggestions } from "./suggest.ts";
import { enhanceThemes } from "./theme-switch.ts";

enhanceFilters();
enhanceCopyLinks();
enhanceLocate();
enhanceMaps();
enhanceOffline();
enhanceScans();
enhanceShelf();
enhanceSuggestions();
enhanceThemes();
