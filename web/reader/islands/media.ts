/** Recordings, models and documents: what plays, turns and is drawn; without it they stand as links and words. */
export function enhanceMedia(): void {
  for (const player of document.querySelectorAll<HTMLElement>("[data-island=player]"))
    followRecording(player);
  for (const model of document.querySelectorAll<HTMLElement>("[data-island=model]")) turnInPlace(model);
  for (const paper of document.querySelectorAll<HTMLElement>("[data-island=document]")) {
    turnByKeys(paper);
    void draw(paper);
  }
}

/** Lines and chapters lead to their moments in the player; the line that is heard is marked. */
function followRecording(player: HTMLElement): void {
  const media = player.querySelector<HTMLMediaElement>("audio, video");
  if (!media) return;
  const lines = [...player.querySelectorAll<HTMLElement>(".play-said li")];
  const links = [...player.querySelectorAll<HTMLAnchorElement>("a[data-at]")];
  for (const link of links)
    link.addEventListener("click", (event) => {
      event.preventDefault();
      media.currentTime = Number(link.dataset.at);
      void media.play().catch(() => undefined);
    });
  let current: HTMLElement | undefined;
  media.addEventListener("timeupdate", () => {
    const { currentTime } = media;
    const now = lines.findLast((line) => Number(line.querySelector("a")!.dataset.at) <= currentTime);
    const heard = now && Number(now.dataset.end) > currentTime ? now : undefined;
    if (heard === current) return;
    current?.classList.remove("is-now");
    current = heard;
    if (!heard) return;
    heard.classList.add("is-now");
    const list = heard.parentElement!;
    list.scrollTop = heard.offsetTop - list.offsetTop - list.clientHeight / 3;
  });
  findWords(player, lines);
}

/** A box over the lines: those that hold the words stay, the others go. */
function findWords(player: HTMLElement, lines: HTMLElement[]): void {
  const label = player.querySelector<HTMLElement>("[data-find]");
  const box = label?.querySelector("input");
  const output = player.querySelector("output");
  if (!label || !box || !output) return;
  label.hidden = false;
  const narrow = (): void => {
    const wanted = box.value.trim().toLowerCase();
    let found = 0;
    for (const line of lines) {
      const isFound = line.querySelector(".play-words")!.textContent!.toLowerCase().includes(wanted);
      line.hidden = !isFound;
      if (isFound) found++;
    }
    output.textContent = wanted === "" ? "" : (box.dataset.count ?? "").replace("{{count}}", String(found));
  };
  box.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) narrow();
  });
  box.addEventListener("compositionend", narrow);
  const asked = new URLSearchParams(location.search).get("q") ?? "";
  if (asked !== "" && lines.some((line) => line.textContent!.toLowerCase().includes(asked.toLowerCase()))) {
    box.value = asked;
    narrow();
  }
}

/** The model is fetched when its link is pressed, and stands in its place. */
function turnInPlace(holder: HTMLElement): void {
  const link = holder.querySelector<HTMLAnchorElement>("a");
  link?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "model-frame";
    frame.src = link.href;
    frame.title = link.textContent ?? "";
    frame.allow = "fullscreen";
    holder.prepend(frame);
    link.remove();
    frame.focus();
  });
}

function turnByKeys(paper: HTMLElement): void {
  addEventListener("keydown", (event) => {
    const { target } = event;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isTyping || event.altKey || event.ctrlKey || event.metaKey) return;
    const rel = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" }[event.key];
    const link = rel && paper.querySelector<HTMLAnchorElement>(`.doc-turn [rel=${rel}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

async function draw(paper: HTMLElement): Promise<void> {
  const { script, source, worker, base, page, query, broken } = paper.dataset;
  const stage = paper.querySelector<HTMLElement>("[data-stage]");
  if (!script || !stage) return;
  const { drawPage } = (await import(script)) as typeof import("../lazy/document.ts");
  const isDrawn = await drawPage(stage, {
    source: source!,
    worker: worker!,
    base: base!,
    page: Number(page),
    query: query ?? "",
  }).catch(() => false);
  if (isDrawn) return;
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.textContent = broken ?? "";
  stage.prepend(said);
}
