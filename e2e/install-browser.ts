import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What the tests run with and Debian packages bring: program -> package. */
const wanted: Record<string, string> = {
  chromium: "chromium",
  "yaz-client": "yaz",
  zoomsh: "yaz",
  pdftoppm: "poppler-utils",
  javac: "default-jdk-headless",
  mvn: "maven",
};

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(`${folder}/${program}`));
}

const missing = [
  ...new Set(
    Object.keys(wanted)
      .filter((p) => !isOnPath(p))
      .map((p) => wanted[p]!),
  ),
];
if (missing.length > 0) {
  const words = `apt-get install -y --no-install-recommends ${missing.join(" ")} fonts-noto-cjk`;
  const mayInstall = process.getuid?.() === 0 && isOnPath("apt-get");
  if (!mayInstall) {
    process.stderr.write(`The tests need ${missing.join(" and ")}. Install with: sudo ${words}\n`);
    process.exit(1);
  }
  process.stderr.write(`Installing ${missing.join(", ")} for the tests…\n`);
  const options = {
    stdio: ["ignore", "ignore", "inherit"] as ("ignore" | "inherit")[],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  execFileSync("apt-get", ["update", "-qq"], options);
  execFileSync("sh", ["-c", `${words} -qq`], options);
}
