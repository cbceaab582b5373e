import { enhanceCopyLinks } from "./copy-link.ts";
import { enhanceFacetFinders } from "./facet-finder.ts";
import { enhanceFilters } from "./filter-form.ts";
import { ROOMS_SCRIPT } from "./lazy-assets.ts";
import { enhanceOffline } from "./offline.ts";
import { enhanceRefusedForms } from "./refused-forms.ts";
import { enhanceShelf } from "./shelf.ts";
import { enhanceSuggestions } from "./suggest.ts";
import { enhanceThemes } from "./theme-switch.ts";

/** What the rooms beside finding bring to life: pages without any of it do not load their script. */
const OF_ROOMS =
  "[data-deck],[data-map],[data-island=zoom],[data-island=compare],[data-island=leaf],[data-island=player]," +
  "[data-island=model],[data-island=document],button[data-locate],button[data-scan],input[data-shrink]";

enhanceFacetFinders();
enhanceFilters();
enhanceCopyLinks();
enhanceOffline();
enhanceRefusedForms();
enhanceShelf();
enhanceSuggestions();
enhanceThemes();
if (document.querySelector(OF_ROOMS)) void import(ROOMS_SCRIPT);
