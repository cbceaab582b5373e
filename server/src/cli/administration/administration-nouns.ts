/** What is administered: each noun with its verbs, which are operations of the API. */
export const nouns = {
  branch: {
    add: "consortium.add-branch",
    change: "consortium.change-branch",
    remove: "consortium.remove-branch",
  },
  hours: { set: "consortium.set-hours", show: "consortium.hours" },
  closure: {
    add: "consortium.add-closures",
    remove: "consortium.remove-closure",
    list: "consortium.closures",
  },
  location: {
    set: "consortium.set-location",
    remove: "consortium.remove-location",
    list: "consortium.locations",
  },
  distance: {
    set: "consortium.set-distance",
    remove: "consortium.remove-distance",
    list: "consortium.distances",
  },
  rule: {
    set: "policies.set-loan-rule",
    remove: "policies.remove-loan-rule",
    list: "policies.loan-rules",
    why: "policies.loan-terms",
    changes: "policies.rule-changes",
  },
  example: {
    set: "policies.set-rule-example",
    remove: "policies.remove-rule-example",
    list: "policies.rule-examples",
  },
  draft: {
    begin: "policies.begin-rule-draft",
    set: "policies.set-drafted-rule",
    remove: "policies.remove-drafted-rule",
    publish: "policies.publish-rule-draft",
    drop: "policies.drop-rule-draft",
    list: "policies.rule-drafts",
    try: "reasons.rule-simulation",
  },
  agreement: {
    set: "policies.set-agreement",
    end: "policies.end-agreement",
    list: "policies.agreements",
  },
  term: { set: "policies.set-term", remove: "policies.remove-term", list: "policies.terms" },
  setting: {
    set: "policies.set-setting",
    clear: "policies.clear-setting",
    list: "policies.settings",
  },
  kind: { set: "policies.set-kind", remove: "policies.remove-kind", list: "policies.kinds" },
  floating: {
    set: "placement.set-float-group",
    remove: "placement.remove-float-group",
    list: "placement.float-groups",
  },
  tour: { set: "placement.set-tour", end: "placement.end-tour", list: "placement.tours" },
  "api-key": { issue: "api-keys.issue", revoke: "api-keys.revoke", list: "api-keys.list" },
} as const satisfies Record<string, Record<string, string>>;

export type Noun = keyof typeof nouns;

/** What each noun is, for the list of commands. */
export const administrationLines: Record<Noun, string> = {
  branch: "add, change and remove branches of a library",
  hours: "set and show opening hours",
  closure: "add, remove and list days on which a library is closed",
  location: "in which branch shelving locations stand",
  distance: "minutes on the road between branches",
  rule: "set, remove, list and explain loan rules",
  example: "cases in which rules must come out as said",
  draft: "prepare rules, try them on last month's loans, publish them",
  agreement: "what libraries lend to each other's readers",
  term: "first and last days of terms",
  setting: "settings of consortium, library and branch",
  kind: "names of patron groups and item classes",
  floating: "branches among which copies stay where they come back",
  tour: "sets of books that go from branch to branch by their days",
  "api-key": "give keys to other systems, revoke and list them",
};

/** What stands under `--help` of a noun; `help` as its verb tells what each verb takes. */
export function shortHelp(noun: Noun): string {
  const verbs = Object.entries(nouns[noun]).map(([verb, operation]) => `  ${verb.padEnd(8)} ${operation}`);
  return `commonshelf ${noun} VERB [--NAME VALUE …] [--json '{…}']

The same operations as the pages of the workbench; answers are JSON. \`commonshelf ${noun} help\` tells what each takes.

${verbs.join("\n")}`;
}
