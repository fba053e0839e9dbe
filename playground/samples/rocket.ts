import { type Brush, edgeGlow, ellipse, FRAME, fillRound, fillTurned, softSpot } from './paint.ts';

const BODY_LEFT = 340;
const BODY_RIGHT = 684;

/** A toy rocket on a plain studio background: opaque, so that the background has to be removed. */
export function paintRocket(brush: Brush): void {
  paintStudio(brush);
  paintNozzle(brush);
  paintSideFins(brush);
  paintBody(brush);
  paintWindow(brush);
  paintMiddleFin(brush);
}

function paintStudio(brush: Brush): void {
  const frame = new Path2D();
  frame.rect(0, 0, FRAME, FRAME);
  fillRound(brush, frame, { x: 512, y: 460, radius: 800 }, [
    [0, '#9be0b8'],
    [0.6, '#84d3a6'],
    [1, '#67bd8d'],
  ]);
  softSpot(brush, frame, { x: 520, y: 924, radiusX: 360, radiusY: 44, rgb: '40 110 84', opacity: 0.6 });
}

function paintNozzle(brush: Brush): void {
  const nozzle = new Path2D();
  nozzle.moveTo(430, 800);
  nozzle.lineTo(594, 800);
  nozzle.lineTo(624, 890);
  nozzle.bezierCurveTo(600, 908, 424, 908, 400, 890);
  nozzle.closePath();
  fillTurned(brush, nozzle, 400, 624, [
    [0, '#59616e'],
    [0.3, '#aab3c0'],
    [0.65, '#4d5562'],
    [1, '#252a33'],
  ]);
}

/** The two fins at the sides, mirrored about the rocket's axis. */
function paintSideFins(brush: Brush): void {
  for (const side of [1, -1]) {
    const at = (x: number) => FRAME / 2 + side * x;
    const fin = new Path2D();
    fin.moveTo(at(130), 560);
    fin.bezierCurveTo(at(300), 600, at(350), 760, at(338), 912);
    fin.bezierCurveTo(at(334), 940, at(304), 940, at(292), 918);
    fin.bezierCurveTo(at(256), 852, at(196), 820, at(100), 812);
    fin.closePath();
    fillRound(brush, fin, { x: side > 0 ? 680 : 250, y: 640, radius: 360 }, [
      [0, '#ff9a5a'],
      [0.4, '#f4562e'],
      [1, '#a31626'],
    ]);
    edgeGlow(brush, fin, 'rgb(110 0 30 / 0.6)', 44, -16, -24);
    edgeGlow(brush, fin, 'rgb(255 214 150 / 0.75)', 16, 7, 8);
  }
}

function paintBody(brush: Brush): void {
  const body = new Path2D();
  body.moveTo(512, 60);
  body.bezierCurveTo(640, 150, 706, 340, 684, 560);
  body.bezierCurveTo(676, 680, 650, 760, 618, 830);
  body.bezierCurveTo(580, 850, 444, 850, 406, 830);
  body.bezierCurveTo(374, 760, 348, 680, 340, 560);
  body.bezierCurveTo(318, 340, 384, 150, 512, 60);
  body.closePath();
  fillTurned(brush, body, BODY_LEFT - 15, BODY_RIGHT + 15, [
    [0, '#d5dbe4'],
    [0.28, '#ffffff'],
    [0.6, '#e7eaf0'],
    [1, '#7d879c'],
  ]);

  brush.save();
  brush.clip(body);
  const nose = new Path2D();
  nose.rect(0, 0, FRAME, 290);
  nose.ellipse(512, 290, 200, 34, 0, 0, Math.PI);
  fillTurned(brush, nose, 370, 660, [
    [0, '#e2432c'],
    [0.3, '#ff9468'],
    [0.62, '#e03a28'],
    [1, '#86101f'],
  ]);
  const belt = new Path2D();
  belt.moveTo(300, 704);
  belt.bezierCurveTo(420, 744, 604, 744, 724, 704);
  belt.lineTo(724, 764);
  belt.bezierCurveTo(604, 806, 420, 806, 300, 764);
  belt.closePath();
  fillTurned(brush, belt, 350, 674, [
    [0, '#2f7fd6'],
    [0.3, '#8cc8ff'],
    [0.62, '#2c74c9'],
    [1, '#123a78'],
  ]);
  brush.restore();

  edgeGlow(brush, body, 'rgb(40 30 80 / 0.5)', 80, -34, -18);
  edgeGlow(brush, body, 'rgb(255 255 255 / 0.85)', 24, 12, 4);
  edgeGlow(brush, body, 'rgb(170 205 255 / 0.6)', 14, -7, -2);
  softSpot(brush, body, {
    x: 445,
    y: 250,
    radiusX: 34,
    radiusY: 170,
    rotation: 0.22,
    rgb: '255 255 255',
    opacity: 0.75,
  });
}

function paintWindow(brush: Brush): void {
  const ring = ellipse(512, 456, 112, 112);
  fillRound(brush, ring, { x: 462, y: 396, radius: 210 }, [
    [0, '#ffe7a0'],
    [0.5, '#f0b13a'],
    [1, '#8f5310'],
  ]);
  edgeGlow(brush, ring, 'rgb(100 50 0 / 0.6)', 20, -8, -12);
  const glass = ellipse(512, 456, 78, 78);
  fillRound(brush, glass, { x: 540, y: 500, radius: 140 }, [
    [0, '#8bf0ff'],
    [0.5, '#2c9fe0'],
    [1, '#0f3f8c'],
  ]);
  edgeGlow(brush, glass, 'rgb(4 22 70 / 0.75)', 26, 8, 12);
  brush.fillStyle = 'rgb(255 255 255 / 0.85)';
  brush.fill(ellipse(478, 424, 24, 14, -0.75));
  brush.fill(ellipse(550, 494, 8, 8));
}

function paintMiddleFin(brush: Brush): void {
  const fin = new Path2D();
  fin.moveTo(512, 640);
  fin.bezierCurveTo(544, 700, 548, 840, 536, 920);
  fin.bezierCurveTo(530, 944, 494, 944, 488, 920);
  fin.bezierCurveTo(476, 840, 480, 700, 512, 640);
  fin.closePath();
  fillTurned(brush, fin, 476, 548, [
    [0, '#f2502e'],
    [0.35, '#ffab70'],
    [1, '#a81828'],
  ]);
  edgeGlow(brush, fin, 'rgb(110 0 30 / 0.5)', 18, -6, -8);
}
