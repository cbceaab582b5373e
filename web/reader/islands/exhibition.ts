/**
 * Exhibitions: a picture that goes to the part that is being read about, and two pictures laid over each other. Without it
 * all parts stand beside their words and both pictures side by side.
 */
export function enhanceExhibitions(): void {
  for (const zoom of document.querySelectorAll<HTMLElement>("[data-island=zoom]")) follow(zoom);
  for (const sides of document.querySelectorAll<HTMLElement>("[data-island=compare] .exh-compare-sides"))
    layOver(sides);
}

/** Room around a part, as a share of the window. */
const MARGIN = 0.92;
const MOST_ZOOM = 6;

function follow(zoom: HTMLElement): void {
  const picture = zoom.querySelector<HTMLElement>(".exh-stage-picture");
  const stage = picture?.parentElement;
  if (!picture || !stage) return;
  zoom.classList.add("is-live");
  const wide = matchMedia("(min-width: 60rem)");
  const steps = [...zoom.querySelectorAll<HTMLElement>(".exh-steps li")];
  const show = (step: HTMLElement | undefined): void => {
    for (const one of steps) one.classList.toggle("is-here", one === step);
    if (!step || !wide.matches) {
      picture.style.transform = "";
      return;
    }
    const [left, top, width, height] = step.dataset.part!.split(",").map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const scale = picture.clientWidth / Number(picture.dataset.width);
    const { clientWidth, clientHeight } = stage;
    const factor = Math.max(
      Math.min(
        MOST_ZOOM,
        (clientWidth * MARGIN) / (width * scale),
        (clientHeight * MARGIN) / (height * scale),
      ),
      Math.min(1, clientHeight / picture.clientHeight),
    );
    const x = clientWidth / 2 - (left + width / 2) * scale * factor;
    const y = clientHeight / 2 - (top + height / 2) * scale * factor;
    picture.style.transform = `translate(${x}px, ${y}px) scale(${factor})`;
  };
  const seen = new IntersectionObserver(
    (entries) => {
      const entry = entries.find((one) => one.isIntersecting);
      if (entry) show(entry.target as HTMLElement);
      else if (steps[0] && steps[0].getBoundingClientRect().top > innerHeight * 0.55) show(undefined);
    },
    { rootMargin: "-45% 0px -45% 0px" },
  );
  for (const step of steps) seen.observe(step);
}

function layOver(sides: HTMLElement): void {
  const over = sides.querySelector<HTMLElement>("figure:last-of-type img");
  const label = sides.parentElement?.dataset.label;
  if (!over || !label) return;
  const [first, second] = [...sides.querySelectorAll("img")];
  const ratio = (image: HTMLImageElement | undefined): number =>
    Number(image?.getAttribute("width")) / Number(image?.getAttribute("height"));
  // Pictures of other proportions would not meet.
  if (Math.abs(ratio(first) / ratio(second) - 1) > 0.05) return;
  sides.classList.add("is-over");
  const slide = document.createElement("input");
  slide.type = "range";
  slide.min = "0";
  slide.max = "100";
  slide.value = "50";
  slide.className = "exh-compare-slide";
  slide.setAttribute("aria-label", label);
  const cut = (): void => {
    over.style.clipPath = `inset(0 0 0 ${slide.value}%)`;
  };
  slide.addEventListener("input", cut);
  sides.append(slide);
  cut();
}
