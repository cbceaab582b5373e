import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import type { z } from "zod";
import type { Step } from "../../../server/src/exhibitions/schema.ts";
import type { manifestSchema } from "../../../server/src/object-embeds/schema.ts";
import { t } from "../text.ts";

const SIDES = ["x", "y", "width", "height"] as const;
type Part = Pick<Step, (typeof SIDES)[number]>;

const round = (value: number): number => Math.round(value * 10) / 10;

/** The address of a picture of an object by its manifest; undefined: there is none, or not yet. */
function usePicture(object: number, place: number): string | undefined {
  const manifest = useQuery({
    queryKey: ["manifest", object],
    queryFn: async () => {
      const answer = await fetch(`/iiif/manifests/${object}`);
      if (!answer.ok) return [];
      const { items } = (await answer.json()) as z.output<typeof manifestSchema>;
      return items.flatMap((canvas) => canvas.items[0]?.items[0]?.body.service?.[0]?.id ?? []);
    },
  });
  return manifest.data?.[place - 1] ?? manifest.data?.[0];
}

/** A part of a picture: drawn with the pointer, or typed in hundredths of the picture. */
export function RegionPicker(props: {
  object: number;
  place: number;
  value: Part;
  onChange: (part: Part) => void;
}): ReactNode {
  const { object, place, value, onChange } = props;
  const [from, setFrom] = useState<{ x: number; y: number } | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const service = usePicture(object, place);
  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = frame.current!.getBoundingClientRect();
    const share = (from: number, size: number): number => Math.min(100, Math.max(0, (from / size) * 100));
    return { x: share(event.clientX - box.left, box.width), y: share(event.clientY - box.top, box.height) };
  };
  const draw = (event: PointerEvent): void => {
    if (!from) return;
    const to = at(event);
    const [x, y] = [round(Math.min(from.x, to.x)), round(Math.min(from.y, to.y))];
    const width = Math.min(round(100 - x), Math.max(1, round(Math.abs(to.x - from.x))));
    const height = Math.min(round(100 - y), Math.max(1, round(Math.abs(to.y - from.y))));
    onChange({
      x: Math.min(x, 99),
      y: Math.min(y, 99),
      width: Math.max(1, width),
      height: Math.max(1, height),
    });
  };
  return (
    <div className="region">
      {service ? (
        <div
          ref={frame}
          className="region-frame"
          onPointerDown={(event) => {
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            setFrom(at(event));
          }}
          onPointerMove={draw}
          onPointerUp={() => setFrom(null)}
        >
          <img src={`${new URL(service).pathname}/full/!480,480/0/default.jpg`} alt="" draggable={false} />
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <rect {...{ x: value.x, y: value.y, width: value.width, height: value.height }} />
          </svg>
        </div>
      ) : null}
      <p className="row">
        {SIDES.map((side) => (
          <label key={side}>
            {t(`exhibitions.region.${side}`)}
            <input
              type="number"
              min={side === "x" || side === "y" ? 0 : 1}
              max={100}
              step="any"
              value={value[side]}
              onChange={(event) => onChange({ ...value, [side]: Number(event.target.value) })}
            />
          </label>
        ))}
      </p>
    </div>
  );
}
