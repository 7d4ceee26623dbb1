import type en from "./en.json";

export type Pose = keyof typeof en.poses;

type Point = readonly [number, number];
type Drawn = {
  /** Elbow and hand, of the arm on the side of the hand; none where the face alone poses. */
  arm?: readonly [Point, Point];
  /** Where fingers point, in degrees from straight up; none for a closed hand. */
  fingers?: readonly number[];
  /** How far the face is turned: -1 to the left of whoever looks at it. */
  turn?: number;
};

const FLAT = [-24, -8, 8, 24];

/** A person in front of whoever looks: what is their left is on the right of the drawing. */
const DRAWN: Record<Pose, Drawn> = {
  thumb_up: {
    arm: [
      [172, 178],
      [160, 128],
    ],
    fingers: [0],
  },
  hand_on_head: {
    arm: [
      [178, 96],
      [122, 34],
    ],
    fingers: [-70, -84, -98],
  },
  peace_sign: {
    arm: [
      [176, 180],
      [164, 124],
    ],
    fingers: [-14, 14],
  },
  touch_left_ear: {
    arm: [
      [182, 136],
      [140, 88],
    ],
    fingers: [-50, -66],
  },
  touch_right_ear: {
    arm: [
      [18, 136],
      [60, 88],
    ],
    fingers: [50, 66],
  },
  hand_on_chin: {
    arm: [
      [164, 186],
      [112, 132],
    ],
    fingers: [-40, -58],
  },
  three_fingers: {
    arm: [
      [176, 180],
      [164, 124],
    ],
    fingers: [-18, 0, 18],
  },
  look_left: { turn: 1 },
  look_right: { turn: -1 },
  hand_over_one_eye: {
    arm: [
      [178, 148],
      [120, 80],
    ],
    fingers: FLAT,
  },
};

export const isPose = (pose: string): pose is Pose => Object.hasOwn(DRAWN, pose);

const LIMB = { strokeWidth: 16, strokeLinecap: "round", strokeLinejoin: "round", fill: "none" } as const;

/** A plainly drawn person in the pose. The words beside it say the same. */
export function PoseFigure({ pose }: { pose: Pose }) {
  const { arm, fingers = [], turn = 0 } = DRAWN[pose];
  const shoulder: Point = arm !== undefined && arm[1][0] < 90 ? [48, 178] : [152, 178];
  return (
    <svg viewBox="0 0 200 210" aria-hidden className="w-full max-w-48">
      <path d="M24 210c0-40 26-58 56-62l20 8 20-8c30 4 56 22 56 62Z" className="fill-dusk" />
      <path d="M84 118h32v32c0 14-32 14-32 0Z" className="fill-skin-2" />
      <ellipse cx="100" cy="84" rx="38" ry="46" className="fill-skin-2" />
      <path
        d="M60 86c-6-40 14-58 40-58s46 18 40 58c-4-18-12-28-22-32-16 8-34 8-44 2-8 6-12 16-14 30Z"
        className="fill-night"
      />
      <g
        transform={`translate(${turn * 13} 0)`}
        className="stroke-night"
        strokeWidth="4"
        strokeLinecap="round"
      >
        <path d="M86 84v4M114 84v4M91 110q9 6 18 0" fill="none" />
        <path d={`M100 90l${turn * 5 || 3} 10`} fill="none" strokeWidth="3" />
      </g>
      {arm !== undefined && (
        <>
          <polyline points={[shoulder, ...arm].join(" ")} {...LIMB} className="stroke-dusk" />
          <Hand at={arm[1]} fingers={fingers} />
        </>
      )}
    </svg>
  );
}

function Hand({ at: [x, y], fingers }: { at: Point; fingers: readonly number[] }) {
  return (
    <g className="fill-skin-1 stroke-skin-1" strokeLinecap="round">
      {fingers.map((degrees) => (
        <line
          key={degrees}
          x1={x}
          y1={y}
          x2={x}
          y2={y - 28}
          strokeWidth="8"
          transform={`rotate(${degrees} ${x} ${y})`}
        />
      ))}
      <circle cx={x} cy={y} r="14" />
    </g>
  );
}
