import { enhanceFilters } from "./filter-form.ts";
import { enhanceThemes } from "./theme-switch.ts";

enhanceFilters();
enhanceThemes();
