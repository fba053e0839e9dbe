import { type Brush, edgeGlow, ellipse, fillRound, fillTurned, softSpot } from './paint.ts';

/** A corked flask of glowing potion. Transparent background, opaque glass. */
export function paintPotion(brush: Brush): void {
  paintCork(brush);
  paintFlask(brush);
  paintCollar(brush);
}

function paintCork(brush: Brush): void {
  const cork = new Path2D();
  cork.moveTo(428, 70);
  cork.bezierCurveTo(440, 44, 584, 44, 596, 70);
  cork.lineTo(584, 240);
  cork.lineTo(440, 240);
  cork.closePath();
  fillTurned(brush, cork, 428, 596, [
    [0, '#c98f4e'],
    [0.3, '#f0c080'],
    [0.65, '#c58745'],
    [1, '#7a4a20'],
  ]);
  const top = ellipse(512, 72, 82, 22);
  fillRound(brush, top, { x: 480, y: 64, radius: 130 }, [
    [0, '#ffdfa8'],
    [1, '#d09a58'],
  ]);
  for (const [x, y] of [
    [470, 130],
    [540, 110],
    [500, 170],
    [565, 160],
    [455, 190],
  ] as const) {
    brush.fillStyle = 'rgb(96 54 20 / 0.35)';
    brush.fill(ellipse(x, y, 9, 5, 0.3));
  }
}

function flaskPath(): Path2D {
  const flask = new Path2D();
  flask.moveTo(412, 240);
  flask.lineTo(412, 372);
  flask.bezierCurveTo(412, 420, 372, 436, 330, 462);
  flask.bezierCurveTo(90, 610, 148, 966, 512, 966);
  flask.bezierCurveTo(876, 966, 934, 610, 694, 462);
  flask.bezierCurveTo(652, 436, 612, 420, 612, 372);
  flask.lineTo(612, 240);
  flask.closePath();
  return flask;
}

function paintFlask(brush: Brush): void {
  const flask = flaskPath();
  fillRound(brush, flask, { x: 420, y: 430, radius: 560 }, [
    [0, '#f2fbff'],
    [0.5, '#c3e2f4'],
    [1, '#7fa9cf'],
  ]);

  // The potion fills the flask up to an ellipse.
  const liquid = new Path2D();
  liquid.rect(0, 590, 1024, 434);
  liquid.ellipse(512, 590, 336, 52, 0, Math.PI, 2 * Math.PI);
  brush.save();
  brush.clip(flask);
  fillRound(brush, liquid, { x: 440, y: 760, radius: 430 }, [
    [0, '#ff9df2'],
    [0.3, '#e94fe0'],
    [0.7, '#9a24c4'],
    [1, '#4b107f'],
  ]);
  const surface = ellipse(512, 590, 336, 52);
  fillTurned(brush, surface, 176, 848, [
    [0, '#c84fe0'],
    [0.35, '#ffb3f6'],
    [1, '#a535cf'],
  ]);
  softSpot(brush, liquid, { x: 560, y: 890, radiusX: 300, radiusY: 130, rgb: '255 140 240', opacity: 0.75 });
  for (const [x, y, radius] of [
    [590, 760, 34],
    [660, 690, 20],
    [480, 840, 24],
    [620, 860, 14],
    [410, 700, 16],
    [545, 668, 13],
  ] as const) {
    const bubble = ellipse(x, y, radius, radius);
    fillRound(brush, bubble, { x: x - radius * 0.4, y: y - radius * 0.4, radius: radius * 1.7 }, [
      [0, '#ffe8ff'],
      [0.5, '#f59bf0'],
      [1, '#b13cd6'],
    ]);
    edgeGlow(brush, bubble, 'rgb(255 230 255 / 0.9)', 6, -2, -2);
  }
  brush.restore();

  edgeGlow(brush, flask, 'rgb(36 8 84 / 0.7)', 90, -34, -34);
  edgeGlow(brush, flask, 'rgb(235 250 255 / 0.85)', 26, 12, 6);
  edgeGlow(brush, flask, 'rgb(120 220 255 / 0.75)', 16, -8, -3);
  paintReflections(brush, flask);
}

function paintReflections(brush: Brush, flask: Path2D): void {
  const streak = new Path2D();
  streak.moveTo(318, 520);
  streak.bezierCurveTo(236, 580, 206, 690, 234, 790);
  streak.bezierCurveTo(240, 812, 272, 806, 270, 782);
  streak.bezierCurveTo(262, 690, 286, 608, 352, 552);
  streak.bezierCurveTo(374, 532, 344, 502, 318, 520);
  streak.closePath();
  brush.fillStyle = 'rgb(255 255 255 / 0.82)';
  brush.fill(streak);
  brush.fill(ellipse(286, 848, 20, 27, -0.5));
  brush.fillStyle = 'rgb(255 255 255 / 0.55)';
  brush.fill(ellipse(446, 330, 13, 60));
  softSpot(brush, flask, {
    x: 742,
    y: 640,
    radiusX: 60,
    radiusY: 150,
    rotation: -0.4,
    rgb: '255 255 255',
    opacity: 0.35,
  });
}

function paintCollar(brush: Brush): void {
  const lip = new Path2D();
  lip.roundRect(384, 212, 256, 62, 31);
  fillTurned(brush, lip, 384, 640, [
    [0, '#cfe6f5'],
    [0.3, '#ffffff'],
    [0.6, '#b9d8ee'],
    [1, '#6d93bd'],
  ]);
  edgeGlow(brush, lip, 'rgb(40 70 120 / 0.55)', 18, -6, -10);

  const band = new Path2D();
  band.roundRect(396, 366, 232, 50, 25);
  fillTurned(brush, band, 396, 628, [
    [0, '#e8a820'],
    [0.3, '#fff0a0'],
    [0.6, '#eaa51c'],
    [1, '#925a08'],
  ]);
  edgeGlow(brush, band, 'rgb(110 60 0 / 0.6)', 16, -4, -9);

  const medal = ellipse(512, 446, 54, 54);
  softSpot(brush, flaskPath(), { x: 520, y: 462, radiusX: 84, radiusY: 80, rgb: '40 10 70', opacity: 0.6 });
  fillRound(brush, medal, { x: 490, y: 422, radius: 92 }, [
    [0, '#fff6c0'],
    [0.45, '#f6c436'],
    [1, '#a5680c'],
  ]);
  edgeGlow(brush, medal, 'rgb(110 60 0 / 0.6)', 14, -4, -8);
  brush.fillStyle = '#b3760f';
  brush.fill(star(512, 446, 34, 15));
}

function star(x: number, y: number, outer: number, inner: number): Path2D {
  const path = new Path2D();
  for (let corner = 0; corner < 10; corner++) {
    const radius = corner % 2 === 0 ? outer : inner;
    const angle = (corner * Math.PI) / 5 - Math.PI / 2;
    path.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  path.closePath();
  return path;
}
