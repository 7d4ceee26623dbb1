import { useId, type ReactNode } from "react";
import type { Place } from "@/lib/places";

/** A small drawing of what happens in a place. Decoration only. */
export function Vignette({ of }: { of: Place }) {
  return (
    <svg viewBox="0 0 200 140" preserveAspectRatio="xMidYMid slice" aria-hidden className="size-full">
      {DRAWINGS[of]}
    </svg>
  );
}

function Sky({ from, to }: { from: string; to: string }) {
  const id = useId();
  return (
    <>
      <linearGradient id={id} x1="0" y1="0" x2="0.6" y2="1">
        <stop stopColor={`var(--color-${from})`} />
        <stop offset="1" stopColor={`var(--color-${to})`} />
      </linearGradient>
      <rect width="200" height="140" fill={`url(#${id})`} />
    </>
  );
}

/** Somebody, from the shoulders up, whose head is at x, y. */
function Guest({
  x,
  y,
  skin,
  cloth,
  hair,
}: {
  x: number;
  y: number;
  skin: string;
  cloth: string;
  hair: string;
}) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <path d="M-44 92c0-42 18-58 44-58s44 16 44 58Z" className={cloth} />
      <rect x="-18" y="-24" width="36" height="52" rx="18" className={skin} />
      <path
        d="M-20-2c-3-20 6-32 20-32s23 12 20 32c-3-10-8-15-14-18-8 4-18 4-24 1-1 7-2 12-2 17Z"
        className={hair}
      />
    </g>
  );
}

const DRAWINGS: Record<Place, ReactNode> = {
  meet: (
    <>
      <Sky from="dawn" to="clay" />
      <circle cx="62" cy="30" r="17" className="fill-straw" />
      <Guest x={70} y={76} skin="fill-skin-3" cloth="fill-moss" hair="fill-night" />
      <Guest x={136} y={82} skin="fill-skin-1" cloth="fill-wine" hair="fill-wine" />
    </>
  ),
  dates: (
    <>
      <Sky from="wine" to="night" />
      <g className="fill-none">
        <circle cx="100" cy="70" r="45" strokeWidth="4" className="stroke-honey/25" />
        <path
          d="M100 25a45 45 0 1 1-42.8 31"
          strokeWidth="4"
          strokeLinecap="round"
          className="stroke-honey"
        />
      </g>
      <circle cx="86" cy="70" r="21" className="fill-glow" />
      <circle cx="114" cy="70" r="21" className="fill-sea" />
      <path d="M100 54.3a21 21 0 0 1 0 31.4a21 21 0 0 1 0-31.4Z" className="fill-straw" />
    </>
  ),
  salons: (
    <>
      <Sky from="sea" to="deep" />
      {[
        ["fill-skin-1", 0],
        ["fill-skin-4", 52],
        ["fill-skin-2", 103],
        ["fill-skin-3", 154],
        ["fill-skin-1", 206],
        ["fill-skin-2", 257],
      ].map(([skin, angle]) => (
        <g key={angle} transform={`rotate(${angle} 100 72)`}>
          <circle cx="100" cy="20" r="12" className={String(skin)} />
        </g>
      ))}
      <circle
        cx="100"
        cy="20"
        r="11"
        strokeWidth="2"
        strokeDasharray="4 4"
        transform="rotate(309 100 72)"
        className="fill-none stroke-straw"
      />
      <circle cx="100" cy="72" r="33" className="fill-straw" />
      <circle cx="100" cy="72" r="9" className="fill-honey" />
      <circle cx="100" cy="72" r="4" className="fill-clay" />
    </>
  ),
  chats: (
    <>
      <Sky from="straw" to="glow" />
      <rect x="42" y="26" width="88" height="34" rx="17" className="fill-on-picture" />
      <rect x="58" y="40" width="52" height="6" rx="3" className="fill-glow/50" />
      <rect x="64" y="70" width="94" height="44" rx="20" className="fill-wine" />
      <rect x="82" y="84" width="58" height="6" rx="3" className="fill-dawn" />
      <rect x="82" y="96" width="36" height="6" rx="3" className="fill-dawn/60" />
    </>
  ),
  you: (
    <>
      <Sky from="deep" to="night" />
      <path d="M70 24h64v102H70Z" className="fill-dawn" />
      <path d="M70 126h64l34 14H40Z" className="fill-dawn/30" />
      <path d="M70 24l40 10v98l-40-6Z" className="fill-wine" />
      <circle cx="102" cy="84" r="3.5" className="fill-honey" />
    </>
  ),
};
