import { type Brush, edgeGlow, ellipse, fillRound, fillTurned, softSpot } from './paint.ts';

/** A red toadstool on a cushion of moss. Transparent background. */
export function paintToadstool(brush: Brush): void {
  paintMoss(brush);
  paintStem(brush);
  paintCap(brush);
}

function paintMoss(brush: Brush): void {
  const moss = new Path2D();
  moss.moveTo(215, 905);
  moss.bezierCurveTo(215, 800, 350, 790, 400, 810);
  moss.bezierCurveTo(450, 770, 590, 770, 640, 815);
  moss.bezierCurveTo(720, 800, 812, 830, 812, 905);
  moss.bezierCurveTo(812, 965, 700, 975, 512, 975);
  moss.bezierCurveTo(320, 975, 215, 965, 215, 905);
  moss.closePath();
  fillRound(brush, moss, { x: 400, y: 800, radius: 430 }, [
    [0, '#b5e05a'],
    [0.45, '#6cbb3c'],
    [1, '#2b7a34'],
  ]);
  edgeGlow(brush, moss, 'rgb(12 70 40 / 0.75)', 60, -14, -34);
  edgeGlow(brush, moss, 'rgb(235 255 170 / 0.7)', 22, 8, 14);
}

function paintStem(brush: Brush): void {
  const stem = new Path2D();
  stem.moveTo(408, 520);
  stem.bezierCurveTo(420, 640, 392, 720, 372, 800);
  stem.bezierCurveTo(352, 890, 430, 912, 512, 912);
  stem.bezierCurveTo(594, 912, 672, 890, 652, 800);
  stem.bezierCurveTo(632, 720, 604, 640, 616, 520);
  stem.closePath();
  fillTurned(brush, stem, 365, 665, [
    [0, '#f2dfc0'],
    [0.3, '#fffaf0'],
    [0.62, '#f4e2c6'],
    [1, '#b98f68'],
  ]);
  edgeGlow(brush, stem, 'rgb(120 70 40 / 0.55)', 50, -22, -22);
  // The cap's shade on the stem.
  softSpot(brush, stem, { x: 520, y: 590, radiusX: 230, radiusY: 120, rgb: '110 45 35', opacity: 0.85 });

  const skirt = new Path2D();
  skirt.moveTo(392, 668);
  skirt.bezierCurveTo(440, 640, 590, 640, 634, 668);
  skirt.bezierCurveTo(662, 700, 664, 736, 650, 752);
  skirt.bezierCurveTo(560, 786, 460, 786, 374, 752);
  skirt.bezierCurveTo(360, 736, 366, 700, 392, 668);
  skirt.closePath();
  fillTurned(brush, skirt, 360, 664, [
    [0, '#fff2d8'],
    [0.35, '#ffffff'],
    [0.7, '#f3e2c8'],
    [1, '#c49c76'],
  ]);
  edgeGlow(brush, skirt, 'rgb(140 90 55 / 0.5)', 30, -10, -16);
}

function paintCap(brush: Brush): void {
  const cap = new Path2D();
  cap.moveTo(112, 520);
  cap.bezierCurveTo(100, 270, 290, 62, 512, 62);
  cap.bezierCurveTo(734, 62, 924, 270, 912, 520);
  cap.bezierCurveTo(906, 606, 730, 650, 512, 650);
  cap.bezierCurveTo(294, 650, 118, 606, 112, 520);
  cap.closePath();
  fillRound(brush, cap, { x: 370, y: 215, radius: 640 }, [
    [0, '#ff8f66'],
    [0.25, '#fb4f3a'],
    [0.6, '#dc2430'],
    [1, '#8a0c2a'],
  ]);
  edgeGlow(brush, cap, 'rgb(96 0 40 / 0.75)', 110, -26, -64);
  edgeGlow(brush, cap, 'rgb(255 170 130 / 0.75)', 34, 14, 18);
  // Light reflected by the ground.
  edgeGlow(brush, cap, 'rgb(255 120 110 / 0.5)', 20, -6, -9);

  const dots: readonly (readonly [number, number, number, number, number])[] = [
    [500, 205, 92, 66, -0.05],
    [270, 345, 78, 74, -0.75],
    [735, 300, 72, 66, 0.7],
    [505, 432, 96, 76, 0],
    [818, 470, 40, 60, 0.28],
    [190, 505, 32, 46, -0.25],
    [330, 560, 60, 36, 0.16],
    [690, 556, 66, 38, -0.16],
    [385, 122, 40, 24, -0.45],
    [645, 128, 44, 26, 0.42],
  ];
  for (const [x, y, radiusX, radiusY, rotation] of dots) {
    const dot = ellipse(x, y, radiusX, radiusY, rotation);
    softSpot(brush, cap, {
      x: x + 6,
      y: y + 12,
      radiusX: radiusX * 1.3,
      radiusY: radiusY * 1.35,
      rotation,
      rgb: '90 0 30',
      opacity: 0.5,
    });
    fillRound(brush, dot, { x: x - radiusX * 0.35, y: y - radiusY * 0.45, radius: radiusX * 2 }, [
      [0, '#ffffff'],
      [0.45, '#fff3e6'],
      [1, '#e2a99a'],
    ]);
    edgeGlow(brush, dot, 'rgb(170 70 80 / 0.45)', 16, -5, -8);
  }
  softSpot(brush, cap, {
    x: 330,
    y: 205,
    radiusX: 190,
    radiusY: 95,
    rotation: -0.75,
    rgb: '255 255 255',
    opacity: 0.5,
  });
}
